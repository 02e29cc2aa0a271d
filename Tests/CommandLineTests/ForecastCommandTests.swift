// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct ForecastCommandTests {
    private struct Document: Decodable {
        struct Slot: Decodable {
            let start: String
            let p10, p50, p90: Double
            let actual: Double?
        }
        let target, model, unit, made_at: String
        let fallback: String?
        let slots: [Slot]
    }

    @Test func withoutModel_naiveForecastIsNamed_withWhatCame() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 21), as: "home.csv")
        let finished = try Hearth.run(
            "forecast", "demand", "--data", file, "--at", "2026-01-24T06:00Z", "--json")
        #expect(finished.code == 0, "\(finished.error)")
        let document = try finished.json(Document.self)
        #expect(document.target == "demand" && document.unit == "W")
        #expect(document.model.hasPrefix("naive-mean") && document.fallback == "no model file was given")
        #expect(document.made_at == "2026-01-24T06:00:00Z" && document.slots[0].start == document.made_at)
        #expect(document.slots.count == 192)
        #expect(document.slots.allSatisfy { $0.p10 <= $0.p50 && $0.p50 <= $0.p90 })
        #expect(document.slots.allSatisfy { (200...3000).contains($0.p50) }, "W and not kW")
        // The recording ends two days after the first of 2026-01-24, 06:00.
        #expect(document.slots.count { $0.actual != nil } == (48 - 6) * 4)
        let text = try Hearth.run(
            "forecast", "demand", "--data", file, "--at", "2026-01-24T06:00Z", "--horizon", "1",
            "--plot", folder["plot.svg"])
        #expect(try folder.text("plot.svg").hasPrefix("<svg"))
        #expect(text.output.contains("no model file was given"))
        #expect(text.output.split(separator: "\n").count == 2 + 4)
    }

    @Test func whatCameLater_changesNoForecast() throws {
        let folder = try Folder()
        let text = Recordings.home(days: 21)
        let whole = try folder.put(text, as: "whole.csv")
        let cut = try folder.put(
            text.split(separator: "\n").prefix(1 + 19 * 24 + 6).joined(separator: "\n") + "\n", as: "cut.csv")
        for target in ["demand", "solar"] {
            let one = try Hearth.run(
                "forecast", target, "--data", whole, "--at", "2026-01-24T06:00Z", "--json"
            ).json(Document.self)
            let other = try Hearth.run("forecast", target, "--data", cut, "--json").json(Document.self)
            #expect(one.made_at == other.made_at)
            #expect(one.slots.map(\.p50) == other.slots.map(\.p50))
            #expect(other.slots.allSatisfy { $0.actual == nil })
        }
    }

    @Test func pricesByMarketDay_areForecastInEURPerKWh_onTheWallClock() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.market(days: 14), as: "prices.csv")
        let document = try Hearth.run(
            "forecast", "price", "--data", file, "--at", "2026-03-31T22:00Z", "--horizon", "24", "--json"
        ).json(Document.self)
        #expect(document.unit == "EUR/kWh" && document.fallback != nil)
        #expect(document.slots.count == 96)
        #expect(document.slots.allSatisfy { (0.01...0.08).contains($0.p50) })
        // The tenth day begins at midnight of summer time: its first hour is that of its first row.
        let row = Recordings.market(days: 14).split(separator: "\n")[1 + 9 * 24]
        #expect(row.hasPrefix("2026-04-01T00:00:00,"))
        let price = try #require(Double(row.split(separator: ",")[1]))
        #expect(abs((document.slots[0].actual ?? 0) - price / 1000) < 1e-12)
    }

    @Test func carbonWithoutModel_isTheDayBefore_forSixHours() throws {
        let folder = try Folder()
        let text = Recordings.zone(days: 30)
        let file = try folder.put(text, as: "zone.csv")
        let document = try Hearth.run("forecast", "carbon", "--data", file, "--json").json(Document.self)
        #expect(document.unit == "g/kWh" && document.model == "carbon-day-before-v1")
        #expect(document.slots.count == 24)
        let before = try #require(Double(text.split(separator: "\n")[1 + 29 * 24].split(separator: ",")[4]))
        #expect(abs(document.slots[0].p50 - before) < 1e-9)
    }

    @Test func noHistoryAtAll_isExit1_inOneLine() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 2), as: "home.csv")
        let finished = try Hearth.run("forecast", "demand", "--data", file, "--at", "2026-01-05T00:15Z")
        #expect(finished.code == 1)
        #expect(finished.errorLines.count == 1 && finished.error.contains("nothing to forecast demand from"))
    }

    @Test(arguments: [
        ("HRTHMODL", "truncated"), ("not a model at all, but long enough", "not a model file"), ("", "truncated"),
    ])
    func damagedModelFile_isExit2_withItsName(content: String, says: String) throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 21), as: "home.csv")
        let model = try folder.put(content, as: "broken.model")
        let finished = try Hearth.run("forecast", "demand", "--data", file, "--model", model)
        #expect(finished.code == 2)
        #expect(finished.error.contains("--model: \(model): ") && finished.error.contains(says), "\(finished.error)")
    }

    @Test func everyFaultOfTheWords_isToldAtOnce() throws {
        let folder = try Folder()
        let finished = try Hearth.run(
            "forecast", "carbon", "--data", "/nope.csv", "--country", "XX", "--clock", "noon", "--latitude", "-91",
            "--at", "soon", "--model", "/nope.model", "--horizon", "7", "--plot", "/nope/plot.svg")
        #expect(finished.code == 2 && finished.output.isEmpty)
        for word in ["--country", "--clock", "--latitude", "--at", "--plot"] {
            #expect(finished.error.contains("\(word): "), "\(word) in \(finished.error)")
        }
        #expect(finished.error.contains("expected both or none"))
        let other = try Hearth.run(
            "forecast", "carbon", "--data", "/nope.csv", "--at", "2026-01-01", "--model", "/nope.model", "--horizon",
            "7", "--plot", folder["plot.svg"])
        #expect(other.code == 2)
        for word in ["/nope.csv: ", "--model: /nope.model", "--horizon: found 7.0, expected 0.25 to 6.0 hours"] {
            #expect(other.error.contains(word), "\(word) in \(other.error)")
        }
        #expect(try folder.names == [], "nothing is written")
    }

    @Test(
        arguments: [
            ("a gap", 4, { @Sendable (lines: inout [String]) in lines.remove(at: 3) }),
            ("a duplicate", 5, { @Sendable (lines: inout [String]) in lines.insert(lines[3], at: 4) }),
            ("a step back", 5, { @Sendable (lines: inout [String]) in lines.swapAt(3, 4) }),
            ("\"nan\"", 4, { @Sendable (lines: inout [String]) in lines[3] = "2026-01-05T02:00:00Z,nan,0" }),
            ("12000", 4, { @Sendable (lines: inout [String]) in lines[3] = "2026-01-05T02:00:00Z,12000,0" }),
            ("2 cells", 4, { @Sendable (lines: inout [String]) in lines[3] = "2026-01-05T02:00:00Z,1" }),
        ] as [(String, Int, @Sendable (inout [String]) -> Void)])
    func badRow_isExit2_withFileLineAndWhatWasFound(
        says: String, line: Int, change: @Sendable (inout [String]) -> Void
    ) throws {
        let folder = try Folder()
        var lines = Recordings.home(days: 3).split(separator: "\n").map(String.init)
        change(&lines)
        let file = try folder.put(lines.joined(separator: "\n") + "\n", as: "home.csv")
        let finished = try Hearth.run("forecast", "demand", "--data", file)
        #expect(finished.code == 2)
        #expect(finished.error.contains("\(file):\(line): ") && finished.error.contains(says), "\(finished.error)")
    }

    @Test func emptyCells_areCounted_andNeverZero() throws {
        let folder = try Folder()
        var lines = Recordings.home(days: 21).split(separator: "\n").map(String.init)
        for row in 1...48 { lines[row] = "\(Recordings.time(hour: row - 1)),,1" }
        let file = try folder.put(lines.joined(separator: "\n") + "\n", as: "home.csv")
        let finished = try Hearth.run("forecast", "demand", "--data", file, "--at", "2026-01-10", "--json")
        #expect(finished.code == 0)
        #expect(finished.error.contains("48 rows of 60 min have no number"))
        #expect(try finished.json(Document.self).slots.allSatisfy { $0.p10 > 300 })
    }

    @Test func otherColumns_areNamed_whereThePriceIsMissing() throws {
        let folder = try Folder()
        let file = try folder.put("market_time,price\n2026-03-23T00:00:00,1\n", as: "prices.csv")
        let finished = try Hearth.run("forecast", "price", "--data", file)
        #expect(finished.code == 2)
        #expect(finished.error.contains("24 rows"))
        let house = try folder.put(Recordings.home(days: 2), as: "home.csv")
        let other = try Hearth.run("forecast", "price", "--data", house)
        #expect(other.code == 2)
        #expect(other.error.contains("\(house):1: found no column with a price, expected price_eur_per_kwh or"))
    }
}
