// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct BrightSkyTests {
    private typealias Kit = WeatherTesting

    private static let berlin = GeographicPosition(latitude: 52.52, longitude: 13.4)
    private let forecast = BrightSky(berlin, .forecast)
    private let observed = BrightSky(berlin, .actual)

    /// A row of station 1, or of another source.
    private func row(
        _ time: String, temperature: String = "6.2", solar: String = "0.5", rain: String = "0.4", source: Int = 1,
        others: String = "{}"
    ) -> String {
        """
        {"timestamp":"\(time)","source_id":\(source),"precipitation":\(rain),"pressure_msl":1022.9,"sunshine":null,
        "temperature":\(temperature),"wind_direction":40,"wind_speed":36,"cloud_cover":75,"dew_point":5.8,
        "relative_humidity":97,"visibility":140,"condition":"dry","solar":\(solar),"icon":"cloudy",
        "fallback_source_ids":\(others)}
        """
    }

    private func body(_ rows: [String]) -> String {
        """
        {"weather":[\(rows.joined(separator: ","))],"sources":[{"id":1,"dwd_station_id":"00191",
        "observation_type":"historical","lat":52.5,"lon":13.4,"distance":1200.0},{"id":2,"observation_type":"current"},
        {"id":9,"observation_type":"forecast"}]}
        """
    }

    private func small() -> String {
        body([row("2026-02-02T12:00:00+00:00"), row("2026-02-02T13:00:00+00:00", temperature: "7.2")])
    }

    @Test func sunAndRain_areOfTheHourBefore() throws {
        let page = try Kit.page(forecast, small())
        #expect(page.nature == .forecast)
        let sun = try #require(try Kit.series(page, .globalHorizontal))
        #expect(sun.slots == Kit.slots("2026-02-02T11:00Z", "2026-02-02T13:00Z"))
        #expect(sun.slots.allSatisfy { sun[$0] == 500 })
        let rain = try #require(try Kit.series(page, .precipitation))
        #expect(rain.slots == sun.slots && rain[rain.firstSlot] == 0.1)
    }

    @Test func theRest_isOfTheMoment_butWindIsTheMeanOfTheHourBefore() throws {
        let page = try Kit.page(forecast, small())
        let temperature = try #require(try Kit.series(page, .airTemperature))
        #expect(temperature.slots == Kit.slots("2026-02-02T12:00Z", "2026-02-02T13:00Z"))
        #expect(temperature[temperature.firstSlot] == 6.325)
        #expect(try Kit.series(page, .cloudCover)?[temperature.firstSlot] == 0.75)
        #expect(try Kit.series(page, .relativeHumidity)?[temperature.firstSlot] == 0.97)
        let wind = try #require(try Kit.series(page, .windSpeed))
        #expect(wind.slots == Kit.slots("2026-02-02T11:30Z", "2026-02-02T12:30Z") && wind[wind.firstSlot] == 10)
    }

    @Test func null_isAGap_acrossWhichNoLineIsDrawn() throws {
        let rows = ["null", "1", "2"].enumerated().map { index, value in
            row("2026-02-02T1\(index):00:00+00:00", temperature: value, solar: index == 1 ? "null" : "0.1")
        }
        let page = try Kit.page(forecast, body(rows))
        #expect(try Kit.series(page, .airTemperature)?.slots == Kit.slots("2026-02-02T11:00Z", "2026-02-02T12:00Z"))
        let sun = try #require(try Kit.series(page, .globalHorizontal))
        #expect(sun.slots.count == 12 && sun[Slot(containing: Kit.at("2026-02-02T10:30Z"))] == nil)
        let none = try Kit.page(forecast, body([row("2026-02-02T12:00:00+00:00", solar: "null")]))
        #expect(try Kit.series(none, .globalHorizontal) == nil)
    }

    @Test func observations_areThoseOfStations_upToTheTimeAsked() throws {
        let asked = Kit.slots("2026-02-02T10:00Z", "2026-02-02T12:45Z")
        let rows = [
            row("2026-02-02T10:00:00+00:00"), row("2026-02-02T11:00:00+00:00", source: 2, others: #"{"solar":9}"#),
            row("2026-02-02T12:00:00+00:00", source: 9, others: #"{"solar":1}"#), row("2026-02-02T13:00:00+00:00"),
        ]
        let page = try Kit.page(observed, body(rows), slots: asked)
        #expect(page.nature == .actual)
        let sun = try #require(page.intervals[.globalHorizontal])
        #expect(sun.map(\.value) == [500, nil, 500])
        #expect(page.intervals[.airTemperature]?.map(\.value) == [6.2, 6.2, nil])
        // A forecast of the same hours has them all.
        #expect(
            try Kit.page(forecast, body(rows), slots: asked).intervals[.globalHorizontal]?.compactMap(\.value).count
                == 4)
        let unknown = try Kit.page(observed, body([row("2026-02-02T12:00:00+00:00", source: 77)]), slots: asked)
        #expect(unknown.intervals[.airTemperature]?.map(\.value) == [nil])
    }

    @Test func stampsWithOffsets_areRightOnClockChanges() throws {
        let local = ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00"]
        let page = try Kit.page(forecast, body(local.map { row($0) }))
        #expect(
            page.intervals[.airTemperature]?.map(\.start) == ["00", "01", "02"].map { Kit.at("2026-10-25T\($0):00Z") })
    }

    @Test(arguments: [("2026-03-29", 92), ("2026-10-25", 100)])
    func localDay_isWhole(date: String, count: Int) throws {
        let day = LocalDay(Kit.at(date).date, in: .centralEuropean)
        let first = day.slots.lowerBound.start
        let rows = (0...26).map { row("\(first.advanced(bySeconds: 3600 * $0).iso8601.dropLast())+00:00") }
        let page = try Kit.page(forecast, body(rows))
        #expect(day.slots.count == count)
        for quantity in page.intervals.keys {
            #expect(try Kit.series(page, quantity)?.covers(day.slots) == true, "\(quantity)")
        }
    }

    @Test func shuffledRows_areTheSame_andTwoOfAnHourAreRefused() throws {
        let rows = [row("2026-02-02T12:00:00+00:00"), row("2026-02-02T13:00:00+00:00", rain: "1")]
        let ordered = try Kit.page(forecast, body(rows))
        let shuffled = try Kit.page(forecast, body(rows.reversed() + [rows[1]]))
        #expect(try Kit.series(ordered, .precipitation) == Kit.series(shuffled, .precipitation))
        let twice = try Kit.page(forecast, body(rows + [row("2026-02-02T13:00:00+00:00", rain: "2")]))
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(twice, .precipitation) }?.description
                == "precipitation: found two numbers for 2026-02-02T12:00:00Z, expected one")
    }

    @Test func unitsOfTheInternationalSystem_areRefused() throws {
        let kelvin = try Kit.page(
            forecast, body([row("2026-02-02T12:00:00+00:00", temperature: "279.35", solar: "1800000")]))
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(kelvin, .airTemperature) }?.description
                == "air_temperature: found 279.35 at 2026-02-02T12:00:00Z, expected -90.0 to 60.0 degrees Celsius")
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(kelvin, .globalHorizontal) }?.description
                == "global_horizontal: found 1800000000.0 at 2026-02-02T11:00:00Z, expected 0.0 to 1500.0 W/m2")
    }

    private func message(_ old: String, _ new: String) -> String? {
        let body = small().replacing(old, with: new)
        return Kit.fault { () throws(FeedFault) in try Kit.page(forecast, body) }?.description
    }

    @Test func whatIsNotAsExpected_isNamed() {
        #expect(
            message("2026-02-02T13:00:00+00:00", "2026-02-02T13:00:00")
                == "weather[1].timestamp: found 2026-02-02T13:00:00, "
                + "expected a moment such as 2026-02-02T00:00:00+01:00"
        )
        #expect(
            message("\"cloud_cover\":75", "\"cloud_cover\":\"75\"")
                == "weather[0].cloud_cover: found another type, expected Double")
        #expect(message("\"weather\":", "\"rows\":") == "the answer: found no member weather, expected one")
        #expect(message("\"source_id\":1", "\"source_id\":1e30") != nil)
        #expect(message("36", "1e999") != nil)
    }

    @Test func noRows_areNotPublishedYet() {
        #expect(Kit.fault { () throws(FeedFault) in try Kit.page(forecast, body([])) } == .notPublished)
    }

    @Test func answersThatAreNone_areMinded() {
        Kit.expectMinded(forecast, good: small())
        Kit.readDamaged(observed, good: small(), slots: Kit.slots("2026-02-02T12:00Z", "2026-02-02T14:00Z"))
    }

    @Test func rows_areAskedForWholeHoursAndOneMore() throws {
        let common = "https://api.brightsky.dev/weather?lat=52.52&lon=13.4"
        #expect(
            try Kit.addresses(forecast, "2026-02-02T12:15Z", "2026-02-04T00:00Z") == [
                "\(common)&date=2026-02-02T12:00:00Z&last_date=2026-02-04T01:00:00Z&tz=UTC&units=dwd"
            ])
        #expect(
            try Kit.addresses(forecast, "2026-02-02T12:15Z", "2026-02-02T13:15Z") == [
                "\(common)&date=2026-02-02T12:00:00Z&last_date=2026-02-02T15:00:00Z&tz=UTC&units=dwd"
            ])
    }

    @Test func history_isAskedInPieces_upToNow() throws {
        let now = Kit.at("2026-02-02T12:20Z")
        let questions = try observed.questions(Kit.slots("2025-10-01T00:00Z", "2026-03-01T00:00Z"), now: now)
        #expect(questions.map(\.slots.count) == [60 * 96, 60 * 96, 4 * 96 + 49])
        #expect(questions.last?.slots.upperBound == Slot(containing: Kit.at("2026-02-02T12:15Z")))
        #expect(questions[1].url.contains("&date=2025-11-30T00:00:00Z&last_date=2026-01-29T01:00:00Z&"))
        let ahead = Kit.fault { () throws(FeedFault) in
            try observed.questions(Kit.slots("2026-02-02T12:15Z", "2026-02-03T00:00Z"), now: now)
        }
        #expect(ahead == .notPublished)
        let past = Kit.fault { () throws(FeedFault) in
            try forecast.questions(Kit.slots("2026-02-01T12:15Z", "2026-02-02T00:00Z"), now: now)
        }
        #expect(past?.description == "bright-sky gives forecasts only, and 2026-02-02T00:00:00Z has passed")
    }

    @Test func refusal_isTheDetail() {
        func refusal(_ body: String) -> FeedFault? { forecast.refusal(status: 404, body: Array(body.utf8)) }
        #expect(refusal(#"{"detail":"No sources match your criteria"}"#) == .refused("No sources match your criteria"))
        #expect(refusal(#"{"detail":[{"loc":["query"],"msg":"a"},{"msg":"b"}]}"#) == .refused("a, b"))
        #expect(refusal(#"{"detail":[]}"#) == nil && refusal("<html>") == nil && refusal("{}") == nil)
    }

    @Test func rules_nameTheWeatherService() {
        #expect(forecast.rules.attribution.contains("Deutscher Wetterdienst"))
        #expect(forecast.rules.name == "bright-sky" && observed.rules.name == "bright-sky-observed")
        #expect(forecast.place == "52.52,13.4")
    }
}
