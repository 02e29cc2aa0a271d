// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Safety
import Testing

@testable import JournalIO

/// Real files in a folder of their own.
@Suite final class JournalTests {
    private let folder: String
    private var path: String { folder + "/journal" }
    private let time = BootInstant(seconds: 5)
    private let wall = UTCInstant(secondsSinceEpoch: 1_780_000_000)

    init() throws {
        var template = Array("/tmp/hearth-journal-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in files() { unlink(name) }
        rmdir(folder)
    }

    private func files() -> [String] {
        DataFolder.names(in: folder, suffix: "").filter { $0.hasPrefix("journal") }.map { "\(folder)/\($0)" }
    }

    private func event(_ kind: GuardEvent.Kind, _ detail: String = "") -> GuardEvent {
        GuardEvent(time: time, wallTime: wall, kind: kind, device: DeviceIndex(1), detail: detail)
    }

    /// Writes events, closes the journal, and answers the file's bytes.
    @discardableResult private func write(_ events: [GuardEvent], longestFile: Int = .max) throws -> [UInt8] {
        let journal = try JournalFile(path: path, longestFile: longestFile, now: time, wall: wall)
        for event in events { journal.append(event, device: "inverter") }
        journal.close()
        #expect(journal.isDurable && journal.failure == nil)
        return try bytes(path)
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        return Array(buffer[..<read(descriptor, &buffer, buffer.count)])
    }

    private func replace(with bytes: [UInt8], at other: String? = nil) throws {
        let descriptor = open(other ?? path, O_WRONLY | O_CREAT | O_TRUNC, 0o640)
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
    }

    @Test func records_comeBackInOrder_acrossLives() throws {
        try write([event(.started, "one"), event(.commandIssued, "two")])
        try write([event(.stopped, "three")])
        let content = try JournalFiles.read(path)
        #expect(content.records.map(\.event.detail) == ["one", "two", "three"])
        #expect(content.records.allSatisfy { $0.device == "inverter" } && content.tail == .whole)
    }

    @Test func memory_isWhatEarlierLivesLeft() throws {
        try write([event(.nativeSettings), event(.faultLatched)])
        let journal = try JournalFile(path: path, now: time, wall: wall)
        #expect(journal.memory == JournalMemory(devicesWithNativeSettings: ["inverter"], latchedDevices: ["inverter"]))
        journal.append(event(.faultAcknowledged), device: nil)
        journal.close()
        let next = try JournalFile(path: path, now: time, wall: wall)
        #expect(!next.memory.isLatched("inverter") && next.memory.devicesWithNativeSettings == ["inverter"])
        next.close()
    }

    @Test func everyCutOfTheLastRecord_isCutOff_andNothingElseIsLost() throws {
        let first = try write([event(.started, "kept")]).count
        let whole = try write([event(.stopped, "torn")])
        for length in first..<whole.count {
            try replace(with: Array(whole[..<length]))
            let journal = try JournalFile(path: path, now: time, wall: wall)
            journal.append(event(.started, "next"), device: nil)
            journal.close()
            #expect(journal.findings == (length == first ? [] : [.torn(bytes: length - first)]), "cut at \(length)")
            #expect(journal.memory.isComplete)
            #expect(try JournalFiles.read(path).records.map(\.event.detail) == ["kept", "next"])
        }
    }

    @Test func zerosBehindTheLastRecord_areATornWrite() throws {
        let whole = try write([event(.started)])
        #expect(JournalChain.read(whole + [UInt8](repeating: 0, count: 4096)).tail == .torn(bytes: 4096))
    }

    @Test func everyChangedByte_setsTheFileAside_andLatchesEverything() throws {
        let whole = try write([event(.started, "one"), event(.stopped, "two")])
        for k in whole.indices where k % 7 == 0 || k < 60 {
            var damaged = whole
            damaged[k] ^= 0x20
            try replace(with: damaged)
            let journal = try JournalFile(path: path, now: time, wall: wall)
            journal.close()
            // A length that grew beyond the end of the file cannot be told from a write that was cut.
            if case .torn = journal.findings.first { continue }
            guard case .damaged(let kept, _)? = journal.findings.first else {
                Issue.record("byte \(k) was changed and nothing found")
                continue
            }
            #expect(journal.memory.isLatched("inverter") && journal.memory.isLatched("any other"))
            #expect(try bytes(kept) == damaged)
            #expect(try JournalFiles.read(path).records.map(\.event.kind) == [.journalDamaged])
            unlink(kept)
        }
    }

    @Test func damage_staysKnownInTheNextLife_untilItIsAcknowledged() throws {
        try replace(with: Array("this is no journal at all, but somebody's text".utf8))
        try write([event(.started)])
        let journal = try JournalFile(path: path, now: time, wall: wall)
        #expect(!journal.memory.isComplete && journal.findings.isEmpty)
        journal.append(event(.faultAcknowledged), device: nil)
        journal.close()
        let next = try JournalFile(path: path, now: time, wall: wall)
        #expect(next.memory.isComplete)
        next.close()
    }

    @Test func longJournal_turnsOver_inOneChain_andForgetsNothingThatMatters() throws {
        for life in 0..<200 {
            let kinds: [GuardEvent.Kind] = life == 0 ? [.nativeSettings, .faultLatched] : [.started, .stopped]
            try write(kinds.map { event($0, "life \(life)") }, longestFile: 1000)
        }
        let paths = JournalFiles.paths(path)
        #expect(paths.count == JournalFiles.keptFiles + 1)
        let contents = try paths.map { try JournalFiles.read($0) }
        for (older, newer) in zip(contents, contents.dropFirst()) { #expect(newer.firstHash == older.lastHash) }
        let journal = try JournalFile(path: path, now: time, wall: wall)
        #expect(journal.memory.devicesWithNativeSettings == ["inverter"] && journal.memory.isLatched("inverter"))
        journal.close()
    }

    @Test func nextFileThatCannotBeMade_costsNoOlderOne_andNoRecord() throws {
        for life in 0..<40 {
            let kinds: [GuardEvent.Kind] = life == 0 ? [.nativeSettings, .faultLatched] : [.started]
            try write(kinds.map { event($0, "life \(life)") }, longestFile: 1000)
        }
        // A folder stands where the next file would be written.
        let obstacle = path + ".next.new"
        #expect(mkdir(obstacle, 0o700) == 0)
        var writer = try JournalWriter(path: path, longestFile: 0)
        let before = try JournalFiles.paths(path).map { try bytes($0) }
        let record = JournalRecord(event: event(.stopped, "late"), device: "inverter")
        for _ in 0..<20 {
            #expect(throws: JournalFailure("beginning the next file", obstacle, code: EISDIR)) {
                try writer.append([record])
            }
        }
        #expect(try JournalFiles.paths(path).map { try bytes($0) } == before)
        rmdir(obstacle)
        try writer.append([record])
        let kept = try JournalFiles.read(path)
        #expect(kept.records.map(\.event.kind) == [.nativeSettings, .faultLatched, .stopped] && kept.tail == .whole)
        #expect(try JournalFiles.read(path + ".1").lastHash == kept.firstHash)
        #expect(writer.memory.isLatched("inverter"))
    }

    /// A rotation whose last step failed is finished by the next try, and moves no file twice.
    @Test func rotationThatWasInterrupted_isFinished_andLosesNoFile() throws {
        for number in 1...3 { try replace(with: [UInt8(number)], at: "\(path).\(number)") }
        try replace(with: [9], at: path + ".next")
        try JournalFiles.rotate(path, next: path + ".next")
        #expect(try JournalFiles.paths(path).map { try bytes($0) } == [[3], [2], [1], [9]])
    }

    @Test func missingFolder_isOneClearError() {
        #expect(throws: JournalFailure("opening", "/nowhere/journal", code: ENOENT)) {
            try JournalFile(path: "/nowhere/journal", now: self.time, wall: self.wall)
        }
    }

    @Test func earlierLives_areHandedOutOnce_withoutWhatEachNewFileRepeats() throws {
        for life in 0..<30 {
            let kinds: [GuardEvent.Kind] = life == 0 ? [.nativeSettings, .faultLatched] : [.started, .stopped]
            try write(kinds.map { event($0, "life \(life)") }, longestFile: 2000)
        }
        #expect(JournalFiles.paths(path).count > 2, "the essentials are repeated")
        let journal = try JournalFile(path: path, now: time, wall: wall)
        let history = journal.takeHistory()
        #expect(history.entries.map(\.event.detail) == (0..<30).flatMap { ["life \($0)", "life \($0)"] })
        #expect(history.olderCount == 0 && history.entries.allSatisfy { $0.device == "inverter" })
        #expect(journal.takeHistory() == JournalHistory())
        journal.close()
    }

    @Test func longHistory_isCutToItsNewest_andCountsTheRest() throws {
        let count = JournalHistory.mostEntries + 700
        for part in 0..<2 { try write((0..<count / 2).map { event(.commandIssued, "\(part * count / 2 + $0)") }) }
        let journal = try JournalFile(path: path, now: time, wall: wall)
        let history = journal.takeHistory()
        #expect(history.olderCount == 700 && history.entries.count == JournalHistory.mostEntries)
        #expect(history.entries.first?.event.detail == "700" && history.entries.last?.event.detail == "\(count - 1)")
        journal.close()
    }

    @Test func damageFoundAtOpening_isPartOfTheHistory() throws {
        try replace(with: Array("this is no journal at all, but somebody's text".utf8))
        let journal = try JournalFile(path: path, now: time, wall: wall)
        #expect(journal.takeHistory().entries.map(\.event.kind) == [.journalDamaged])
        journal.close()
    }
}
