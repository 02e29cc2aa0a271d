// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Readings out of the database and into a backtest.
@Suite struct ExportTests {
    private struct Counts: Decodable, Equatable {
        let slots, missing: Int
    }

    private struct Result: Decodable {
        let no_battery, cost: Double
    }

    private struct Report: Decodable {
        let load_kwh, pv_kwh: Double
    }

    private func simulate(_ folder: Folder) throws -> Report {
        try Hearth.run(
            "simulate", "--days", "0.1667", "--link", "memory", "--start", "2026-06-10T08:00Z", "--state",
            folder["state"], "--json"
        ).json(Report.self)
    }

    private func export(_ folder: Folder, _ words: String...) throws -> Finished {
        try Hearth.run(
            ["data", "export", folder["home.csv"], "--kind", "readings", "--database", folder["state/hearth.sqlite"]]
                + words)
    }

    @Test func simulatedReadings_becomeABacktest() throws {
        let folder = try Folder()
        let report = try simulate(folder)
        let exported = try export(folder, "--from", "2026-06-10T08:00Z", "--to", "2026-06-10T12:00Z", "--json")
        #expect(exported.code == 0 && exported.error.isEmpty, "\(exported.error)")
        #expect(try exported.json(Counts.self) == Counts(slots: 16, missing: 0))
        let lines = try folder.text("home.csv").split(separator: "\n")
        #expect(lines[0] == "timestamp_utc,load_kw,heat_pump_kw,pv_kw,price_eur_per_kwh,temperature_c")
        #expect(lines.count == 17 && lines[1].hasPrefix("2026-06-10T08:00:00Z,"))
        let rows = lines.dropFirst().map { $0.split(separator: ",").dropFirst().compactMap { Double($0) } }
        // Registers are read once a second and rounded to their own steps.
        let load = rows.reduce(0.0) { $0 + ($1[0] + $1[1]) / 4 }
        let pv = rows.reduce(0.0) { $0 + $1[2] / 4 }
        #expect(abs(load - report.load_kwh) < 0.02 * report.load_kwh, "\(load), \(report.load_kwh)")
        #expect(abs(pv - report.pv_kwh) < 0.02 * report.pv_kwh, "\(pv), \(report.pv_kwh)")

        let backtest = try Hearth.run("backtest", "--home", folder["home.csv"], "--json")
        #expect(backtest.code == 0 && backtest.error.isEmpty, "\(backtest.error)")
        let bill = rows.reduce(0.0) { sum, row in
            let net = (row[0] + row[1] - row[2]) / 4
            return sum + (net > 0 ? net * 1.25 * (row[3] + 0.10) : net * row[3])
        }
        #expect(abs(try backtest.json(Result.self).no_battery - bill) < 1e-9)
        // And round once more: the same house again.
        #expect(
            try Hearth.run("simulate", "--home", folder["home.csv"], "--days", "0.0209", "--link", "memory").code == 0)
    }

    @Test func whatWasNotMeasured_isAnEmptyCell_andABacktestSaysWhere() throws {
        let folder = try Folder()
        _ = try simulate(folder)
        let exported = try export(folder, "--from", "2026-06-10T11:30Z", "--to", "2026-06-10T12:30Z")
        #expect(exported.code == 0)
        #expect(exported.output == "\(folder["home.csv"]): 2 quarter hours, 2 with empty cells\n")
        let last = try #require(try folder.text("home.csv").split(separator: "\n").last)
        #expect(last.hasPrefix("2026-06-10T12:15:00Z,,,,"), "\(last)")
        let backtest = try Hearth.run("backtest", "--home", folder["home.csv"])
        #expect(backtest.code == 2)
        #expect(backtest.errorLines.count == 1 && backtest.error.contains("2026-06-10T12:00:00Z"), "\(backtest.error)")
        let part = try Hearth.run("backtest", "--home", folder["home.csv"], "--to", "2026-06-10T12:00Z")
        #expect(part.code == 0)
    }

    @Test func wrongWords_areToldAtOnce_andNoDatabaseIsMade() throws {
        let folder = try Folder()
        let finished = try Hearth.run(
            "data", "export", folder["x.csv"], "--kind", "dreams", "--database", folder["h.sqlite"], "--from", "soon",
            "--to", "later")
        #expect(finished.code == 2)
        #expect(finished.errorLines.map { $0.prefix { $0 != ":" } } == ["--kind", "--from", "--to", "--database"])
        #expect(try folder.names.isEmpty)
    }
}
