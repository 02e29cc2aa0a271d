// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `hearth data` against a real database.
@Suite struct DataTests {
    private static let prices = """
        timestamp_utc,price_eur_per_kwh
        2026-01-01T00:00:00Z,0.05
        2026-01-01T00:15:00Z,-0.0125
        2026-01-01T00:30:00Z,0.123
        2026-01-01T00:45:00Z,0

        """

    /// Time and price of every row, whatever the number of digits.
    private func rows(_ csv: String) -> [String] {
        csv.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",")
            return "\(cells[0].prefix(16)) \(Double(cells[1]) ?? .nan)"
        }
    }

    private func export(_ name: String, _ folder: Folder) throws -> Finished {
        try Hearth.run(
            "data", "export", folder[name], "--database", folder["h.sqlite"], "--from", "2026-01-01", "--to",
            "2026-01-01T01:00Z")
    }

    @Test func prices_comeBackAsTheyWere_plainAndCompressed() throws {
        let folder = try Folder()
        let file = try folder.put(Self.prices, as: "in.csv")
        let imported = try Hearth.run("data", "import", file, "--database", folder["h.sqlite"], "--json")
        #expect(imported.code == 0)
        #expect(try imported.json([String: Int].self) == ["slots": 4, "new_or_changed": 4])
        #expect(try export("out.csv", folder).code == 0)
        #expect(try rows(folder.text("out.csv")) == rows(Self.prices))

        #expect(try export("out.csv.gz", folder).code == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder["out.csv.gz"])).prefix(2) == Data([0x1f, 0x8b]))
        let again = try Hearth.run("data", "import", folder["out.csv.gz"], "--database", folder["h.sqlite"], "--json")
        #expect(try again.json([String: Int].self) == ["slots": 4, "new_or_changed": 0])
        #expect(
            try Hearth.run("data", "import", folder["out.csv.gz"], "--database", folder["2.sqlite"], "--json")
                .json([String: Int].self) == ["slots": 4, "new_or_changed": 4])
    }

    @Test func exportBackwards_isWrongUsage_andWritesNothing() throws {
        let folder = try Folder()
        let finished = try Hearth.run(
            "data", "export", folder["out.csv"], "--database", folder["h.sqlite"], "--from", "2026-01-02", "--to",
            "2026-01-01")
        #expect(finished.code == 2)
        #expect(finished.error.contains("--to"))
        #expect(finished.error.contains("--database: \(folder["h.sqlite"]): no such file"))
        #expect(try folder.names.isEmpty)
    }

    @Test func folderThatIsNotThere_isOneLine() throws {
        let folder = try Folder()
        let file = try folder.put(Self.prices, as: "in.csv")
        let finished = try Hearth.run("data", "import", file, "--database", folder["nope/h.sqlite"])
        #expect(finished.code == 1)
        #expect(finished.errorLines == ["\(folder["nope/h.sqlite"]): its folder does not exist"])
    }

    @Test func faultsOfTheFile_andOfTheDatabasesPlace_areToldAtOnce() throws {
        let folder = try Folder()
        let file = try folder.put(Self.prices.replacing("0.123", with: "cheap"), as: "in.csv")
        let finished = try Hearth.run("data", "import", file, "--database", folder["nope/h.sqlite"])
        #expect(finished.code == 2)
        #expect(finished.errorLines.count == 2)
        #expect(finished.error.contains("\(file):4: column price_eur_per_kwh: found \"cheap\""))
        #expect(finished.error.contains("\(folder["nope/h.sqlite"]): its folder does not exist"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func databaseFolderThatMayNotBeWritten_isOneLine() throws {
        let folder = try Folder()
        let file = try folder.put(Self.prices, as: "in.csv")
        let finished = try Hearth.run("data", "import", file, "--database", "/etc/h.sqlite")
        #expect(finished.code == 1)
        #expect(finished.errorLines.count == 1 && finished.error.hasPrefix("/etc/h.sqlite: may not be written"))
    }

    @Test func gapInThePrices_comesBackAsAGap() throws {
        let folder = try Folder()
        let file = try folder.put(Self.prices.replacing("0.123", with: ""), as: "in.csv")
        let words = ["--database", folder["h.sqlite"]]
        #expect(
            try Hearth.run(["data", "import", file] + words).output == "\(file): 3 quarter hours, 3 new or changed\n")
        let exported = try export("out.csv", folder)
        #expect(exported.output == "\(folder["out.csv"]): 3 quarter hours, 1 without a price left empty\n")
        #expect(try folder.text("out.csv").contains("2026-01-01T00:30:00Z,\n"))
        #expect(try Hearth.run(["data", "import", folder["out.csv"]] + words).code == 0)
    }

    @Test func databaseThatAnotherProcessWrites_isOneLine() throws {
        let folder = try Folder()
        let file = try folder.put(Self.prices, as: "in.csv")
        // The lock of the first writer, held by a process that is surely still there.
        let holder = Process()
        let ready = Pipe()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = ["flock", folder["h.sqlite.lock"], "sh", "-c", "echo held; exec cat"]
        let end = Pipe()
        holder.standardInput = end
        holder.standardOutput = ready
        try holder.run()
        #expect(ready.fileHandleForReading.availableData == Data("held\n".utf8))
        let finished = try Hearth.run("data", "import", file, "--database", folder["h.sqlite"])
        try end.fileHandleForWriting.close()
        holder.waitUntilExit()
        #expect(finished.code == 1)
        #expect(finished.errorLines.count == 1)
        #expect(finished.error.contains("\(folder["h.sqlite"]): another process"))
        #expect(finished.error.contains("systemctl stop hearthd"))
        #expect(try Hearth.run("data", "import", file, "--database", folder["h.sqlite"]).code == 0)
    }

    @Test func pricesPerMWhInTheColumnOfKWh_areRefused() throws {
        let folder = try Folder()
        let file = try folder.put(Self.prices.replacing("0.123", with: "85.3"), as: "in.csv")
        let finished = try Hearth.run("data", "import", file, "--database", folder["h.sqlite"])
        #expect(finished.code == 2 && finished.errorLines.count == 1)
        #expect(finished.error.contains("found 85.300 per kWh at 2026-01-01T00:30:00Z, expected -5 to 5"))
        #expect(try folder.names == ["in.csv"])
    }

    @Test func badPrices_areListedWithFileAndLine_andNothingIsWritten() throws {
        let folder = try Folder()
        let text = Self.prices.replacing("0.123", with: "cheap").replacing("00:15:00Z", with: "00:16:00Z")
        let file = try folder.put(text, as: "in.csv")
        let finished = try Hearth.run("data", "import", file, "--database", folder["h.sqlite"])
        #expect(finished.code == 2)
        #expect(finished.error.contains("\(file):3:"))
        #expect(finished.error.contains("\(file):4:"))
        #expect(finished.error.contains("cheap"))
        #expect(try folder.names == ["in.csv"])
    }
}
