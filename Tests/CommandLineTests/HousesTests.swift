// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `hearth simulate --houses N`.
@Suite struct HousesTests {
    private struct House: Decodable {
        struct Size: Decodable, Hashable {
            let battery_kwh, battery_kw, pv_kwp, heat_pump_kw, household: Double
        }
        let seed: UInt64
        let size: Size
        let cycles: Int
        let load_kwh, import_kwh, cost, cost_no_battery: Double
    }

    private struct Document: Decodable {
        let seed: UInt64
        let days: Double
        let cycles, invariant_violations: Int
        let load_kwh, import_kwh, cost, cost_no_battery, cpu_seconds: Double
        let houses: [House]
    }

    /// A document without the figures of the machine.
    private static func comparable(_ text: String) -> [Substring] {
        let machine = ["wall_seconds", "cpu_seconds", "real_time_factor", "process_rss_kib"]
        return text.split(separator: "\n").filter { line in !machine.contains { line.contains("\"\($0)\"") } }
    }

    private static let words = ["simulate", "--houses", "3", "--days", "0.0209", "--link", "memory", "--seed", "5"]

    @Test func numberOfCores_changesNoBit() throws {
        let all = try Hearth.run(Self.words + ["--json"])
        let one = try Hearth.run(Self.words + ["--json"], under: ["taskset", "-c", "0"])
        #expect(all.code == 0 && one.code == 0)
        #expect(Self.comparable(all.output) == Self.comparable(one.output))
        let document = try all.json(Document.self)
        #expect(document.seed == 5 && document.days == 2.0 / 96 && document.cpu_seconds > 0)
        #expect(document.houses.count == 3)
        #expect(Set(document.houses.map(\.seed)).count == 3 && Set(document.houses.map(\.size)).count == 3)
        #expect(document.cycles == 3 * 1801 && document.invariant_violations == 0)
        for key in [\House.load_kwh, \.import_kwh, \.cost, \.cost_no_battery] {
            let sum = document.houses.reduce(0.0) { $0 + $1[keyPath: key] }
            let total = [
                \House.load_kwh: document.load_kwh, \.import_kwh: document.import_kwh, \.cost: document.cost,
                \.cost_no_battery: document.cost_no_battery,
            ][key]
            #expect(abs((total ?? .nan) - sum) < 1e-9)
        }
    }

    @Test func table_hasALineForEach_andTheSum_andTheReportHoldsThemAll() throws {
        let folder = try Folder()
        let finished = try Hearth.run(
            Self.words + ["--report", folder["report.json"], "--state", folder["state"]])
        #expect(finished.code == 0)
        #expect(finished.error.isEmpty)
        let rows = finished.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(rows.suffix(4).map { $0.first ?? "" } == ["1", "2", "3", "all"])
        let document = try JSONDecoder().decode(Document.self, from: Data(folder.text("report.json").utf8))
        for (row, house) in zip(rows.suffix(4), document.houses) {
            #expect(Double(row[1]) == house.size.battery_kwh && Double(row[2]) == house.size.pv_kwp)
        }
        for number in 1...3 {
            #expect(FileManager.default.fileExists(atPath: folder["state/house-\(number)/hearth.sqlite"]))
        }
    }

    @Test func withAHouseOfItsOwn_isWrongUsage_andAllIsTold() throws {
        let finished = try Hearth.run(
            "simulate", "--houses", "0", "--home", "/nope.csv", "--config", "/nope.toml", "--serve", "127.0.0.1")
        #expect(finished.code == 2)
        #expect(finished.output.isEmpty)
        #expect(finished.error.contains("--houses: found 0, expected 1 to 1000"))
        for option in ["--home", "--config", "--serve"] {
            #expect(finished.error.contains("--houses: found with \(option), expected one of the two"))
        }
    }
}
