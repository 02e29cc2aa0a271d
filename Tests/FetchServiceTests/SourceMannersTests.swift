// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import FetchService
import HearthTestKit
import Testing

/// What is remembered of sources, so that they are asked no more than they like.
@Suite(.serialized) struct SourceMannersTests {
    private static func house(_ kind: String, _ source: String, _ server: SwitchedServer, now: String) throws
        -> FetchedHouse
    {
        try FetchedHouse(
            "[[feeds.\(kind)]]\n\(source)\nserver = \"http://127.0.0.1:\(server.port)\"\n", now: now)
    }

    private static func weatherHouse(_ server: SwitchedServer) throws -> FetchedHouse {
        try house("weather", "source = \"met-norway\"", server, now: "2026-11-23T09:00Z")
    }

    /// Two days of hours from 09:00 on.
    private static let forecast: String = {
        let first = UTCInstant(iso8601: "2026-11-23T09:00Z") ?? UTCInstant(secondsSinceEpoch: 0)
        let entries = (0...48).map { hour in
            """
            {"time":"\(first.advanced(bySeconds: 3600 * hour))","data":{"instant":{"details":{"air_temperature":\(hour),\
            "cloud_area_fraction":50,"relative_humidity":80,"wind_speed":4}}}}
            """
        }
        return """
            {"properties":{"meta":{"updated_at":"2026-11-23T08:32:00Z","units":{"air_temperature":"celsius",\
            "cloud_area_fraction":"%","precipitation_amount":"mm","relative_humidity":"%","wind_speed":"m/s"}},\
            "timeseries":[\(entries.joined(separator: ","))]}}
            """
    }()

    @Test func weather_isAskedWhetherItChanged_untilItIsOld() throws {
        let forecast = Self.forecast
        let server = try SwitchedServer(answering: { requests in
            requests.last?.fields["if-none-match"] == "\"a\"" ? .http(304) : .http(200, ["ETag: \"a\""], forecast)
        })
        let house = try Self.weatherHouse(server)
        let run = try #require(try house.fetch().first)
        #expect(run.job == "fetch-weather" && run.outcome == .succeeded && run.rows == 4 * 4 * 48)
        #expect(try house.newDocuments().map(\.nature) == [.forecast])
        for _ in 1...3 {
            let run = try #require(try house.fetch(afterMinutes: 60).first)
            #expect(run.outcome == .nothingNew && run.rows == 0 && run.error == nil)
        }
        // The planner may have lost what it got hours ago.
        #expect(try house.fetch(afterMinutes: 60).map(\.outcome) == [.succeeded])
        #expect(server.requests.map { $0.fields["if-none-match"] } == [nil, "\"a\"", "\"a\"", "\"a\"", nil])
    }

    @Test func sourceThatSaysUntilWhen_isNotAskedBefore() throws {
        let server = try SwitchedServer(.http(200, ["Expires: Mon, 23 Nov 2026 09:40:00 GMT"], Self.forecast))
        let house = try Self.weatherHouse(server)
        #expect(try house.fetch().map(\.outcome) == [.succeeded])
        #expect(try house.fetch(afterMinutes: 30).map(\.outcome) == [.nothingNew] && server.requests.count == 1)
        #expect(try house.fetch(afterMinutes: 10).map(\.outcome) == [.succeeded] && server.requests.count == 2)
    }

    @Test func sourceThatAsksForALongRest_isGivenIt() throws {
        let forecast = Self.forecast
        let server = try SwitchedServer(.http(429, ["Retry-After: 5400"]), .http(200, [], forecast))
        let house = try Self.weatherHouse(server)
        let run = try #require(try house.fetch().first)
        #expect(run.outcome == .failed && run.attempts == 1)
        #expect(
            run.error
                == "met-norway: status 429: too many requests; asks to wait 5400 s; what was fetched before is used instead"
        )
        let second = try #require(try house.fetch(afterMinutes: 60).first)
        #expect(second.outcome == .failed && server.requests.count == 1)
        #expect(
            second.error
                == "met-norway: not asked before 2026-11-23T10:30:00Z, as it wishes; what was fetched before is used instead"
        )
        #expect(try house.fetch(afterMinutes: 60).map(\.outcome) == [.succeeded])
    }

    @Test func refusedToken_isNotShownAgain_untilItIsAnother() throws {
        let server = try SwitchedServer(.http(401, [], "<html>who are you?</html>"))
        let house = try Self.house(
            "price", "source = \"entsoe\"\nzone = \"SE3\"\ntoken_file = \"FOLDER/token\"", server,
            now: "2026-11-23T09:00Z")
        #expect(
            try house.fetch().map(\.error) == [
                "entsoe: no token: \(house["token"]): opening: No such file or directory; "
                    + "what was fetched before is used instead"
            ])
        #expect(server.requests.isEmpty)
        try house.put("secret-1\n", as: "token")
        let run = try #require(try house.fetch(afterMinutes: 15).first)
        #expect(run.outcome == .failed && run.error?.hasPrefix("entsoe: status 401: the token is refused") == true)
        #expect(server.requests.map { $0.fields["authorization"] } == ["Bearer secret-1"])
        let second = try #require(try house.fetch(afterMinutes: 15).first)
        #expect(second.outcome == .failed && server.requests.count == 1)
        #expect(
            second.error?.hasPrefix(
                "entsoe: the token in \(house["token"]) was refused; not asked again before it changes")
                == true)
        try house.put("secret-2", as: "token")
        try house.fetch(afterMinutes: 15)
        #expect(server.requests.map { $0.fields["authorization"] } == ["Bearer secret-1", "Bearer secret-2"])
        #expect(!house.lines.contains { $0.contains("secret") })
        #expect(try house.rejected().answers.isEmpty)
    }

    @Test func weatherWithoutTemperatures_isTakenOver_andItsOtherNumbersStay() throws {
        let bare = Self.forecast.replacing("\"air_temperature\":", with: "\"dew_point\":")
        let (first, second) = (
            try SwitchedServer(.http(200, [], bare)), try SwitchedServer(.http(200, [], Self.forecast))
        )
        let house = try FetchedHouse(
            """
            [[feeds.weather]]
            source = "met-norway"
            server = "http://127.0.0.1:\(first.port)"
            [[feeds.weather]]
            source = "smhi"
            server = "http://127.0.0.1:\(second.port)"
            """, now: "2026-11-23T09:00Z")
        let run = try #require(try house.fetch().first)
        // The second server does not speak as SMHI does, so that its answer is refused.
        #expect(run.outcome == .succeeded && run.rows == 3 * 4 * 48)
        let error = try #require(run.error)
        #expect(error.hasPrefix("met-norway: leaves out air temperatures of the next 24 hours; smhi: "))
        #expect(error.hasSuffix("what else it gave is used"))
        #expect(try house.rejected().answers == [Self.forecast])
    }

    @Test func carbon_isTwoDocuments_whatWasAndWhatWillBe() throws {
        let server = try SwitchedServer(answering: { requests in
            let isForecast = requests.last?.target.contains("CO2EmisProg") == true
            let first = UTCInstant(iso8601: isForecast ? "2026-11-23T10:00Z" : "2026-11-23T06:00Z")
            let records = (0..<12).compactMap { step in
                first?.advanced(bySeconds: 300 * step).iso8601.dropLast()
            }.map { #"{"Minutes5UTC":"\#($0)","PriceArea":"DK1","CO2Emission":\#(isForecast ? 90 : 120)}"# }
            return .http(200, [], #"{"total":12,"records":[\#(records.joined(separator: ","))]}"#)
        })
        let house = try Self.house(
            "carbon", "source = \"energi-data-service\"\nzone = \"DK1\"", server, now: "2026-11-23T09:00Z")
        let run = try #require(try house.fetch().first)
        #expect(run.job == "fetch-carbon" && run.outcome == .succeeded && run.rows == 8)
        // A request a minute is allowed.
        #expect(house.time.pauses == [60])
        let documents = try house.newDocuments().sorted { $0.nature.rawValue < $1.nature.rawValue }
        #expect(documents.map(\.nature) == [.actual, .forecast])
        #expect(documents.map(\.source) == ["energi-data-service-co2", "energi-data-service-co2"])
        let values = documents.map { document in document.series[.carbonIntensity].map { $0[$0.firstSlot] } }
        #expect(values == [120, 90])
    }

    @Test func selection_asksNobodyElse() throws {
        let (prices, weather) = (try SwitchedServer(.http(404)), try SwitchedServer(.http(200, [], Self.forecast)))
        let house = try FetchedHouse(
            """
            [[feeds.price]]
            source = "elprisetjustnu"
            zone = "SE4"
            server = "http://127.0.0.1:\(prices.port)"
            [[feeds.weather]]
            source = "met-norway"
            server = "http://127.0.0.1:\(weather.port)"
            """, now: "2026-11-23T09:00Z")
        let feeds = house.configuration.feeds
        #expect(try house.fetch(try FetchSelection("met-norway", of: feeds)).map(\.job) == ["fetch-weather"])
        #expect(prices.requests.isEmpty && weather.requests.count == 1)
        #expect(try house.fetch(try FetchSelection("price", of: feeds)).map(\.outcome) == [.nothingNew])
        #expect(prices.requests.count == 1 && weather.requests.count == 1)
        #expect(throws: (any Error).self) { try FetchSelection("nordpool", of: feeds) }
    }
}
