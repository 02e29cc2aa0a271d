// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct MetNorwayTests {
    private typealias Kit = WeatherTesting

    private let source = MetNorway(Kit.stockholm)

    private func entry(_ time: String, _ temperature: String = "1.5", rain: String? = nil) -> String {
        let next = rain.map {
            #","next_1_hours":{"summary":{"symbol_code":"rain"},"details":{"precipitation_amount":\#($0)}}"#
        }
        return """
            {"time":"\(time)","data":{"instant":{"details":{"air_pressure_at_sea_level":1019.5,
            "air_temperature":\(temperature),"cloud_area_fraction":87.5,"relative_humidity":42.7,
            "wind_speed":4.2}}\(next ?? "")}}
            """
    }

    private func body(_ entries: [String]) -> String {
        """
        {"type":"Feature","geometry":{"type":"Point","coordinates":[18.07,59.33,24]},"properties":{"meta":{
        "updated_at":"2026-02-01T11:32:00Z","units":{"air_temperature":"celsius","cloud_area_fraction":"%",
        "precipitation_amount":"mm","relative_humidity":"%","wind_speed":"m/s"}},
        "timeseries":[\(entries.joined(separator: ","))]}}
        """
    }

    private func small() -> String {
        body([entry("2026-02-02T12:00:00Z", rain: "0.4"), entry("2026-02-02T13:00:00Z", "2.5", rain: "1")])
    }

    @Test func moments_makeLines_andPrecipitationIsOfTheHourAfter() throws {
        let page = try Kit.page(source, small())
        #expect(page.nature == .forecast && page.publishedAt == Kit.at("2026-02-01T11:32:00Z"))
        let temperature = try #require(try Kit.series(page, .airTemperature))
        #expect(temperature.slots == Kit.slots("2026-02-02T12:00Z", "2026-02-02T13:00Z"))
        #expect(temperature[temperature.firstSlot] == 1.625)
        #expect(try Kit.series(page, .cloudCover)?[temperature.firstSlot] == 0.875)
        #expect(try Kit.series(page, .windSpeed)?[temperature.firstSlot] == 4.2)
        #expect(abs((try Kit.series(page, .relativeHumidity)?[temperature.firstSlot] ?? 0) - 0.427) < 1e-12)
        let rain = try #require(try Kit.series(page, .precipitation))
        #expect(rain.slots == Kit.slots("2026-02-02T12:00Z", "2026-02-02T14:00Z"))
        #expect(rain[rain.firstSlot] == 0.1 && rain[rain.firstSlot.advanced(by: 7)] == 0.25)
    }

    @Test func radiation_isNotGiven() throws {
        let quantities = Set(try Kit.page(source, small()).intervals.keys)
        #expect(quantities == [.airTemperature, .cloudCover, .relativeHumidity, .windSpeed, .precipitation])
    }

    @Test func switchToSixHours_isNotDrawnAcross() throws {
        let page = try Kit.page(
            source,
            body([
                entry("2026-02-02T12:00:00Z", rain: "0"), entry("2026-02-02T13:00:00Z"), entry("2026-02-02T19:00:00Z"),
                entry("2026-02-03T01:00:00Z"),
            ]))
        #expect(try Kit.series(page, .airTemperature)?.slots == Kit.slots("2026-02-02T12:00Z", "2026-02-02T13:00Z"))
        #expect(try Kit.series(page, .precipitation)?.slots == Kit.slots("2026-02-02T12:00Z", "2026-02-02T13:00Z"))
    }

    @Test func missingOrNull_isAGap_acrossWhichNoLineIsDrawn() throws {
        let hours = ["12", "13", "14", "15"].map { "2026-02-02T\($0):00:00Z" }
        let null = body(zip(hours, ["1", "null", "3", "4"]).map { entry($0, $1) })
        let absent = body([
            entry(hours[0]), entry(hours[1]).replacing("\"air_temperature\"", with: "\"dew_point\""), entry(hours[2]),
            entry(hours[3]),
        ])
        for text in [null, absent] {
            let page = try Kit.page(source, text)
            #expect(try Kit.series(page, .airTemperature)?.slots == Kit.slots(hours[2], hours[3]))
            #expect(try Kit.series(page, .windSpeed)?.slots == Kit.slots(hours[0], hours[3]))
        }
    }

    @Test func lastEntry_mayLackDetailsOfTheNextHour() throws {
        let last = entry("2026-02-02T13:00:00Z", rain: "1").replacing(
            #","details":{"precipitation_amount":1}"#, with: "")
        #expect(last.contains(#""next_1_hours":{"summary""#))
        let page = try Kit.page(source, body([entry("2026-02-02T12:00:00Z", rain: "2"), last]))
        #expect(try Kit.series(page, .precipitation)?.slots.count == 4)
    }

    @Test(arguments: [("2026-03-29", 92), ("2026-10-25", 100)])
    func localDay_isWhole(date: String, count: Int) throws {
        let day = LocalDay(Kit.at(date).date, in: .centralEuropean)
        let first = day.slots.lowerBound.start
        let entries = (0...26).map { entry(first.advanced(bySeconds: 3600 * $0).iso8601, rain: "0.1") }
        let page = try Kit.page(source, body(entries))
        #expect(day.slots.count == count)
        for quantity in page.intervals.keys {
            #expect(try Kit.series(page, quantity)?.covers(day.slots) == true, "\(quantity)")
        }
    }

    @Test func shuffledEntries_areTheSame_andTwoOfAMomentAreRefused() throws {
        let (first, second) = (entry("2026-02-02T12:00:00Z"), entry("2026-02-02T13:00:00Z", "2.5"))
        let ordered = try Kit.page(source, body([first, second]))
        let shuffled = try Kit.page(source, body([second, first, second]))
        #expect(try Kit.series(ordered, .airTemperature) == Kit.series(shuffled, .airTemperature))
        let contradiction = try Kit.page(source, body([first, second, entry("2026-02-02T13:00:00Z", "2.6")]))
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(contradiction, .airTemperature) }?.description
                == "air_temperature: found two numbers for 2026-02-02T13:00:00Z, expected one")
    }

    private func message(_ old: String, _ new: String) -> String? {
        let body = small().replacing(old, with: new)
        return Kit.fault { () throws(FeedFault) in try Kit.page(source, body) }?.description
    }

    @Test func otherUnits_areRefused() {
        #expect(
            message("celsius", "fahrenheit")
                == "properties.meta.units.air_temperature: found fahrenheit, expected celsius")
        #expect(message("m/s", "km/h") == "properties.meta.units.wind_speed: found km/h, expected m/s")
        #expect(
            message("\"precipitation_amount\":\"mm\"", "\"snow\":\"mm\"")
                == "properties.meta.units.precipitation_amount: found no unit, expected mm")
    }

    @Test func momentsThatAreNone_areRefused() {
        let moment = "a moment such as 2026-02-02T00:00:00+01:00"
        #expect(
            message("2026-02-02T13:00:00Z", "2026-02-02T25:00:00Z")
                == "properties.timeseries[1].time: found 2026-02-02T25:00:00Z, expected \(moment)")
        #expect(message("2026-02-01T11:32:00Z", "now") == "properties.meta.updated_at: found now, expected \(moment)")
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.page(source, body([])) }?.description
                == "properties.timeseries: found no entries, expected at least one")
    }

    @Test func numbersThatAreNone_areRefused_withTheirPlace() {
        #expect(
            message("87.5", "\"87.5\"")
                == "properties.timeseries[0].data.instant.details.cloud_area_fraction: "
                + "found another type, expected Double"
        )
        guard
            case .document(_, _, "JSON")? = Kit.fault({ () throws(FeedFault) in
                try Kit.page(source, small().replacing("87.5", with: "1e999"))
            })
        else {
            Issue.record("1e999 is read")
            return
        }
    }

    @Test func answersThatAreNone_areMinded() {
        Kit.expectMinded(source, good: small())
        Kit.readDamaged(source, good: small(), slots: Kit.slots("2026-02-02T12:00Z", "2026-02-02T14:00Z"))
    }

    @Test func addresses_haveAtMostFourDecimals() throws {
        let path = "weatherapi/locationforecast/2.0/compact"
        #expect(
            try Kit.addresses(source, "2026-02-02T12:00Z", "2026-02-03T12:00Z")
                == ["https://api.met.no/\(path)?lat=59.33&lon=18.07&altitude=24"])
        let exact = GeographicPosition(latitude: 59.333_29, longitude: -0.000_09)
        let local = MetNorway(exact, base: "http://127.0.0.1:8080")
        #expect(
            try Kit.addresses(local, "2026-02-02T12:00Z", "2026-02-03T12:00Z")
                == ["http://127.0.0.1:8080/\(path)?lat=59.3332&lon=0"])
        #expect(local.place == "59.3332,0")
        #expect(MetNorway(GeographicPosition(latitude: -33.57, longitude: 0.29)).place == "-33.57,0.29")
    }

    @Test func placesAndTimesThatCannotBeAsked_areRefused() {
        let slots = Kit.slots("2026-02-02T12:00Z", "2026-02-03T12:00Z")
        for (latitude, longitude) in [(91.0, 0.0), (.nan, 0), (0, 180.1), (0, .infinity)] {
            let source = MetNorway(GeographicPosition(latitude: latitude, longitude: longitude))
            let fault = Kit.fault { () throws(FeedFault) in try source.questions(slots, now: Kit.now) }
            #expect(fault?.description.hasSuffix("expected degrees of -90...90 and -180...180") == true)
        }
        let late = Kit.fault { () throws(FeedFault) in try source.questions(slots, now: Kit.at("2026-02-03T12:00Z")) }
        #expect(late?.description == "met-norway gives forecasts only, and 2026-02-03T12:00:00Z has passed")
    }

    @Test func rules_nameTheLicence() {
        #expect(source.rules.attribution == "Weather data from MET Norway (CC BY 4.0)")
        #expect(source.rules.kind == .weather && source.rules.notYet.isEmpty)
    }
}
