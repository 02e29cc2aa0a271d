// SPDX-License-Identifier: Apache-2.0

import Energy
import Foundation
import Testing

@testable import JournalIO

/// `hearth log`: journals of several files, and those that are not there or cannot be read.
@Suite struct JournalTests {
    @Test func missingJournal_isExit1_withItsPath() throws {
        let folder = try Folder()
        for command in ["show", "verify"] {
            let finished = try Hearth.run("log", command, folder["journal"])
            #expect(finished.code == 1 && finished.output.isEmpty)
            #expect(finished.errorLines == ["\(folder["journal"]): opening: No such file or directory"])
        }
    }

    @Test func fileThatIsNoJournal_breaksAtItsFirstByte() throws {
        let folder = try Folder()
        let file = try folder.put(String(repeating: "not a journal ", count: 10), as: "journal")
        let finished = try Hearth.run("log", "verify", file, "--json")
        #expect(finished.code == 1)
        #expect(finished.errorLines.count == 1)
        #expect(finished.error.contains("at byte 0: not the beginning of a journal"))
    }

    @Test func filesAndConfiguration_areWrongUsage() throws {
        let finished = try Hearth.run("log", "show", "--config", "a", "b")
        #expect(finished.code == 2 && finished.error.hasPrefix("--config: found together with files"))
    }

    // MARK: Several files

    /// A journal of four files in a folder, each event with a detail of its own; the oldest file first.
    private func severalFiles(in folder: Folder) throws -> (paths: [String], details: [String]) {
        let path = folder["journal"]
        var details: [String] = []
        while JournalFiles.paths(path).count < 4 {
            let wall = UTCInstant(secondsSinceEpoch: 1_780_000_000 + details.count)
            let journal = try JournalFile(path: path, longestFile: 1000, now: BootInstant(seconds: 5), wall: wall)
            details.append("event \(details.count)")
            journal.append(
                GuardEvent(
                    time: BootInstant(seconds: 5), wallTime: wall, kind: .commandIssued, device: DeviceIndex(1),
                    detail: details[details.count - 1]), device: "inverter")
            journal.close()
        }
        return (JournalFiles.paths(path), details)
    }

    private struct Shown: Decodable {
        let kind, detail, time: String
        let device: String?
    }

    private struct Verified: Decodable {
        struct File: Decodable {
            let path: String
            let records: Int
        }
        let files: [File]
        let breaks, notes: [String]
    }

    @Test func journalOfSeveralFiles_isShownInOrder_andItsChainIsWhole() throws {
        let folder = try Folder()
        let (paths, details) = try severalFiles(in: folder)
        #expect(paths == ["journal.3", "journal.2", "journal.1", "journal"].map { folder[$0] })
        let text = try Hearth.run("config", "sample").output
            .replacing("# state = \"/var/lib/hearth-guard\"", with: "state = \"\(folder.path)\"")
        let config = try folder.put(text, as: "hearth.toml")

        let shown = try Hearth.run("log", "show", "--config", config, "--json")
        #expect(shown.code == 0 && shown.error.isEmpty, "\(shown.error)")
        let records = try shown.json([Shown].self)
        #expect(records.map(\.detail) == details)
        #expect(records.map(\.time) == records.map(\.time).sorted())
        #expect(records.allSatisfy { $0.device == "inverter" })
        let lines = try Hearth.run("log", "show", "--config", config).output.split(separator: "\n")
        #expect(lines.count == details.count)

        let verified = try Hearth.run("log", "verify", "--config", config, "--json")
        #expect(verified.code == 0 && verified.error.isEmpty, "\(verified.error)")
        let chain = try verified.json(Verified.self)
        #expect(chain.files.map(\.path) == paths)
        #expect(chain.files.map(\.records).reduce(0, +) == details.count)
        #expect(chain.breaks.isEmpty && chain.notes.isEmpty)

        // Without the oldest it is as whole as a journal can be whose oldest files have gone.
        let later = try Hearth.run(["log", "verify"] + paths.dropFirst())
        #expect(later.code == 0 && later.output.contains("goes on from a file that is not kept any more"))
    }

    @Test func damagedMiddleFile_breaksTheChainThere_andCostsOnlyWhatIsBehindIt() throws {
        let folder = try Folder()
        let (paths, details) = try severalFiles(in: folder)
        let contents = try paths.map { try JournalFiles.read($0) }
        var bytes = try Data(contentsOf: URL(fileURLWithPath: paths[1]))
        // In the last record of the file, before its hash.
        bytes[bytes.count - 40] ^= 0x20
        try bytes.write(to: URL(fileURLWithPath: paths[1]))

        let shown = try Hearth.run(["log", "show", "--json"] + paths)
        #expect(shown.errorLines.count == 1 && shown.error.contains("\(paths[1]): damaged at byte "), "\(shown.error)")
        let lost = contents[0].records.count + contents[1].records.count - 1
        var left = details
        left.remove(at: lost)
        #expect(try shown.json([Shown].self).map(\.detail) == left)

        let verified = try Hearth.run(["log", "verify", "--json"] + paths)
        #expect(verified.code == 1 && verified.errorLines.count == 1)
        let breaks = try verified.json(Verified.self).breaks
        #expect(breaks.count == 1)
        #expect(
            breaks.first?.hasPrefix(
                "\(paths[1]): the chain breaks behind record \(contents[1].records.count - 1), at byte ") == true)
    }

    @Test func middleFileThatIsMissingOrCut_breaksTheChain() throws {
        let folder = try Folder()
        let (paths, _) = try severalFiles(in: folder)
        let without = try Hearth.run("log", "verify", paths[0], paths[2], paths[3])
        #expect(without.code == 1)
        #expect(
            without.errorLines == [
                "\(paths[2]): the chain breaks at its beginning: it does not go on from \(paths[0])"
            ])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: paths[1]))
        try bytes.dropLast(3).write(to: URL(fileURLWithPath: paths[1]))
        let cut = try Hearth.run(["log", "verify"] + paths)
        #expect(cut.code == 1 && cut.errorLines.count == 1)
        #expect(cut.error.contains("\(paths[1]): the chain breaks behind record"))
        #expect(cut.error.contains("bytes that are no whole record"))
    }
}
