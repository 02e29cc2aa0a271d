// SPDX-License-Identifier: Apache-2.0

import Energy
import Foundation
import ReadingStore
import Testing

/// `hearth simulate` as a person runs it.
@Suite struct SimulateTests {
    private struct Report: Decodable {
        struct Fault: Decodable {
            let name, reaction, detail: String
        }
        let days: Double
        let link: String
        let cycles, slots_stored, commands_written, commands_verified, invariant_violations: Int
        let load_kwh, import_kwh, cost, cost_no_battery: Double
        let faults: [Fault]
    }

    private static let midnight = Slot(containing: UTCInstant(secondsSinceEpoch: 1_773_183_600))

    @Test func runOverModbus_endsWithItsTable_andTheReportBesideIt() throws {
        let folder = try Folder()
        let finished = try Hearth.run(
            "simulate", "--days", "0.0625", "--link", "modbus", "--report", folder["report.json"])
        #expect(finished.code == 0)
        #expect(finished.error.isEmpty, "no bar where nobody looks: \(finished.error)")
        let lines = finished.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("0.0625 days from 2026-03-10T23:00:00Z, policy optimiser, link modbus:") == true)
        func figure(_ name: String) -> Double? {
            lines.first { $0.hasPrefix(name) }.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
        }
        let report = try JSONDecoder().decode(Report.self, from: Data(folder.text("report.json").utf8))
        #expect(report.link == "modbus" && report.days == 0.0625)
        #expect(report.cycles == 6 * 900 + 1)
        #expect(figure("guard cycles") == Double(report.cycles))
        #expect(report.slots_stored == 3 * 6 && figure("quarter hours stored") == 18)
        #expect(report.commands_written > 0 && report.commands_verified == report.commands_written)
        #expect(figure("commands verified") == Double(report.commands_verified))
        #expect(figure("invariants violated") == 0)
        #expect(abs((figure("house") ?? .nan) - report.load_kwh) <= 0.05)
        let cost = lines.first { $0.hasPrefix("this run") }?.split(separator: " ").compactMap { Double($0) }
        #expect(abs((cost?.first ?? .nan) - report.cost) <= 0.005)
    }

    @Test func json_isTheReport_andNothingElse() throws {
        let finished = try Hearth.run(
            "simulate", "--days", "0.0209", "--link", "memory", "--json", "--faults", "inverter:exception@600s")
        #expect(finished.code == 0)
        let report = try finished.json(Report.self)
        #expect(report.cycles == 2 * 900 + 1)
        #expect(report.faults.map(\.name) == ["inverter:exception"])
        #expect(report.faults.map(\.detail) == ["exception 4 (server device failure)"])
    }

    @Test(arguments: ["/nope/report.json", "/"])
    func reportThatCannotBeWritten_isToldAtTheStart(path: String) throws {
        let folder = try Folder()
        // A year would not end in time.
        let finished = try Hearth.run("simulate", "--days", "365", "--report", path, "--state", folder["state"])
        #expect(finished.code == 2)
        #expect(finished.errorLines.count == 1)
        #expect(finished.error.hasPrefix("--report: \(path): cannot "), "\(finished.error)")
        #expect(try folder.names.isEmpty)
    }

    @Test func interrupt_givesTheBatteryBack_andEndsWith1() throws {
        let folder = try Folder()
        let state = folder["state"]
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: false)
        let changes = try FolderChanges(state)
        let run = try Hearth.start("simulate", "--days", "365", "--link", "memory", "--state", state)
        let onlooker = Onlooker(path: "\(state)/hearth.sqlite")
        // What a quarter hour brought is stored at its end.
        while onlooker.number("SELECT count(*) FROM event WHERE detail LIKE '%batteryBounds%'") == 0 {
            try changes.wait(for: "hearth.sqlite-wal")
        }
        run.interrupt()
        let finished = try run.wait()
        #expect(finished.code == 1)
        #expect(finished.output.isEmpty, "half a run has no result")
        #expect(finished.errorLines.count == 1, "\(finished.error)")
        #expect(
            finished.error.hasPrefix("interrupted after ") && finished.error.hasSuffix("the battery was given back\n"))

        let store = try ReadingStore(path: "\(state)/hearth.sqlite", deviceIDs: [])
        let times = Self.midnight.start..<Self.midnight.advanced(by: 366 * 96).start
        let events = try store.events(times)
        let commands = events.filter { $0.kind == .commandIssued && $0.detail.contains("attery") }
        #expect(commands.contains { $0.detail.contains("batteryBounds") }, "it was steered")
        let last = try #require(commands.last)
        #expect(last.detail.hasSuffix(": releaseBattery"), "\(last.detail)")
        let command = last.detail.prefix { $0 != ":" }
        #expect(events.contains { $0.kind == .commandVerified && $0.detail == command }, "\(command) is read back")
        #expect(events.contains { $0.kind == .stopped })
    }

    @Test func stateOfAnEarlierRun_isRefused_andOneInUseToo() throws {
        let folder = try Folder()
        let words = ["simulate", "--days", "0.0105", "--link", "memory", "--state", folder["state"]]
        #expect(try Hearth.run(words).code == 0)
        let again = try Hearth.run(words)
        #expect(again.code == 2)
        #expect(again.error.hasPrefix("--state: found 1 quarter hours of an earlier run"), "\(again.error)")

        let holder = try ReadingStore(path: folder["state/hearth.sqlite"], deviceIDs: [])
        let locked = try Hearth.run(words)
        #expect(locked.code == 1)
        #expect(
            locked.errorLines == [
                "\(folder["state/hearth.sqlite"]): another process (\(getpid())) writes this database; only one may"
            ])
        withExtendedLifetime(holder) {}
    }

    @Test func recordingWithAGap_isRefusedBeforeTheRun() throws {
        let folder = try Folder()
        let text = """
            timestamp_utc,load_kw,heat_pump_kw,pv_kw,price_eur_per_kwh
            2026-01-01T00:00:00Z,1,0.5,0,0.05
            2026-01-01T00:15:00Z,1,0.5,,0.05
            2026-01-01T00:30:00Z,1,0.5,0,0.05

            """
        let file = try folder.put(text, as: "home.csv")
        let finished = try Hearth.run("simulate", "--home", file, "--days", "0.03")
        #expect(finished.code == 2)
        #expect(finished.errorLines.count == 1)
        #expect(finished.error.contains("2026-01-01T00:15:00Z"), "\(finished.error)")
    }
}
