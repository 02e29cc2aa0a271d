// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct WeatherAndScenariosTests {
    private struct Document: Decodable {
        struct Slot: Decodable { let p10, p50, p90: Double }
        let slots: [Slot]
        let scenarios: [[Double]]?
    }

    @Test func scenarios_areCoursesOfTheForecast_theSameForTheSameSeed() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 35), as: "home.csv")
        func made(_ words: String...) throws -> Document {
            let finished = try Hearth.run(["forecast", "demand", "--data", file, "--json"] + words)
            #expect(finished.code == 0, "\(finished.error)")
            return try finished.json(Document.self)
        }
        let document = try made("--scenarios", "20")
        let courses = try #require(document.scenarios)
        #expect(
            courses.count == 20 && courses.allSatisfy { $0.count == document.slots.count && $0.allSatisfy { $0 >= 0 } })
        let low = courses.count { $0[10] < document.slots[10].p50 }
        #expect(low == 10)
        #expect(try made("--scenarios", "20", "--seed", "1").scenarios == courses)
        #expect(try made("--scenarios", "20", "--seed", "2").scenarios != courses)
        #expect(try made().scenarios == nil)
    }

    @Test func scenariosThatCannotBe_areRefused() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 8), as: "home.csv")
        let words = try Hearth.run("forecast", "demand", "--data", file, "--scenarios", "0")
        #expect(words.code == 2)
        #expect(words.error.contains("--scenarios: found 0, expected 1 to 1000"))
        #expect(words.error.contains("--scenarios: found it without --json"))
        let short = try Hearth.run("forecast", "demand", "--data", file, "--scenarios", "5", "--json")
        #expect(short.code == 1 && short.error.contains("too few days with numbers"))
    }

    @Test(arguments: [("demand", "temperature_c", "5"), ("solar", "ghi_w_m2", "200")])
    func weather_isReadBesideTheRecording(_ target: String, _ column: String, _ cell: String) throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 21), as: "home.csv")
        let rows = (0..<23 * 24).map { "\(Recordings.time(hour: $0)),\(cell)" }
        func weather(_ header: String, _ rows: some Sequence<String>) throws -> String {
            try folder.put(([header] + rows).joined(separator: "\n") + "\n", as: "weather.csv")
        }
        let good = try Hearth.run(
            "forecast", target, "--data", file, "--weather", try weather("timestamp_utc,\(column)", rows), "--json")
        #expect(good.code == 0, "\(good.error)")
        let other = try Hearth.run(
            "forecast", target, "--data", file, "--weather", try weather("timestamp_utc,wind_speed_m_s", rows))
        #expect(other.code == 2 && other.error.contains(column))
        let wild = rows.prefix(30) + ["\(Recordings.time(hour: 30)),99999"]
        let wrong = try Hearth.run(
            "forecast", target, "--data", file, "--weather", try weather("timestamp_utc,\(column)", wild))
        #expect(wrong.code == 2 && wrong.error.contains("99999"))
        let later = (0..<24).map { "\(Recordings.time(hour: 24 * 40 + $0)),\(cell)" }
        let apart = try Hearth.run(
            "forecast", target, "--data", file, "--weather", try weather("timestamp_utc,\(column)", later))
        #expect(apart.code == 2 && apart.error.contains("has no number between"))
    }

    @Test func weatherOfATargetWithoutAny_isRefused() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.zone(days: 5), as: "zone.csv")
        let finished = try Hearth.run("forecast", "carbon", "--data", file, "--weather", file)
        #expect(finished.code == 2 && finished.error.contains("--weather: found it with carbon"))
    }
}
