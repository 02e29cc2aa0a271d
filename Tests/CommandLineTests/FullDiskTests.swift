// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// No space left: every result that cannot be written is a failure with one line, and nothing is half there.
@Suite struct FullDiskTests {
    private static let prices = """
        timestamp_utc,price_eur_per_kwh
        2026-01-01T00:00:00Z,0.05
        2026-01-01T00:15:00Z,0.06

        """

    /// No file may grow beyond so many blocks of 512 bytes; the write fails as on a full disk instead of a signal.
    private func limited(_ blocks: Int) -> [String] {
        ["sh", "-c", "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\""]
    }

    @Test func resultOnAFullDevice_isAFailure() throws {
        let finished = try Hearth.run(
            ["devices", "list"], under: ["sh", "-c", "exec \"$0\" \"$@\" > /dev/full"])
        #expect(finished.code == 1)
        #expect(finished.errorLines == ["standard output: No space left on device"])
    }

    @Test func exportOnAFullDevice_isAFailure() throws {
        let folder = try Folder()
        let file = try folder.put(Self.prices, as: "in.csv")
        #expect(try Hearth.run("data", "import", file, "--database", folder["h.sqlite"]).code == 0)
        let finished = try Hearth.run(
            "data", "export", "/dev/full", "--database", folder["h.sqlite"], "--from", "2026-01-01", "--to",
            "2026-01-02")
        #expect(finished.code == 1)
        #expect(finished.errorLines == ["/dev/full: cannot write: No space left on device"])
    }

    @Test func importOnAFullDisk_isOneLine_andNothingOfItIsStored() throws {
        let folder = try Folder()
        let small = try folder.put(Self.prices, as: "in.csv")
        #expect(try Hearth.run("data", "import", small, "--database", folder["h.sqlite"]).code == 0)
        let day = 96
        let rows = (0..<200 * day).map { slot in
            "\(Date(timeIntervalSince1970: Double(1_800_000_000 + slot * 900)).ISO8601Format()),0.0\(slot % 97 + 1)"
        }
        let file = try folder.put(
            "timestamp_utc,price_eur_per_kwh\n" + rows.joined(separator: "\n") + "\n", as: "big.csv")
        let finished = try Hearth.run(
            ["data", "import", file, "--database", folder["h.sqlite"]], under: limited(128))
        #expect(finished.code == 1)
        #expect(finished.errorLines.count == 1, "\(finished.error)")
        #expect(finished.error.contains(folder["h.sqlite"]))
        let again = try Hearth.run("data", "import", small, "--database", folder["h.sqlite"], "--json")
        #expect(try again.json([String: Int].self) == ["slots": 2, "new_or_changed": 0])
        let all = try Hearth.run("data", "import", file, "--database", folder["h.sqlite"], "--json")
        #expect(try all.json([String: Int].self) == ["slots": 200 * day, "new_or_changed": 200 * day])
    }

    @Test func runWhoseDiskIsFull_endsAndSaysSo() throws {
        let folder = try Folder()
        let finished = try Hearth.run(
            ["simulate", "--days", "0.0209", "--link", "memory", "--state", folder["state"]], under: limited(160))
        #expect(finished.code == 1)
        #expect(finished.error.contains(folder["state/hearth.sqlite"]), "\(finished.error)")
    }
}
