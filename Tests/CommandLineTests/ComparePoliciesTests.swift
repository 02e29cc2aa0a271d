// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct ComparePoliciesTests {
    private struct Row: Decodable {
        struct Day: Decodable {
            let date: String
            let cost, wear: Double
            let whole: Bool
        }
        struct Against: Decodable {
            let policy: String
            let days: Int
            let mean_saving, standard_error, confidence: Double?
        }
        struct Gate: Decodable { let verdict, sentence: String }

        let home, policy, from, to, forecast: String
        let cost, soc_adjusted_cost, saved, regret, cycles, seconds: Double
        let share_percent: Double?
        let writes: Int?
        let days: [Day]
        let against: [Against]
        let gate: Gate?
    }

    private static let keys: Set<String> = [
        "home", "policy", "from", "to", "forecast", "cost", "soc_adjusted_cost", "saved", "share_percent", "regret",
        "cycles", "writes", "seconds", "days", "against", "gate",
    ]

    /// A folder to stand in whose policies look ahead no further than is quick to plan.
    private static func checkout() throws -> Folder {
        let folder = try Folder()
        for name in ["policies", "homes"] {
            try FileManager.default.createDirectory(atPath: folder[name], withIntermediateDirectories: true)
        }
        let rule = try String(
            contentsOf: Hearth.root.appendingPathComponent("policies/self-consumption.toml"), encoding: .utf8)
        _ = try folder.put(rule, as: "policies/self-consumption.toml")
        for (name, slots) in [("optimiser", 1), ("night", 80)] {
            _ = try folder.put(
                """
                name = "\(name)"
                kind = "optimiser"
                [parameters]
                horizon_slots = \(slots)
                grid_nodes = 11
                uncertain_grid_nodes = 11
                weather_persistence = 0.97
                [card]
                does = "Plans \(slots) quarter hours."
                data = "none"
                command = "hearth policies compare"
                """, as: "policies/\(name).toml")
        }
        return folder
    }

    private static func compare(_ folder: Folder, _ words: String...) throws -> Finished {
        try Hearth.run(
            ["policies", "compare", "--data", folder["homes"]] + words, under: ["env", "-C", folder.path])
    }

    @Test func everyPolicy_isOneElementAHouse_withThePairsAndTheGate() throws {
        let folder = try Self.checkout()
        _ = try folder.put(Recordings.pricedHome(days: 23), as: "homes/early.csv")
        _ = try folder.put(Recordings.pricedHome(days: 2), as: "homes/small.csv")
        let prices = try folder.put(Recordings.market(days: 3), as: "homes/prices.csv")
        let finished = try Self.compare(folder, "--forecast", "perfect", "--json")
        #expect(finished.code == 0, "\(finished.error)")
        #expect(finished.errorLines.count == 1 && finished.error.hasPrefix("\(prices): skipped, no recorded house"))
        let objects = try #require(
            try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [[String: Any]])
        #expect(objects.allSatisfy { Set($0.keys) == Self.keys }, "null rather than left out")
        let rows = try finished.json([Row].self)
        let names = ["no-battery", "self-consumption", "optimiser", "night", "perfect-foresight"]
        #expect(rows.map(\.policy) == names + names)
        #expect(rows.map(\.home) == names.map { _ in "early" } + names.map { _ in "small" })
        // A run that ends with more than it began with may come out below the bound, which ends as it began.
        #expect(rows.allSatisfy { $0.forecast == "perfect" && $0.regret > -0.01 })
        let early = Array(rows.prefix(5))
        #expect(early.map(\.share_percent).first == 0 && early.map(\.share_percent).last == 100)
        #expect(early[0].writes == nil && early[1].writes == 0 && (early[3].writes ?? 0) > 0)
        for row in early.dropFirst() {
            let sum = row.days.reduce(0) { $0 + $1.cost }
            #expect(abs(sum - row.soc_adjusted_cost) < 1e-9)
            #expect(row.days.allSatisfy { $0.wear == 0 }, "the benchmark's battery wears nothing off")
            #expect(abs(row.saved - (early[0].cost - row.soc_adjusted_cost)) < 1e-9)
        }
        // From midnight UTC, an hour into the market's day, to the last of the market's midnights.
        #expect(early[1].from == "2026-01-05T00:00:00Z" && early[1].to == "2026-01-27T23:00:00Z")
        #expect(early[1].days.map(\.whole) == [false] + Array(repeating: true, count: 22))
        #expect(early[3].against.map(\.policy) == ["self-consumption", "optimiser"])
        #expect(early[3].against.allSatisfy { $0.days == 22 && ($0.confidence ?? 0) > 0.995 })
        #expect(early[3].gate?.verdict == "promote" && early[2].gate == nil)
        #expect(rows[8].gate?.sentence == "not promoted: 1 of the last 28 days have numbers, and 21 are needed")
        #expect(rows[8].against.allSatisfy { $0.days == 1 && $0.confidence == nil })
    }

    @Test func table_isForPeople_andTheDaysAreThoseAskedFor() throws {
        let folder = try Self.checkout()
        _ = try folder.put(Recordings.pricedHome(days: 4), as: "homes/house.csv")
        let finished = try Self.compare(folder, "--policy", "night", "night", "--days", "2")
        #expect(finished.code == 0, "\(finished.error)")
        #expect(finished.errorLines.count == 3, "why nothing is trained: \(finished.error)")
        #expect(finished.errorLines.allSatisfy { $0.hasPrefix("house: 2026-01-06T23:00:00Z ") })
        let lines = finished.output.split(separator: "\n")
        #expect(lines[0] == "forecast model, battery 10 kWh, 5 kW, 0.92; costs in EUR")
        #expect(lines[1] == "2026-01-06T23:00:00Z to 2026-01-08T23:00:00Z: house")
        let words = lines.dropFirst(3).map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        #expect(words == ["house no-battery", "house night", "house perfect-foresight"])
    }

    @Test func houseThatLacksTheDays_isNamedAndSkipped_damagedOnesAreListed() throws {
        let folder = try Self.checkout()
        let good = try folder.put(Recordings.pricedHome(days: 3), as: "homes/good.csv")
        let gap = Recordings.pricedHome(days: 3).replacing(
            "2026-01-06T18:00:00Z,2.5,", with: "2026-01-06T18:00:00Z,,")
        let holey = try folder.put(gap, as: "homes/holey.csv")
        let words = ["--forecast", "naive", "--policy", "self-consumption"]
        let finished = try Hearth.run(["policies", "compare", "--data", folder["homes"]] + words)
        #expect(finished.code == 0 && finished.output.contains("good  self-consumption"))
        #expect(
            finished.error == "\(holey): skipped, the recording has no load, heat pump or PV figure at "
                + "2026-01-06T18:00:00Z\n")
        let late = try Self.compare(folder, "--from", "2027-01-01")
        #expect(late.code == 2 && late.output.isEmpty && late.errorLines.count == 3)
        #expect(late.error.contains("\(good): skipped") && late.error.contains("--data: found no recorded house"))
        let damaged = try folder.put(gap.replacing(",,0.0,", with: ",much,0.0,"), as: "homes/damaged.csv")
        let refused = try Self.compare(folder, "--policy", "self-consumption")
        #expect(refused.code == 2 && refused.output.isEmpty)
        #expect(refused.errorLines.count == 1 && refused.error.hasPrefix("\(damaged):44: "), "\(refused.error)")
    }

    @Test func houseItself_isComparedAloneAndByItsConfiguration() throws {
        let both = try Hearth.run("policies", "compare", "--data", "homes", "--config", "hearth.toml")
        #expect(both.code == 2 && both.error.hasPrefix("--data: found it with --config, expected one of them\n"))
        let neither = try Hearth.run("policies", "compare", "--record")
        #expect(neither.code == 2 && neither.errorLines.count == 2, "\(neither.error)")
        #expect(neither.error.contains("--data: found neither it nor --config, expected one of them"))
        #expect(neither.error.contains("--record: found without --config, expected with it"))
        let folder = try Folder()
        let configuration = try folder.put(
            try Hearth.run("config", "sample").output.replacing(
                "/var/lib/hearth/hearth.sqlite", with: folder["hearth.sqlite"]), as: "hearth.toml")
        let described = try Hearth.run(
            "policies", "compare", "--config", configuration, "--battery-kwh", "5", "--record", "--policy", "optimiser")
        #expect(described.code == 2 && described.errorLines.count == 2, "\(described.error)")
        for days in ["20", "29"] {
            let refused = try Hearth.run("policies", "compare", "--config", configuration, "--record", "--days", days)
            #expect(refused.code == 2)
            #expect(refused.error == "--days: found \(days) with --record, expected 21 to 28 with it\n")
        }
        let empty = try Hearth.run("policies", "compare", "--config", configuration, "--record")
        #expect(empty.code != 0 && empty.output.isEmpty && empty.error.contains(folder["hearth.sqlite"]))
        #expect(try folder.names == ["hearth.toml"], "nothing is left for a planner")
    }

    @Test func interruption_endsWithoutResult() throws {
        let folder = try Self.checkout()
        _ = try folder.put(Recordings.pricedHome(days: 60), as: "homes/house.csv")
        _ = try folder.put(Recordings.market(days: 3), as: "homes/prices.csv")
        let running = try Hearth.start(
            "policies", "compare", "--data", folder["homes"], "--policy", "optimiser", "--forecast", "naive")
        try running.waitForError(containing: "skipped")
        running.interrupt()
        let finished = try running.wait()
        #expect(finished.code == 1 && finished.output.isEmpty)
        #expect(finished.errorLines.last == "interrupted")
    }
}
