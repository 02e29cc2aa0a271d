// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Foundation
import Testing

/// `hearth run` on real Modbus, in real time, and what looks at it: `status`, `log`, `data export`.
@Suite(.serialized) struct RunTests {
    private struct StatusDocument: Decodable {
        let site: String
        let is_stale: Bool
        let is_dry_run: Bool?
    }

    /// Waits until the inverter holds what the guard allows the battery.
    private func waitForBounds(_ run: Hearth.Running) throws {
        try run.waitForOutput(containing: ": batteryBounds(")
        let command = try #require(try run.output.firstMatch(of: /\(command (\d+): batteryBounds/)).1
        try run.waitForOutput(containing: "inverter took a command. (command \(command))")
    }

    @Test func dryRun_saysWhatItWouldCommand_andWritesNothing() throws {
        let house = try ServedHouse()
        try house.putHistory()
        let run = try Hearth.start("run", "--config", house.config, "--dry-run", "--state", house.state)
        try run.waitForOutput(containing: ": batteryBounds(")
        #expect(try run.output.contains("Dry run: inverter would have been sent a command. (command "))
        #expect(try run.output.contains(" (optimiser): "))
        #expect(try run.output.contains("dry run: nothing is written to a device"))
        #expect(try run.output.contains("state in \(house.state)\n"))
        #expect(try house.inverterPoint("124.StorCtl_Mod") == 0)
        let status = try Hearth.run("status", "--url", house.url)
        #expect(status.code == 0, "\(status.error)")
        for words in ["dry run", "GRID ", "BATTERY ", "%", "PRICE     now 0.1", "DECISION  ", "PLAN  "] {
            #expect(status.output.contains(words), "\(words): \(status.output)")
        }
        run.interrupt()
        let finished = try run.wait()
        #expect(finished.code == 0, "\(finished.error)")
        #expect(finished.output.contains("ended; nothing was written to a device\n"))
        #expect(try house.inverterPoint("124.StorCtl_Mod") == 0)
    }

    @Test func run_steersTheBattery_isSeen_andCtrlCGivesItBack() throws {
        let house = try ServedHouse(isGuardInstalled: true)
        try house.putHistory()
        let run = try Hearth.start("run", "--config", house.config, "--state", house.state)
        try waitForBounds(run)
        #expect(try house.inverterPoint("124.StorCtl_Mod") != 0)

        let document = try Hearth.run("status", "--url", house.url, "--json")
        #expect(document.code == 0 && document.error.isEmpty, "\(document.error)")
        let status = try document.json(StatusDocument.self)
        #expect(status.site == "Simulated house" && !status.is_stale && status.is_dry_run == false)
        let watch = try Hearth.start("status", "--url", house.url, "--watch")
        try watch.waitForOutput(containing: "GRID ", times: 2)
        watch.interrupt()
        let watched = try watch.wait()
        #expect(watched.code == 0 && watched.error.isEmpty, "\(watched.error)")

        // The lock of the installed guard is held, and so is that of the folder.
        let address = try #require(house.addresses["meter"])
        for words in [
            ["devices", "read", "--config", house.config], ["devices", "probe", address, "--config", house.config],
            ["run", "--config", house.config, "--state", house.folder["other"]],
        ] {
            let refused = try Hearth.run(words)
            #expect(refused.code == 1 && refused.error.contains("bus.lock is held by process"), "\(refused.error)")
        }
        let export = try Hearth.run(
            "data", "export", house.folder["out.csv"], "--database", "\(house.state)/hearth.sqlite", "--from",
            "2026-01-01", "--to", "2026-01-02")
        #expect(export.code == 0, "\(export.error)")

        run.interrupt()
        let finished = try run.wait()
        #expect(finished.code == 0, "\(finished.error)")
        #expect(finished.output.contains("ended; every battery is in its inverter's own mode\n"))
        #expect(try house.inverterPoint("124.StorCtl_Mod") == 0)
        let gone = try Hearth.run("status", "--url", house.url)
        #expect(gone.code == 1 && gone.errorLines.count == 1 && gone.output.isEmpty)
        try checkJournal(house)
    }

    private func checkJournal(_ house: ServedHouse) throws {
        struct Record: Decodable {
            let kind: String
            let device: String?
        }
        let journal = "\(house.state)/journal"
        let records = try Hearth.run("log", "show", journal, "--json").json([Record].self)
        #expect(records.first?.kind == "started" && records.suffix(2).contains { $0.kind == "stopped" })
        #expect(records.contains { $0.kind == "command_issued" && $0.device == "inverter" })
        let shown = try Hearth.run("log", "show", journal)
        #expect(shown.code == 0 && shown.output.contains("inverter took a command."))
        let whole = try Hearth.run("log", "verify", journal)
        #expect(whole.code == 0 && whole.output.hasSuffix("the chain is whole\n"), "\(whole.error)")

        var bytes = try Data(contentsOf: URL(fileURLWithPath: journal))
        let middle = bytes.count / 2
        bytes[middle] ^= 1
        try bytes.write(to: URL(fileURLWithPath: journal))
        let broken = try Hearth.run("log", "verify", journal)
        #expect(broken.code == 1)
        #expect(broken.errorLines.count == 1 && broken.error.contains("the chain breaks behind record"))
    }

    @Test func plannerThatWaitsForItsDatabase_doesNotHoldUpTheRelease() throws {
        let house = try ServedHouse()
        try house.putHistory()
        let run = try Hearth.start("run", "--config", house.config, "--state", house.state)
        try waitForBounds(run)
        // Another writer: the planner's last commit waits for it until its own limit and then fails.
        var connection: OpaquePointer?
        try #require(sqlite3_open("\(house.state)/hearth.sqlite", &connection) == SQLITE_OK)
        defer { sqlite3_close_v2(connection) }
        try #require(sqlite3_exec(connection, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
        run.interrupt()
        try run.waitForOutput(containing: "ended; every battery is in its inverter's own mode\n")
        #expect(run.process.isRunning, "the planner still waits")
        #expect(try house.inverterPoint("124.StorCtl_Mod") == 0)
        try #require(sqlite3_exec(connection, "ROLLBACK", nil, nil, nil) == SQLITE_OK)
        #expect(try run.wait().code == 0)
    }

    @Test func withoutAFolder_theStateGoesWithTheRun() throws {
        let house = try ServedHouse()
        let run = try Hearth.start("run", "--config", house.config, "--dry-run")
        try run.waitForOutput(containing: "inverter answers.")
        let line = try #require(try run.output.split(separator: "\n").first { $0.contains("state in ") })
        let path = try #require(line.firstMatch(of: /state in (\S+), which goes with the run/)).1
        #expect(FileManager.default.fileExists(atPath: "\(path)/journal"))
        run.interrupt()
        #expect(try run.wait().code == 0)
        #expect(!FileManager.default.fileExists(atPath: String(path)))
    }

    @Test func folderOfTheService_isRefused() throws {
        let house = try ServedHouse(isGuardInstalled: true)
        let finished = try Hearth.run("run", "--config", house.config, "--state", house.folder["installed"])
        #expect(finished.code == 2 && finished.output.isEmpty)
        #expect(finished.error.contains("--state: found ") && finished.error.contains("which is the service's"))
    }
}
