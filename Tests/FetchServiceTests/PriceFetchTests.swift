// SPDX-License-Identifier: Apache-2.0

import Energy
import FetchService
import HearthTestKit
import Testing

/// Day-ahead prices over the days, by real servers.
@Suite(.serialized) struct PriceFetchTests {
    private let site = PriceSite()
    private let server: SwitchedServer

    init() throws {
        let site = site
        server = try SwitchedServer(answering: { $0.last.map(site.elprisetJustNu) ?? [] })
    }

    private func house(at now: String, currency: String = "EUR", more: String = "") throws -> FetchedHouse {
        try FetchedHouse(
            """
            [[feeds.price]]
            source = "elprisetjustnu"
            zone = "SE4"
            server = "http://127.0.0.1:\(server.port)"
            \(more)
            """, now: now, currency: currency)
    }

    private func files(of server: SwitchedServer) -> [Substring] {
        server.requests.map { $0.target.suffix("11-23_SE4.json".utf8.count) }
    }

    @Test func morning_bringsTheDay_andNothingMore() throws {
        site.publish("2026-11-23")
        let house = try house(at: "2026-11-23T09:00Z")
        let run = try #require(try house.fetch().first)
        #expect(run.job == "fetch-prices" && run.outcome == .succeeded && run.error == nil)
        #expect(run.rows == 96 && run.attempts == 1)
        let document = try #require(try house.newDocuments().first)
        #expect(document.source == "elprisetjustnu" && document.place == "SE4" && document.nature == .actual)
        #expect(document.currency == "EUR" && document.fetchedAt == house.time.wall)
        let series = try #require(document.series[.spotPrice])
        #expect(series.slots == (try slots("2026-11-22T23:00Z", "2026-11-23T23:00Z")))
        #expect(series.slots.allSatisfy { series[$0] == PriceSite.price($0) })
        #expect(files(of: server) == ["11-23_SE4.json"])
        #expect(server.requests[0].fields["user-agent"] == "hearth/0.1.0 (me@example.org)")
        // All there is before tomorrow's are published: nobody is asked, and there is nothing to report.
        #expect(try house.fetch(afterMinutes: 15).isEmpty && server.requests.count == 1)
    }

    @Test func pricesInKronor_areTakenForATariffInKronor() throws {
        site.publish("2026-11-23")
        let house = try house(at: "2026-11-23T09:00Z", currency: "SEK")
        try house.fetch()
        let document = try #require(try house.newDocuments().first)
        let series = try #require(document.series[.spotPrice])
        #expect(document.currency == "SEK" && series[series.firstSlot] == 8 * PriceSite.price(series.firstSlot))
    }

    /// Tomorrow's prices are an hour late: asked for every quarter of an hour, once they are there no more until the next day.
    @Test func latePublication_isWaitedFor() throws {
        site.publish("2026-11-23")
        let house = try house(at: "2026-11-23T12:08Z")
        #expect(try house.fetch().map(\.outcome) == [.nothingNew])
        #expect(try house.newDocuments().count == 1)
        for _ in 1...3 {
            let run = try #require(try house.fetch(afterMinutes: 15).first)
            #expect(run.outcome == .nothingNew && run.rows == 0 && run.error == nil)
        }
        // Today's are here and are not asked for again.
        #expect(files(of: server) == ["11-23_SE4.json"] + Array(repeating: "11-24_SE4.json", count: 4))
        site.publish("2026-11-24")
        let run = try #require(try house.fetch(afterMinutes: 15).first)
        #expect(run.outcome == .succeeded && run.rows == 96)
        #expect(
            try house.newDocuments().map { $0.series[.spotPrice]?.slots } == [
                slots("2026-11-23T23:00Z", "2026-11-24T23:00Z")
            ])
        for _ in 1...3 { #expect(try house.fetch(afterMinutes: 300).isEmpty) }
        #expect(server.requests.count == 6)
    }

    @Test func nextDay_isAskedForFromThePublicationOn() throws {
        site.publish("2026-11-23", "2026-11-24")
        let house = try house(at: "2026-11-23T12:08Z")
        #expect(try house.fetch().map(\.rows) == [192])
        // 12:53 on the clock of the market.
        #expect(try house.fetch(afterMinutes: 24 * 60 - 15).isEmpty)
        #expect(try house.fetch(afterMinutes: 15).map(\.outcome) == [.nothingNew])
        #expect(files(of: server).suffix(2) == ["11-24_SE4.json", "11-25_SE4.json"])
    }

    @Test(arguments: [
        ("2026-10-24T11:08Z", ["2026-10-24", "2026-10-25"], 196),
        ("2027-03-27T12:08Z", ["2027-03-27", "2027-03-28"], 188),
    ])
    func daysOfTheClockChange_areWhole(now: String, days: [String], rows: Int) throws {
        for day in days { site.publish(day) }
        let house = try house(at: now)
        let run = try #require(try house.fetch().first)
        #expect(run.outcome == .succeeded && run.rows == rows)
        #expect(try house.fetch(afterMinutes: 15).isEmpty)
    }

    @Test func secondSource_takesOver_whereTheFirstIsIll() throws {
        site.publish("2026-11-23", "2026-11-24")
        let site = site
        let second = try SwitchedServer(answering: { $0.last.map(site.energyCharts) ?? [] })
        server.change { _ in .http(500) }
        let house = try house(at: "2026-11-23T12:08Z", more: energyCharts(second))
        let run = try #require(try house.fetch().first)
        #expect(run.outcome == .succeeded && run.rows == 192 && run.attempts == 5)
        #expect(run.error == "elprisetjustnu: status 500: the source has a fault; energy-charts is used instead")
        #expect(house.time.pauses == [1, 4, 16, 60] && second.requests.count == 1)
        #expect(try house.newDocuments().map(\.source) == ["energy-charts"])
        // Nothing is missing, so the first is left in peace.
        #expect(try house.fetch(afterMinutes: 15).isEmpty && server.requests.count == 5)
    }

    @Test func secondSource_isNotAsked_whereTheFirstHasAll() throws {
        site.publish("2026-11-23")
        let second = try SwitchedServer(.http(500))
        let house = try house(at: "2026-11-23T09:00Z", more: energyCharts(second))
        #expect(try house.fetch().map(\.outcome) == [.succeeded])
        #expect(second.requests.isEmpty)
    }

    @Test func gap_isFilledByTheSecondSource_andTheFirstStays() throws {
        site.publish("2026-11-23")
        let full = PriceSite()
        full.publish("2026-11-23")
        let gap = try slots("2026-11-23T10:00Z", "2026-11-23T11:00Z")
        site.leaveOut(gap)
        let second = try SwitchedServer(answering: { $0.last.map(full.energyCharts) ?? [] })
        let house = try house(at: "2026-11-23T09:00Z", more: energyCharts(second))
        let run = try #require(try house.fetch().first)
        #expect(run.outcome == .succeeded && run.rows == 96)
        #expect(run.error == "elprisetjustnu: leaves out 4 of 96 quarter hours; energy-charts is used instead")
        let documents = try house.newDocuments()
        let numbers = documents.map { document in
            document.series[.spotPrice]?.slots.filter { document.series[.spotPrice]?[$0] != nil }
        }
        #expect(Set(documents.map(\.source)) == ["elprisetjustnu", "energy-charts"])
        #expect(Set(numbers.map { $0?.count }) == [92, 4])
        #expect(try house.fetch(afterMinutes: 15).isEmpty)
    }

    @Test func gapWithoutAnotherSource_isToldAndAskedForAgain() throws {
        site.publish("2026-11-23")
        site.leaveOut(try slots("2026-11-23T10:00Z", "2026-11-23T11:00Z"))
        let house = try house(at: "2026-11-23T09:00Z")
        let run = try #require(try house.fetch().first)
        #expect(run.outcome == .nothingNew && run.rows == 92)
        #expect(run.error == "elprisetjustnu: leaves out 4 of 96 quarter hours; what else it gave is used")
        site.leaveOut([])
        #expect(try house.fetch(afterMinutes: 15).map(\.outcome) == [.succeeded])
    }

    @Test func uselessAnswer_isKeptWithItsReason_andReplacesNothing() throws {
        site.publish("2026-11-23")
        let house = try house(at: "2026-11-23T09:00Z")
        try house.fetch()
        server.change { requests in
            requests.last?.target.contains("11-24") == true ? .http(200, [], #"[{"SEK_per_kWh":1e999}]"#) : .http(404)
        }
        let run = try #require(try house.fetch(afterMinutes: 240).first)
        #expect(run.outcome == .failed && run.rows == 0)
        let error = try #require(run.error)
        #expect(error.hasPrefix("elprisetjustnu: "))
        #expect(error.hasSuffix("; what was fetched before is used instead"))
        let (reasons, answers) = try house.rejected()
        #expect(answers == [#"[{"SEK_per_kWh":1e999}]"#])
        #expect(reasons.count == 1 && reasons[0].hasPrefix("2026-11-23T13:00:00Z elprisetjustnu: "))
        // The good one still waits, and is the only one.
        #expect(try house.newDocuments().map { $0.series[.spotPrice]?.slots.count } == [96])
    }

    @Test func damagedMemory_costsARequest() throws {
        site.publish("2026-11-23")
        let house = try house(at: "2026-11-23T09:00Z")
        try house.fetch()
        try house.put("source_memory = 1\n", as: "fetch/price-elprisetjustnu-SE4.memory")
        #expect(try house.fetch(afterMinutes: 15).map(\.outcome) == [.succeeded])
        #expect(
            house.lines.contains {
                $0.contains("price-elprisetjustnu-SE4.memory: line 2: found the end") && $0.hasSuffix("asked for again")
            }, "\(house.lines)")
        #expect(server.requests.count == 2)
    }

    @Test func clockThatWasAhead_isForgotten() throws {
        site.publish("2026-11-23", "2027-11-23")
        let house = try house(at: "2027-11-23T09:00Z")
        try house.fetch()
        house.time.pass(-365 * 86_400)
        #expect(try house.fetch().map(\.rows) == [96])
    }

    private func energyCharts(_ server: SwitchedServer) -> String {
        """
        [[feeds.price]]
        source = "energy-charts"
        zone = "SE4"
        server = "http://127.0.0.1:\(server.port)"
        """
    }
}
