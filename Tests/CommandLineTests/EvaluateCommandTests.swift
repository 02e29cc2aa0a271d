// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct EvaluateCommandTests {
    struct Row: Decodable {
        let data, target, model, `protocol`, horizon, unit: String
        let n: Int
        let mae, rmse, smape, seconds, pseudo_accuracy: Double
        let rmae, skill, coverage, r2, mape: Double?
    }

    private static let keys: Set<String> = [
        "data", "target", "model", "protocol", "horizon", "unit", "n", "mae", "rmse", "smape", "mape", "r2", "rmae",
        "skill", "coverage", "pseudo_accuracy", "seconds",
    ]

    @Test func demand_isOneListOfRows_forModelAndNaiveForecasts() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 52), as: "home.csv")
        let finished = try Hearth.run(
            "evaluate", "demand", "--data", file, "--train-until", "2026-02-18", "--test-from", "2026-02-18",
            "--test-to", "2026-02-22", "--json")
        #expect(finished.code == 0, "\(finished.error)")
        #expect(finished.error.isEmpty)
        let objects = try #require(
            try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [[String: Any]])
        #expect(objects.allSatisfy { Set($0.keys) == Self.keys }, "null rather than left out")
        let rows = try finished.json([Row].self)
        #expect(rows.allSatisfy { $0.data == file && $0.target == "demand" && $0.unit == "kW" && $0.n > 0 })
        #expect(rows[0].model == "demand-trees-v2" && rows[0].protocol == "day-ahead" && rows[0].horizon == "12-36h")
        #expect(rows[0].seconds > 0 && rows[0].coverage != nil)
        let rolling = rows.filter { $0.protocol == "rolling" && $0.model == rows[0].model }
        #expect(rolling.map(\.horizon) == ["60min", "240min", "1440min"])
        for row in rows where row.model == "week before" { #expect(abs((row.rmae ?? 0) - 1) < 1e-12) }
        for row in rows where row.model == "day before" { #expect(abs(row.skill ?? 1) < 1e-12) }
        #expect(Set(rows.map(\.n)).count <= 4, "all forecasters of a horizon have the same points")
        #expect(rows.allSatisfy { $0.mae > 0.01 && $0.mae <= $0.rmse && $0.rmse < 3 }, "kW")
        let words = "week before,two days before,mean of days 2..7,day before,last value,demand-trees-v2"
        #expect(Set(rows.map(\.model)) == Set(words.split(separator: ",").map(String.init)))
    }

    @Test func pictureAndChoice_areOfOneForecaster() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 50), as: "home.csv")
        let finished = try Hearth.run(
            "evaluate", "solar", "--data", file, "--test-from", "2026-02-20", "--protocol", "day-ahead", "--model",
            "mean of days 2..7", "--plot", folder["plot.svg"], "--json")
        #expect(finished.code == 0, "\(finished.error)")
        #expect(try finished.json([Row].self).map(\.model) == ["mean of days 2..7"])
        let picture = try folder.text("plot.svg")
        #expect(picture.hasPrefix("<svg") && picture.contains("mean of days 2..7") && picture.contains("home.csv"))
    }

    @Test func tooLittleHistory_isExit1_inOneLine() throws {
        let folder = try Folder()
        let home = try folder.put(Recordings.home(days: 30), as: "home.csv")
        let demand = try Hearth.run("evaluate", "demand", "--data", home, "--test-from", "2026-01-25")
        #expect(demand.code == 1 && demand.output.isEmpty)
        #expect(demand.errorLines.count == 1 && demand.error.contains("20 days with numbers; at least 42"))
        let prices = try folder.put(Recordings.market(days: 30), as: "prices.csv")
        let price = try Hearth.run("evaluate", "price", "--data", prices, "--test-from", "2026-04-10")
        #expect(price.code == 1 && price.output.isEmpty)
        #expect(price.errorLines.count == 1 && price.error.contains("18 whole days of prices in a row"))
        let zone = try folder.put(Recordings.zone(days: 30), as: "zone.csv")
        let carbon = try Hearth.run("evaluate", "carbon", "--data", zone, "--test-from", "2026-01-25")
        #expect(carbon.code == 1 && carbon.errorLines.count == 1 && carbon.error.contains("expected at least 1344"))
    }

    @Test func everyFaultOfTheWords_isToldAtOnce() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 10), as: "home.csv")
        let finished = try Hearth.run(
            "evaluate", "solar", "--data", file, "/nope.csv", "--train-until", "then", "--test-from", "soon",
            "--test-to",
            "later", "--protocol", "weekly", "--model", "oracle")
        #expect(finished.code == 2 && finished.output.isEmpty)
        for word in ["--train-until", "--test-from", "--test-to", "--protocol", "--model", "/nope.csv"] {
            #expect(finished.errorLines.contains { $0.hasPrefix("\(word): ") }, "\(word) in \(finished.error)")
        }
        let window = try Hearth.run(
            "evaluate", "solar", "--data", file, "--train-until", "2026-01-12", "--test-from", "2026-01-11T06:00Z",
            "--test-to", "2027-01-01")
        #expect(window.code == 2)
        for word in ["--train-until", "--test-from", "--test-to"] {
            #expect(window.errorLines.contains { $0.hasPrefix("\(word): ") }, "\(word) in \(window.error)")
        }
    }

    @Test func everyTargetsChoices_areItsOwn() throws {
        let folder = try Folder()
        let prices = try folder.put(Recordings.market(days: 7), as: "prices.csv")
        let finished = try Hearth.run(
            "evaluate", "price", "--data", prices, "--test-from", "2026-03-25", "--protocol", "rolling", "--model",
            "week before")
        #expect(finished.code == 2)
        #expect(finished.error.contains("expected day-ahead for price"))
        #expect(finished.error.contains("expected one of price-trend-v1, trend,"))
    }
}
