// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct OpenMeteoTests {
    private typealias Kit = WeatherTesting

    private let source = OpenMeteo(Kit.stockholm)

    /// An answer with a step for each number, from a moment on.
    private func body(
        _ first: String, quarterHours: [Double?], hours: [Double?], temperatureUnit: String = "°C"
    ) -> String {
        func list(_ numbers: [Double?]) -> String {
            numbers.map { $0.map { "\($0)" } ?? "null" }.joined(separator: ",")
        }
        func times(_ count: Int, _ step: Int) -> String {
            (0..<count).map { "\(Kit.at(first).secondsSinceEpoch + $0 * step)" }.joined(separator: ",")
        }
        return """
            {"latitude":59.32,"longitude":18.08,"generationtime_ms":0.21,"utc_offset_seconds":0,"timezone":"GMT",
            "minutely_15_units":{"time":"unixtime","temperature_2m":"\(temperatureUnit)","shortwave_radiation":"W/m²",
            "diffuse_radiation":"W/m²","direct_normal_irradiance":"W/m²"},
            "minutely_15":{"time":[\(times(quarterHours.count, 900))],"temperature_2m":[\(list(quarterHours))],
            "shortwave_radiation":[\(list(quarterHours))],"diffuse_radiation":[\(list(quarterHours))],
            "direct_normal_irradiance":[\(list(quarterHours))]},
            "hourly_units":{"time":"unixtime","cloud_cover":"%","relative_humidity_2m":"%","wind_speed_10m":"m/s",
            "precipitation":"mm"},
            "hourly":{"time":[\(times(hours.count, 3600))],"cloud_cover":[\(list(hours))],
            "relative_humidity_2m":[\(list(hours))],"wind_speed_10m":[\(list(hours))],"precipitation":[\(list(hours))]}}
            """
    }

    private func small() -> String { body("2026-02-02T12:00Z", quarterHours: [1, 2, 3, 4, 5], hours: [50, 60]) }

    @Test func radiation_isOfTheTimeBeforeItsStamp() throws {
        let page = try Kit.page(source, small())
        let series = try #require(try Kit.series(page, .globalHorizontal))
        #expect(series.slots == Kit.slots("2026-02-02T11:45Z", "2026-02-02T13:00Z"))
        #expect(series[Slot(containing: Kit.at("2026-02-02T12:00Z"))] == 2)
        #expect(page.nature == .forecast && page.publishedAt == nil)
    }

    @Test func temperature_isOfTheMoment_andCloudsArePartsOfOne() throws {
        let page = try Kit.page(source, small())
        let temperature = try #require(try Kit.series(page, .airTemperature))
        #expect(temperature.slots == Kit.slots("2026-02-02T12:00Z", "2026-02-02T13:00Z"))
        #expect(temperature[Slot(containing: Kit.at("2026-02-02T12:00Z"))] == 1.5)
        let clouds = try #require(try Kit.series(page, .cloudCover))
        #expect(clouds.slots == Kit.slots("2026-02-02T12:00Z", "2026-02-02T13:00Z"))
        #expect(abs((clouds[clouds.firstSlot] ?? 0) - 0.5125) < 1e-12)
    }

    @Test func precipitation_isTheSumOfTheHourBefore() throws {
        let page = try Kit.page(source, body("2026-02-02T12:00Z", quarterHours: [1, 2], hours: [0, 2]))
        let rain = try #require(try Kit.series(page, .precipitation))
        #expect(rain.slots == Kit.slots("2026-02-02T11:00Z", "2026-02-02T13:00Z"))
        #expect(rain[Slot(containing: Kit.at("2026-02-02T12:30Z"))] == 0.5)
    }

    @Test(arguments: [("2026-03-28", 92), ("2026-10-24", 100), ("2026-02-01", 96)])
    func localDay_isWhole(eve: String, count: Int) throws {
        let hours = [Double?](repeating: 10, count: 60)
        let page = try Kit.page(
            source, body("\(eve)T12:00Z", quarterHours: [Double?](repeating: 7, count: 240), hours: hours))
        let date = CivilDate(dayNumber: Kit.at(eve).date.dayNumber + 1)
        let day = LocalDay(date, in: .centralEuropean)
        #expect(day.slots.count == count)
        for quantity in page.intervals.keys {
            #expect(try Kit.series(page, quantity)?.covers(day.slots) == true, "\(quantity)")
        }
    }

    @Test func null_isAGap_acrossWhichNoLineIsDrawn() throws {
        let page = try Kit.page(source, body("2026-02-02T12:00Z", quarterHours: [1, nil, 3, 4], hours: [50, 60]))
        let temperature = try #require(try Kit.series(page, .airTemperature))
        #expect(temperature.slots == Kit.slots("2026-02-02T12:30Z", "2026-02-02T12:45Z"))
        let radiation = try #require(try Kit.series(page, .globalHorizontal))
        #expect(radiation[Slot(containing: Kit.at("2026-02-02T11:45Z"))] == 1)
        #expect(radiation[Slot(containing: Kit.at("2026-02-02T12:00Z"))] == nil)
    }

    @Test func variableThatNoModelHas_isLeftOut() throws {
        let none = body("2026-02-02T12:00Z", quarterHours: [nil, nil], hours: [50, 60])
            .replacing("\"diffuse_radiation\":\"W/m²\"", with: "\"diffuse_radiation\":\"undefined\"")
        let page = try Kit.page(source, none)
        #expect(page.intervals[.diffuseHorizontal] == nil && page.intervals[.globalHorizontal]?.count == 2)
        #expect(try Kit.series(page, .globalHorizontal) == nil)
        let some = small().replacing("\"diffuse_radiation\":\"W/m²\"", with: "\"diffuse_radiation\":\"undefined\"")
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.page(source, some) }?.description
                == "minutely_15_units.diffuse_radiation: found undefined, expected W/m²")
    }

    private func message(_ old: String, _ new: String) -> String? {
        let body = small().replacing(old, with: new)
        return Kit.fault { () throws(FeedFault) in try Kit.page(source, body) }?.description
    }

    @Test func otherUnits_areRefused() {
        let fahrenheit = body("2026-02-02T12:00Z", quarterHours: [1, 2], hours: [1, 2], temperatureUnit: "°F")
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.page(source, fahrenheit) }
                == .document(at: "minutely_15_units.temperature_2m", found: "°F", expected: "°C"))
        #expect(message("m/s", "km/h") == "hourly_units.wind_speed_10m: found km/h, expected m/s")
        #expect(
            message("\"precipitation\":\"mm\"", "\"rain\":\"mm\"")
                == "hourly_units.precipitation: found no unit, expected mm")
        #expect(
            message("unixtime\",\"temp", "iso8601\",\"temp")
                == "minutely_15_units.time: found iso8601, expected unixtime")
        #expect(message("offset_seconds\":0", "offset_seconds\":3600") == "utc_offset_seconds: found 3600, expected 0")
    }

    @Test func columns_haveToBeThere_andAsLongAsTheTimes() {
        #expect(
            message("\"shortwave_radiation\":[1.0,", "\"shortwave_radiation\":[")
                == "minutely_15.shortwave_radiation: found 4 numbers, expected 5, one for each time")
        #expect(message("\"cloud_cover\":[", "\"clouds\":[") == "hourly: found no member cloud_cover, expected one")
        #expect(message("\"hourly\":", "\"daily\":") == "the answer: found no member hourly, expected one")
        #expect(message("\"time\":[", "\"times\":[") == "minutely_15: found no member time, expected one")
    }

    @Test func times_haveToAscendEvenly() {
        let (first, second) = (1_770_033_600, 1_770_034_500)
        #expect(
            message("[\(first),\(second),", "[\(second),\(first),")
                == "minutely_15.time: found \(second) and then \(first), expected times that ascend")
        #expect(
            message("[\(first),\(second),", "[\(first),\(first),")
                == "minutely_15.time: found \(first) and then \(first), expected times that ascend")
        #expect(
            message("\(second + 900),", "\(second + 1800),")
                == "minutely_15.time: found \(second) and then \(second + 1800), expected 900 s between any two")
        #expect(
            message("[\(first),\(second),", "[\(Int.max),\(Int.min),")
                == "minutely_15.time: found \(Int.max), expected seconds since 1970")
        #expect(
            Kit.fault { () throws(FeedFault) in
                try Kit.page(source, body("2026-02-02T12:00Z", quarterHours: [1], hours: [1]))
            }?.description == "minutely_15.time: found 1 times, expected at least two")
    }

    @Test func numbersThatAreNone_areRefused_withTheirPlace() {
        for wrong in ["\"1.0\"", "1e999", "true", "[1.0]", "NaN"] {
            let body = small().replacing("\"cloud_cover\":[50.0,", with: "\"cloud_cover\":[\(wrong),")
            guard case .document(let place, _, _)? = Kit.fault({ () throws(FeedFault) in try Kit.page(source, body) })
            else {
                Issue.record("\(wrong) is read")
                continue
            }
            let isNoJSON = ["NaN", "1e999"].contains(wrong)
            #expect(place == (isNoJSON ? "the answer" : "hourly.cloud_cover[0]"), "\(wrong)")
        }
    }

    @Test func numberThatItsQuantityCannotHave_isRefused() throws {
        let page = try Kit.page(source, body("2026-02-02T12:00Z", quarterHours: [2000, 1], hours: [50, 60]))
        #expect(
            Kit.fault { () throws(FeedFault) in try Kit.series(page, .globalHorizontal) }?.description
                == "global_horizontal: found 2000.0 at 2026-02-02T11:45:00Z, expected 0.0 to 1500.0 W/m2")
    }

    @Test func answersThatAreNone_areMinded() {
        Kit.expectMinded(source, good: small())
        Kit.readDamaged(
            source, good: body("2026-02-02T12:00Z", quarterHours: [1, 2], hours: [5, 6]),
            slots: Kit.slots("2026-02-02T12:00Z", "2026-02-02T13:00Z"))
    }

    @Test func forecast_isAskedForTheDaysOfItsStamps() throws {
        let variables =
            "&minutely_15=temperature_2m,shortwave_radiation,diffuse_radiation,direct_normal_irradiance"
            + "&hourly=cloud_cover,relative_humidity_2m,wind_speed_10m,precipitation"
        let common = "?latitude=59.33&longitude=18.07&timezone=GMT&timeformat=unixtime&wind_speed_unit=ms"
        #expect(
            try Kit.addresses(source, "2026-02-02T12:00Z", "2026-02-05T00:00Z") == [
                "https://api.open-meteo.com/v1/forecast\(common)&start_date=2026-02-02&end_date=2026-02-05\(variables)"
            ])
        let past = OpenMeteo(Kit.stockholm, .pastForecast, base: "http://127.0.0.1:8080")
        #expect(
            try Kit.addresses(past, "2025-12-31T23:45Z", "2026-01-01T00:00Z") == [
                "http://127.0.0.1:8080/v1/forecast\(common)&start_date=2025-12-31&end_date=2026-01-01\(variables)"
            ])
    }

    @Test func customer_hasServersAndAKey() throws {
        let archive = OpenMeteo(Kit.stockholm, .archive, key: "a-Key_1")
        let address = try #require(try Kit.addresses(archive, "2026-01-01T00:00Z", "2026-01-02T00:00Z").first)
        #expect(address.hasPrefix("https://customer-archive-api.open-meteo.com/v1/archive?"))
        #expect(address.hasSuffix("&apikey=a-Key_1"))
        #expect(address.contains("&hourly=temperature_2m,shortwave_radiation,") && !address.contains("minutely"))
        let wrong = OpenMeteo(Kit.stockholm, key: "secret&x=1")
        let fault = Kit.fault { () throws(FeedFault) in
            try wrong.questions(Kit.slots("2026-02-02T12:00Z", "2026-02-03T12:00Z"), now: Kit.now)
        }
        #expect(fault?.description == "the key is empty or has a character other than letters, digits, - . _ and ~")
    }

    @Test func archive_isAskedInPiecesOfAYear_withoutAGap() throws {
        let archive = OpenMeteo(Kit.stockholm, .archive)
        let asked = Kit.slots("2023-01-01T00:00Z", "2025-06-01T06:00Z")
        let questions = try archive.questions(asked, now: Kit.now)
        #expect(questions.map(\.slots.count) == [365 * 96, 365 * 96, asked.count - 730 * 96])
        #expect(
            questions.first?.slots.lowerBound == asked.lowerBound
                && questions.last?.slots.upperBound == asked.upperBound)
        for (left, right) in zip(questions, questions.dropFirst()) {
            #expect(left.slots.upperBound == right.slots.lowerBound)
        }
        let dates = [
            "start_date=2023-01-01&end_date=2024-01-01&", "start_date=2024-01-01&end_date=2024-12-31&",
            "start_date=2024-12-31&end_date=2025-06-01&",
        ]
        #expect(zip(questions, dates).allSatisfy { $0.url.contains($1) })
    }

    @Test func daysThatAServerDoesNotHave_areLeftOut_orRefused() throws {
        let long = try source.questions(Kit.slots("2020-01-01T00:00Z", "2027-01-01T00:00Z"), now: Kit.now)
        #expect(long.map(\.slots) == [Kit.slots("2025-11-02T00:00Z", "2026-02-18T00:00Z")])
        #expect(long.first?.url.contains("start_date=2025-11-02&end_date=2026-02-17&") == true)
        #expect(
            Kit.fault { () throws(FeedFault) in
                try source.questions(Kit.slots("2026-03-01T00:00Z", "2026-03-02T00:00Z"), now: Kit.now)
            }?.description
                == "open-meteo has 2025-11-02 to 2026-02-17 and was asked for "
                + "2026-03-01T00:00:00Z to 2026-03-02T00:00:00Z"
        )
        let archive = OpenMeteo(Kit.stockholm, .archive)
        let today = try archive.questions(Kit.slots("2026-02-02T00:00Z", "2026-02-10T00:00Z"), now: Kit.now)
        #expect(today.map(\.slots) == [Kit.slots("2026-02-02T00:00Z", "2026-02-03T00:00Z")])
        #expect(today.first?.url.contains("start_date=2026-02-02&end_date=2026-02-02&") == true)
    }

    @Test func clockOfAnotherCentury_doesNoHarm() {
        for seconds in [-10_000_000_000, 0, 253_000_000_000] {
            for service in [OpenMeteo.Service.forecast, .archive, .pastForecast] {
                let fault = Kit.fault { () throws(FeedFault) in
                    try OpenMeteo(Kit.stockholm, service).questions(
                        Kit.slots("2026-02-02T00:00Z", "2026-02-03T00:00Z"), now: UTCInstant(secondsSinceEpoch: seconds)
                    )
                }
                #expect((fault == nil) == (seconds > 0 && service != .forecast))
            }
        }
    }

    @Test func archive_isActual_andHourlyAlone() throws {
        let archive = OpenMeteo(Kit.stockholm, .archive)
        let hourly = """
            {"utc_offset_seconds":0,"hourly_units":{"time":"unixtime","temperature_2m":"°C",
            "shortwave_radiation":"W/m²","diffuse_radiation":"W/m²","direct_normal_irradiance":"W/m²",
            "cloud_cover":"%","relative_humidity_2m":"%",
            "wind_speed_10m":"m/s","precipitation":"mm"},"hourly":{"time":[1770033600,1770037200],
            "temperature_2m":[-3,-1],"shortwave_radiation":[100,200],"diffuse_radiation":[50,null],
            "direct_normal_irradiance":[0,-0],"cloud_cover":[0,100],"relative_humidity_2m":[100,100],
            "wind_speed_10m":[1,2],"precipitation":[0,4]}}
            """
        let page = try Kit.page(archive, hourly)
        #expect(page.nature == .actual && page.intervals.count == 8)
        let radiation = try #require(try Kit.series(page, .globalHorizontal))
        #expect(radiation.slots == Kit.slots("2026-02-02T11:00Z", "2026-02-02T13:00Z"))
        #expect(radiation[radiation.firstSlot] == 100)
        #expect(try Kit.series(page, .diffuseHorizontal)?.slots.count == 4)
        #expect(try Kit.series(page, .directNormal)?.covers(radiation.slots) == true)
    }

    @Test func refusal_isTheReason() {
        let body = #"{"error":true,"reason":"Latitude must be in range of -90 to 90°. Given: 591.0."}"#
        #expect(
            source.refusal(status: 400, body: Array(body.utf8))
                == .refused("Latitude must be in range of -90 to 90°. Given: 591.0."))
        #expect(source.refusal(status: 502, body: Array("<html>".utf8)) == nil)
        #expect(source.refusal(status: 429, body: Array(#"{"error":true}"#.utf8)) == nil)
    }

    @Test func rules_nameTheLicence() {
        #expect(source.place == "59.33,18.07" && source.rules.name == "open-meteo")
        #expect(source.rules.kind == .weather && source.rules.attribution.contains("Open-Meteo.com (CC BY 4.0)"))
        #expect(OpenMeteo(Kit.stockholm, .archive).rules.attribution.contains("Copernicus"))
    }
}
