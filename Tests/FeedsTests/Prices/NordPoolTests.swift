// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct NordPoolTests {
    private let source: NordPool
    private let date = "2026-02-02"

    init() throws { source = try NordPool(zone: "SE3", currency: "SEK") }

    /// Quarter hours of a day; the price is 10 SEK/MWh more each time, minus 20 at first.
    private func entries(_ date: String, seconds: Int = 900) throws -> [String] {
        try Answers.starts(DayAhead.slots(date), seconds: seconds).enumerated().map { k, start in
            let times = #""deliveryStart":"\#(start)","deliveryEnd":"\#(start.advanced(bySeconds: seconds))""#
            return #"{\#(times),"entryPerArea":{"SE3":\#(10 * k - 20),"SE4":999.5}}"#
        }
    }

    private func day(_ date: String, _ entries: [String], state: String = "Final") -> String {
        """
        {"deliveryDateCET":"\(date)","version":3,"updatedAt":"2026-02-01T12:08:22.6180024Z","deliveryAreas":["SE3","SE4"],\
        "market":"DayAhead","multiAreaEntries":[\(entries.joined(separator: ","))],"blockPriceAggregates":[],"currency":"SEK",\
        "exchangeRate":11.3012,"areaStates":[{"state":"\(state)","areas":["SE3"]},{"state":"Final","areas":["SE4"]}],\
        "areaAverages":[{"areaCode":"SE3","price":540.11}]}
        """
    }

    private func question(_ date: String = "2026-02-02") throws -> FeedQuestion {
        try #require(try DayAhead.questions(source, date).first)
    }

    // MARK: Asking

    @Test func everyDeliveryDay_isAskedForItself() throws {
        let all = try Answers.slots("2026-03-28T22:45Z", "2026-03-29T22:15Z")
        let questions = try source.questions(all, now: Answers.moment("2026-03-28"))
        let url = "https://dataportal-api.nordpoolgroup.com/api/DayAheadPrices?market=DayAhead&date="
        #expect(
            questions.map(\.url)
                == ["2026-03-28", "2026-03-29", "2026-03-30"].map { url + $0 + "&deliveryArea=SE3&currency=SEK" })
        #expect(questions.map(\.slots.count) == [96, 92, 96])
        let german = try NordPool(zone: "DE_LU", base: "http://127.0.0.1:8080")
        #expect(german.place == "DE_LU")
        #expect(
            try DayAhead.questions(german, date).map(\.url) == [
                "http://127.0.0.1:8080/api/DayAheadPrices?market=DayAhead&date=2026-02-02&deliveryArea=GER&currency=EUR"
            ])
    }

    @Test func rules_say204IsNotYet() {
        #expect(
            source.rules.name == "nordpool" && source.rules.attribution == "Nord Pool" && source.rules.notYet == [204])
        #expect(
            source.rules.publication == FeedPublication(.centralEuropean, hour: 13) && source.rules.restSeconds == 2)
    }

    @Test func unknownZonesAndCurrencies_areRefused() {
        let zone = Answers.fault { () throws(FeedFault) in try NordPool(zone: "SE5") }
        #expect(zone?.hasPrefix("Nord Pool has no prices of SE5, only of AT, BE, BG, DE_LU, DK1, ") == true)
        #expect(
            Answers.fault { () throws(FeedFault) in try NordPool(zone: "SE3", currency: "USD") }
                == "Nord Pool has no prices in USD, only in BGN, DKK, EUR, NOK, PLN, RON, SEK")
    }

    // MARK: Reading

    @Test(arguments: [("2026-02-02", 96), ("2026-03-29", 92), ("2026-10-25", 100)])
    func days_areWhole_inAnyOrder(date: String, count: Int) throws {
        let slots = try DayAhead.slots(date)
        let entries = try entries(date)
        let series = try #require(try Answers.series(source, day(date, entries), .spotPrice, to: question(date)))
        #expect(series.slots == slots && slots.count == count && series.covers(slots))
        #expect((0..<3).map { series[slots.lowerBound.advanced(by: $0)] } == [-0.02, -0.01, 0])
        let shuffled = day(date, entries.shuffled() + [entries[3]])
        #expect(try Answers.series(source, shuffled, .spotPrice, to: question(date)) == series)
    }

    @Test func page_hasCurrencyAndTimeOfPublication() throws {
        let page = try Answers.page(source, day(date, entries(date)), to: question())
        #expect(page.currency == "SEK" && page.nature == .actual && page.next == nil)
        #expect(try page.publishedAt == Answers.moment("2026-02-01T12:08:22Z"))
    }

    @Test func hourlyDay_hasEachPriceFourTimes() throws {
        let hours = try entries("2025-09-01", seconds: 3600)
        let series = try #require(
            try Answers.series(source, day("2025-09-01", hours), .spotPrice, to: question("2025-09-01")))
        #expect((3..<6).map { series[series.firstSlot.advanced(by: $0)] } == [-0.02, -0.01, -0.01])
        #expect(series.slots.count == 96)
    }

    @Test func areaWithoutAPrice_isMissing() throws {
        var entries = try entries(date)
        entries[1] = entries[1].replacing(#""SE3":-10,"#, with: "")
        entries[2] = entries[2].replacing(#""SE3":0"#, with: #""SE3":null"#)
        let series = try #require(try Answers.series(source, day(date, entries), .spotPrice, to: question()))
        #expect((0..<4).map { series[series.firstSlot.advanced(by: $0)] } == [-0.02, nil, nil, 0.01])
        let nowhere = try NordPool(zone: "SE2", currency: "SEK")
        let all = day(date, entries).replacing(first: #""areas":["SE3"]"#, with: #""areas":["SE2"]"#)
        #expect(try Answers.series(nowhere, all, .spotPrice, to: question()) == nil)
    }

    @Test func onlyFinalPrices_areTaken() throws {
        #expect(
            try Answers.fault(source, day(date, entries(date), state: "Preliminary"), to: question()) == .notPublished)
        #expect(
            try Answers.fault(source, day(date, entries(date), state: "Cancelled"), to: question())?.description
                == "areaStates: found Cancelled, expected Final or Preliminary")
        let stateless = try day(date, entries(date)).replacing(first: #""areas":["SE3"]"#, with: #""areas":["SE1"]"#)
        #expect(
            try Answers.fault(source, stateless, to: question())?.description
                == "areaStates: found no state of SE3, expected Final")
        #expect(try Answers.fault(source, day(date, []), to: question()) == .notPublished)
    }

    // MARK: Faults

    @Test func whatIsNoDocument_isRefused() throws {
        Answers.checkBroken(source, try day(date, entries(date)), to: try question())
    }

    @Test(arguments: [
        (
            #""deliveryDateCET":"2026-02-02""#, #""deliveryDateCET":"2026-02-01""#,
            "deliveryDateCET: found 2026-02-01, expected 2026-02-02"
        ),
        (#""currency":"SEK""#, #""currency":"EUR""#, "currency: found EUR, expected SEK"),
        (#""market":"DayAhead""#, #""market":"Intraday""#, "market: found Intraday, expected DayAhead"),
        (#""SE3":-10"#, #""SE3":"-10""#, "multiAreaEntries[1].entryPerArea.SE3: found another type, expected Double"),
        (#""SE3":-10"#, #""SE3":1e999"#, "the answer: found The given data was not valid JSON., expected JSON"),
        (
            #""SE3":-10"#, #""SE3":61000"#,
            "spot_price: found 61.0 at 2026-02-01T23:15:00Z, expected -60.0 to 60.0 per kWh"
        ),
        (
            #""deliveryEnd":"2026-02-01T23:15:00Z""#, #""deliveryEnd":"2026-02-01T23:30:00Z""#,
            "spot_price: found two numbers for 2026-02-01T23:15:00Z, expected one"
        ),
        (
            #""deliveryEnd":"2026-02-01T23:15:00Z""#, #""deliveryEnd":"2026-02-01T22:15:00Z""#,
            "spot_price: found -2700 s from 2026-02-01T23:00:00Z, expected whole quarter hours or parts"
        ),
        (
            #""deliveryStart":"2026-02-01T23:15:00Z""#, #""deliveryStart":"yesterday""#,
            "multiAreaEntries[1].deliveryStart: found yesterday, expected a moment such as 2026-02-02T00:00:00+01:00"
        ),
        (
            #""updatedAt":"2026-02-01T12:08:22.6180024Z""#, #""updatedAt":"?""#,
            "updatedAt: found ?, expected a moment such as 2026-02-02T00:00:00+01:00"
        ),
    ])
    func oneWrongMember_isNamed(found: String, wrong: String, fault: String) throws {
        let text = try day(date, entries(date)).replacing(first: found, with: wrong)
        #expect(try Answers.fault(source, text, to: question())?.description == fault)
    }

    @Test func reasonsOfOtherStatuses_areQuoted() {
        let problem = Array(#"{"title":"Bad Request","status":400,"detail":"deliveryArea is empty"}"#.utf8)
        #expect(source.refusal(status: 400, body: problem) == .refused("deliveryArea is empty"))
        #expect(source.refusal(status: 400, body: Array(#"{"title":"Bad"}"#.utf8)) == .refused("Bad"))
        #expect(source.refusal(status: 400, body: Array("<html>".utf8)) == nil)
        #expect(
            source.refusal(status: 401, body: [])
                == .request("Nord Pool gives days older than about two months to subscribers only"))
        #expect(source.refusal(status: 429, body: problem) == nil)
    }
}
