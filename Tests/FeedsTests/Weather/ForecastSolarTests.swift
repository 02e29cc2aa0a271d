// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct ForecastSolarTests {
    private typealias Kit = WeatherTesting

    private static let plane = ForecastSolar.Plane(tilt: 30, azimuth: 180, peak: Watts(8000))
    private let source = ForecastSolar(Kit.stockholm, [plane])

    private func body(_ energies: [(String, String)], powers: [(String, String)]? = nil) -> String {
        func object(_ pairs: [(String, String)]) -> String {
            "{" + pairs.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
        }
        return """
            {"result":{"watts":\(object(powers ?? energies)),"watt_hours_period":\(object(energies)),
            "watt_hours":{},"watt_hours_day":{"2026-06-01":21450}},
            "message":{"code":0,"type":"success","text":"","pid":"D8aH",
            "ratelimit":{"zone":"IP","limit":12,"remaining":11}}}
            """
    }

    /// Two days from sunrise to sunset, and 21 + 30 Wh of the first and 40 Wh of the second.
    private func twoDays() -> String {
        body([
            ("2026-06-01T02:51:17+00:00", "0"), ("2026-06-01T03:00:00+00:00", "3"),
            ("2026-06-01T04:00:00+00:00", "18"), ("2026-06-01T04:20:30+00:00", "30"),
            ("2026-06-02T02:50:00+00:00", "0"), ("2026-06-02T03:30:00+00:00", "40"),
            ("2026-06-02T03:40:00+00:00", "0"),
        ])
    }

    private func power(_ page: FeedPage) throws -> SlotSeries { try #require(try Kit.series(page, .pvPower)) }

    private func energy(_ series: SlotSeries, _ slots: Range<Slot>) -> Double {
        slots.compactMap { series[$0] }.reduce(0, +) * Slot.hours
    }

    @Test func energyBetweenUnevenMoments_isKept() throws {
        let page = try Kit.page(source, twoDays())
        let series = try power(page)
        #expect(page.nature == .forecast)
        #expect(series.slots == Kit.slots("2026-06-01T02:45Z", "2026-06-02T03:45Z"))
        #expect(series.covers(series.slots))
        #expect(abs(energy(series, Kit.slots("2026-06-01T00:00Z", "2026-06-02T00:00Z")) - 51) < 1e-9)
        #expect(abs(energy(series, Kit.slots("2026-06-02T00:00Z", "2026-06-03T00:00Z")) - 40) < 1e-9)
        // All of the sunrise's energy in one quarter hour, and 5 of 20.5 minutes of the sunset's in the last.
        #expect(series[series.firstSlot] == 12)
        #expect(abs((series[Slot(containing: Kit.at("2026-06-01T03:30Z"))] ?? 0) - 18) < 1e-9)
        #expect(abs((series[Slot(containing: Kit.at("2026-06-01T04:00Z"))] ?? 0) - 30 * 900 / 1230 * 4) < 1e-9)
        #expect(abs((series[Slot(containing: Kit.at("2026-06-01T04:15Z"))] ?? 0) - 30 * 330 / 1230 * 4) < 1e-9)
    }

    @Test func night_isDark() throws {
        let series = try power(try Kit.page(source, twoDays()))
        #expect(Kit.slots("2026-06-01T04:30Z", "2026-06-02T02:45Z").allSatisfy { series[$0] == 0 })
    }

    @Test func endsThatAreNotDark_areLeftOut() throws {
        let energies = [("2026-06-01T02:51:17Z", "0"), ("2026-06-01T04:00:00Z", "40"), ("2026-06-01T04:20:00Z", "30")]
        let powers = [("2026-06-01T02:51:17Z", "9"), ("2026-06-01T04:00:00Z", "40"), ("2026-06-01T04:20:00Z", "30")]
        #expect(
            try power(try Kit.page(source, body(energies, powers: powers))).slots
                == Kit.slots("2026-06-01T03:00Z", "2026-06-01T04:15Z"))
        // Another moment's darkness says nothing.
        let others = [("2026-06-01T02:40:00Z", "0"), ("2026-06-01T04:28:00Z", "0")]
        #expect(
            try power(try Kit.page(source, body(energies, powers: others))).slots
                == Kit.slots("2026-06-01T03:00Z", "2026-06-01T04:15Z"))
    }

    @Test func null_isAGap_andTheNextPeriodIsNot() throws {
        let page = try Kit.page(
            source,
            body([
                ("2026-06-01T10:00:00Z", "500"), ("2026-06-01T11:00:00Z", "null"), ("2026-06-01T12:00:00Z", "600"),
            ]))
        #expect(try power(page).slots == Kit.slots("2026-06-01T11:00Z", "2026-06-01T12:00Z"))
    }

    @Test func moreThanANightWithoutNumbers_isAGap() throws {
        let page = try Kit.page(
            source,
            body([
                ("2026-06-01T10:00:00Z", "0"), ("2026-06-01T11:00:00Z", "100"), ("2026-06-02T11:00:01Z", "0"),
                ("2026-06-02T12:00:00Z", "200"),
            ]))
        let series = try power(page)
        #expect(series[Slot(containing: Kit.at("2026-06-01T12:00Z"))] == nil)
        #expect(series[Slot(containing: Kit.at("2026-06-01T10:00Z"))] == 100)
    }

    @Test(arguments: [
        ["2026-03-29T00:00:00+01:00", "2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00"],
        ["2026-10-25T01:00:00+02:00", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"],
    ])
    func clockChange_isOfNoConcern(stamps: [String]) throws {
        // Site-local stamps with their offsets, as the source gives them without `time=utc`.
        let series = try power(try Kit.page(source, body(Array(zip(stamps, ["0", "100", "200"])))))
        #expect(series.slots.count == 8 && series.slots.prefix(4).allSatisfy { series[$0] == 100 })
        #expect(energy(series, series.slots) == 300)
    }

    private func message(_ body: String) -> String? {
        Kit.fault { () throws(FeedFault) in try Kit.page(source, body) }?.description
    }

    @Test func energiesThatCannotBe_areRefused() {
        let place = "result.watt_hours_period"
        #expect(
            message(body([("2026-06-01T10:00:00Z", "0"), ("2026-06-01T13:00:01Z", "5")]))
                == "\(place): found 5.0 Wh from 2026-06-01T10:00:00Z to 2026-06-01T13:00:01Z, "
                + "expected energy of at most three hours")
        #expect(
            message(body([("2026-06-01T10:00:00Z", "0"), ("2026-06-01T11:00:00Z", "-5")]))
                == "\(place): found -5.0 Wh at 2026-06-01T11:00:00Z, expected at least 0")
        #expect(
            message(body([("2026-06-01T10:00:00Z", "0"), ("2026-06-01T12:00:00+02:00", "5")]))
                == "\(place): found two numbers for 2026-06-01T10:00:00Z, expected one")
        #expect(message(body([])) == "\(place): found 0 times, expected at least two")
        #expect(
            message(body([("2026-06-01 10:00:00", "0"), ("2026-06-01T11:00:00Z", "5")]))
                == "\(place): found 2026-06-01 10:00:00, expected a moment such as 2026-02-02T00:00:00+01:00")
        #expect(message(body([("2026-06-01T10:00:00Z", "\"0\"")])) != nil)
        #expect(
            message(twoDays().replacing("\"watts\"", with: "\"kilowatts\""))
                == "result: found no member watts, expected one")
    }

    @Test func powerThatNoHouseHas_isRefused() throws {
        let page = try Kit.page(source, body([("2026-06-01T10:00:00Z", "0"), ("2026-06-01T10:15:00Z", "1e300")]))
        guard
            case .document("pv_power", _, "0.0 to 1000000.0 W")? = Kit.fault({ () throws(FeedFault) in
                try Kit.series(page, .pvPower)
            })
        else {
            Issue.record("it is read")
            return
        }
    }

    @Test func orderOfMembers_doesNotMatter() throws {
        let energies = [
            ("2026-06-01T11:00:00Z", "100"), ("2026-06-01T10:00:00Z", "7"), ("2026-06-01T12:00:00Z", "200"),
        ]
        let series = try power(try Kit.page(source, body(energies)))
        #expect(series.slots == Kit.slots("2026-06-01T10:00Z", "2026-06-01T12:00Z"))
        #expect(series[series.firstSlot] == 100 && energy(series, series.slots) == 300)
    }

    @Test func refusal_isTheMessage_alsoWithStatus200() {
        let body = """
            {"result":"Rate limit for API calls reached.","message":{"code":429,"type":"error",
            "text":"Rate limit for API calls reached.","ratelimit":{"retry-at":"2026-06-01T02:48:53+02:00"}}}
            """
        #expect(source.refusal(status: 429, body: Array(body.utf8)) == .refused("Rate limit for API calls reached."))
        #expect(message(body) == "the source says: Rate limit for API calls reached.")
        #expect(source.refusal(status: 502, body: Array("Bad gateway".utf8)) == nil)
    }

    @Test func answersThatAreNone_areMinded() {
        Kit.expectMinded(source, good: twoDays())
        Kit.readDamaged(source, good: twoDays(), slots: Kit.slots("2026-06-01T00:00Z", "2026-06-03T00:00Z"))
    }

    @Test func plane_isAskedInWholeDegrees_fromSouth() throws {
        func path(_ plane: ForecastSolar.Plane) throws -> String? {
            try Kit.addresses(ForecastSolar(Kit.stockholm, [plane]), "2026-02-02T12:00Z", "2026-02-03T12:00Z").first
        }
        let common = "https://api.forecast.solar/estimate/59.33/18.07"
        #expect(try path(Self.plane) == "\(common)/30/0/8?time=utc")
        #expect(try path(.init(tilt: 0, azimuth: 0, peak: Watts(4321.5))) == "\(common)/0/-180/4.322?time=utc")
        #expect(try path(.init(tilt: 89.6, azimuth: 270.4, peak: Watts(800))) == "\(common)/90/90/0.8?time=utc")
    }

    @Test func severalPlanes_needAKey() throws {
        let east = ForecastSolar.Plane(tilt: 10, azimuth: 90, peak: Watts(3000))
        let paying = ForecastSolar(Kit.stockholm, [Self.plane, east], base: "http://127.0.0.1:8080", key: "Abc123")
        #expect(
            try Kit.addresses(paying, "2026-02-02T12:00Z", "2026-02-03T12:00Z")
                == ["http://127.0.0.1:8080/Abc123/estimate/59.33/18.07/30/0/8/10/-90/3?time=utc"])
        func fault(_ planes: [ForecastSolar.Plane], key: String? = nil) -> String? {
            Kit.fault { () throws(FeedFault) in
                try ForecastSolar(Kit.stockholm, planes, key: key)
                    .questions(Kit.slots("2026-02-02T12:00Z", "2026-02-03T12:00Z"), now: Kit.now)
            }?.description
        }
        #expect(fault([Self.plane, east]) == "found 2 planes, expected 1 without a key")
        #expect(fault([], key: "a") == "found 0 planes, expected 1 to 3")
        #expect(fault([Self.plane], key: "a/b")?.hasPrefix("the key is empty or has a character") == true)
        #expect(fault([Self.plane], key: "") != nil)
        #expect(
            fault([.init(tilt: 91, azimuth: 180, peak: Watts(8000))])
                == "found a plane of 8000 W at tilt 91.0 and azimuth 180.0, "
                + "expected at most 10 MW, 0...90 and 0...360 degrees"
        )
        #expect(fault([.init(tilt: 30, azimuth: .nan, peak: Watts(8000))]) != nil)
        #expect(fault([.init(tilt: 30, azimuth: 180, peak: Watts(0))]) != nil)
    }

    @Test func rules_areThoseOfASolarSource() {
        #expect(source.rules.kind == .solar && source.rules.attribution.contains("Forecast.Solar"))
        #expect(source.place == "59.33,18.07")
    }
}
