// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct SmhiTests {
    private typealias Kit = WeatherTesting

    private let source = Smhi(Kit.stockholm)

    private func entry(
        _ start: String, _ end: String, temperature: String = "7.4", clouds: String = "8", rain: String = "0.4"
    ) -> String {
        """
        {"time":"\(end)","intervalParametersStartTime":"\(start)","data":{
        "air_temperature":\(temperature),"wind_speed":3.4,
        "relative_humidity":80,"cloud_area_fraction":\(clouds),"precipitation_amount_mean":\(rain),
        "precipitation_frozen_part":-9,"symbol_code":6,"cloud_base_altitude":9999.0}}
        """
    }

    private func body(_ entries: [String]) -> String {
        """
        {"createdTime":"2026-02-02T11:01:32Z","referenceTime":"2026-02-02T10:45:00Z","geometry":{"type":"Point",
        "coordinates":[18.06,59.33]},"timeSeries":[\(entries.joined(separator: ","))]}
        """
    }

    private func small() -> String {
        body([
            entry("2026-02-02T11:00:00Z", "2026-02-02T12:00:00Z", clouds: "4"),
            entry("2026-02-02T12:00:00Z", "2026-02-02T13:00:00Z", temperature: "8.4"),
        ])
    }

    @Test func cloudsAreEighths_andPrecipitationIsOfItsInterval() throws {
        let page = try Kit.page(source, small())
        #expect(page.nature == .forecast && page.publishedAt == Kit.at("2026-02-02T11:01:32Z"))
        let clouds = try #require(try Kit.series(page, .cloudCover))
        #expect(clouds.slots == Kit.slots("2026-02-02T12:00Z", "2026-02-02T13:00Z"))
        #expect(clouds[clouds.firstSlot] == 0.5625)
        #expect(try Kit.series(page, .airTemperature)?[clouds.firstSlot] == 7.525)
        #expect(try Kit.series(page, .relativeHumidity)?[clouds.firstSlot] == 0.8)
        #expect(try Kit.series(page, .windSpeed)?[clouds.firstSlot] == 3.4)
        let rain = try #require(try Kit.series(page, .precipitation))
        #expect(rain.slots == Kit.slots("2026-02-02T11:00Z", "2026-02-02T13:00Z"))
        #expect(rain.slots.allSatisfy { rain[$0] == 0.1 })
        #expect(page.intervals[.globalHorizontal] == nil)
    }

    @Test func longIntervals_haveTheirSum_butNoLine() throws {
        let page = try Kit.page(
            source,
            body([
                entry("2026-02-02T11:00:00Z", "2026-02-02T12:00:00Z", rain: "0"),
                entry("2026-02-02T12:00:00Z", "2026-02-02T18:00:00Z", rain: "2.4"),
                entry("2026-02-02T18:00:00Z", "2026-02-03T06:00:00Z", rain: "4.8"),
            ]))
        let rain = try #require(try Kit.series(page, .precipitation))
        #expect(rain.slots == Kit.slots("2026-02-02T11:00Z", "2026-02-03T06:00Z"))
        #expect(abs(rain.slots.compactMap { rain[$0] }.reduce(0, +) - 7.2) < 1e-12)
        #expect(try Kit.series(page, .airTemperature) == nil)
    }

    @Test func number9999_isAGap_acrossWhichNoLineIsDrawn() throws {
        let hours = ["11", "12", "13", "14", "15"].map { "2026-02-02T\($0):00:00Z" }
        for missing in ["9999", "9999.0", "null"] {
            let page = try Kit.page(
                source,
                body([
                    entry(hours[0], hours[1]), entry(hours[1], hours[2], clouds: missing, rain: missing),
                    entry(hours[2], hours[3]), entry(hours[3], hours[4]),
                ]))
            #expect(try Kit.series(page, .cloudCover)?.slots == Kit.slots(hours[3], hours[4]))
            let rain = try #require(try Kit.series(page, .precipitation))
            #expect(rain.slots.count == 16 && rain[Slot(containing: Kit.at(hours[1]))] == nil)
        }
    }

    @Test(arguments: [("2026-03-29", 92), ("2026-10-25", 100)])
    func localDay_isWhole(date: String, count: Int) throws {
        let day = LocalDay(Kit.at(date).date, in: .centralEuropean)
        let first = day.slots.lowerBound.start
        let entries = (0...26).map { hour in
            entry(
                first.advanced(bySeconds: 3600 * (hour - 1)).iso8601, first.advanced(bySeconds: 3600 * hour).iso8601)
        }
        let page = try Kit.page(source, body(entries))
        #expect(day.slots.count == count)
        for quantity in page.intervals.keys {
            #expect(try Kit.series(page, quantity)?.covers(day.slots) == true, "\(quantity)")
        }
    }

    @Test func shuffledEntries_areTheSame_andThoseThatOverlapAreRefused() throws {
        let entries = [
            entry("2026-02-02T11:00:00Z", "2026-02-02T12:00:00Z"),
            entry("2026-02-02T12:00:00Z", "2026-02-02T13:00:00Z"),
        ]
        let ordered = try Kit.page(source, body(entries))
        let shuffled = try Kit.page(source, body(entries.reversed() + [entries[0]]))
        #expect(try Kit.series(ordered, .precipitation) == Kit.series(shuffled, .precipitation))
        let overlap = try Kit.page(source, body(entries + [entry("2026-02-02T12:00:00Z", "2026-02-02T18:00:00Z")]))
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(overlap, .precipitation) }?.description
                == "precipitation: found two numbers for 2026-02-02T12:00:00Z, expected one")
        let backwards = try Kit.page(source, body([entry("2026-02-02T13:00:00Z", "2026-02-02T12:00:00Z")]))
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(backwards, .precipitation) }?.description
                == "precipitation: found -3600 s from 2026-02-02T13:00:00Z, expected whole quarter hours or parts")
    }

    private func message(_ old: String, _ new: String) -> String? {
        let body = small().replacing(old, with: new)
        return Kit.fault { () throws(FeedFault) in try Kit.page(source, body) }?.description
    }

    @Test func whatIsNotAsExpected_isNamed() throws {
        let moment = "a moment such as 2026-02-02T00:00:00+01:00"
        #expect(message("2026-02-02T13:00:00Z", "13:00") == "timeSeries[1].time: found 13:00, expected \(moment)")
        #expect(
            message("2026-02-02T11:00:00Z", "")
                == "timeSeries[0].intervalParametersStartTime: found , expected \(moment)")
        #expect(message("2026-02-02T11:01:32Z", "-") == "createdTime: found -, expected \(moment)")
        #expect(
            message("\"relative_humidity\":80", "\"relative_humidity\":\"80\"")
                == "timeSeries[0].data.relative_humidity: found another type, expected Double")
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.page(source, body([])) }?.description
                == "timeSeries: found no entries, expected at least one")
        #expect(message("\"timeSeries\"", "\"series\"") == "the answer: found no member timeSeries, expected one")
    }

    @Test func percentInsteadOfEighths_isRefused() throws {
        let page = try Kit.page(
            source, small().replacing("\"cloud_area_fraction\":4", with: "\"cloud_area_fraction\":50"))
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(page, .cloudCover) }?.description
                == "cloud_cover: found 6.25 at 2026-02-02T12:00:00Z, expected 0.0 to 1.0 parts of 1")
    }

    @Test func answersThatAreNone_areMinded() {
        Kit.expectMinded(source, good: small())
        Kit.readDamaged(source, good: small(), slots: Kit.slots("2026-02-02T12:00Z", "2026-02-02T14:00Z"))
    }

    @Test func address_hasTheLongitudeFirst() throws {
        let path = "api/category/snow1g/version/1/geotype/point/lon/18.07/lat/59.33/data.json"
        #expect(
            try Kit.addresses(source, "2026-02-02T12:00Z", "2026-02-03T12:00Z")
                == ["https://opendata-download-metfcst.smhi.se/\(path)"])
        #expect(
            try Kit.addresses(Smhi(Kit.stockholm, base: "http://[::1]:1"), "2026-02-02T12:00Z", "2026-02-03T12:00Z")
                == ["http://[::1]:1/\(path)"])
        let late = Kit.fault { () throws(FeedFault) in
            try source.questions(Kit.slots("2026-02-01T12:00Z", "2026-02-02T12:00Z"), now: Kit.now)
        }
        #expect(late?.description == "smhi gives forecasts only, and 2026-02-02T12:00:00Z has passed")
    }

    @Test func refusal_isTheSentence() {
        let sentence = Array("Requested point is out of bounds".utf8)
        #expect(source.refusal(status: 404, body: sentence) == .refused("Requested point is out of bounds"))
        #expect(source.refusal(status: 500, body: sentence) == nil)
        for body in ["", "<html>Not found</html>", "{\"status\":404}"] {
            #expect(source.refusal(status: 404, body: Array(body.utf8)) == nil)
        }
        #expect(source.refusal(status: 404, body: [0xff, 0xfe]) == nil)
    }

    @Test func rules_nameTheLicence() {
        #expect(source.rules.attribution == "Weather data from SMHI (CC BY 4.0)" && source.place == "59.33,18.07")
    }
}
