// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import HearthTestKit
import Safety
import Testing

/// What the guard keeps before it writes, and what it knows of earlier lives.
@Suite struct JournalTests {
    private static let known = JournalMemory(devicesWithNativeSettings: ["inverter"])

    @Test func ownSettings_areOnTheDiskBeforeTheFirstWrite_evenOfARelease() throws {
        let journal = FakeJournal(isDurable: false)
        let harness = GuardHarness(journal: journal)
        harness.start()
        harness.keepWishing(.noDischarge, seconds: 600)
        #expect(harness.bus.commands.isEmpty)
        #expect(journal.records.filter { $0.kind == .nativeSettings }.map(\.device) == ["inverter"])
        #expect(!harness.events.contains { [.commandIssued, .commandFailed, .faultLatched].contains($0.kind) })
        journal.isDurable = true
        harness.keepWishing(.noDischarge, seconds: 20)
        #expect(!harness.bus.commands.isEmpty)
        let settings = try #require(journal.kinds.firstIndex(of: .nativeSettings))
        let issued = try #require(journal.kinds.firstIndex(of: .commandIssued))
        #expect(settings < issued)
        #expect(harness.bus.commands.contains { if case .batteryBounds = $0.action { true } else { false } })
    }

    @Test func deviceOfAnEarlierLife_isWrittenToAtOnce() {
        let journal = FakeJournal(Self.known, isDurable: false)
        let harness = GuardHarness(journal: journal)
        harness.start()
        #expect(harness.bus.commands.map(\.action) == [.releaseBattery, .releaseOutput])
        #expect(!journal.kinds.contains(.nativeSettings), "they are the settings of before the first life")
    }

    @Test func journalThatStopsTakingRecords_doesNotStopTheGuard() {
        let journal = FakeJournal()
        let harness = GuardHarness(journal: journal)
        harness.start()
        journal.isDurable = false
        harness.keepWishing(.noDischarge, seconds: 20)
        #expect(harness.bus.commands.contains { if case .batteryBounds = $0.action { true } else { false } })
    }

    @Test(arguments: [
        JournalMemory(devicesWithNativeSettings: ["inverter"], latchedDevices: ["inverter"]),
        JournalMemory(devicesWithNativeSettings: ["inverter"], isComplete: false),
    ]) func latchOfAnEarlierLife_allowsNeutralCommandsAlone(memory: JournalMemory) {
        let harness = GuardHarness(journal: FakeJournal(memory))
        harness.start()
        harness.keepWishing(.idle, seconds: 900)
        #expect(harness.bus.commands.map(\.action).allSatisfy { [.releaseBattery, .releaseOutput].contains($0) })
        #expect(harness.bus.commands.contains { $0.action == .releaseBattery })
        #expect(!harness.events.contains { $0.kind == .faultLatched }, "it is known")
    }

    @Test func thirdMissInAnHour_latches_andIsToldOnce() throws {
        let journal = FakeJournal()
        let harness = GuardHarness(journal: journal)
        harness.start()
        harness.keepWishing(.noDischarge, seconds: 60)
        harness.bus.answerCommands(false)
        harness.keepWishing(.idle, seconds: 1200)
        #expect(journal.records.filter { $0.kind == .faultLatched }.map(\.device) == ["inverter"])
        harness.bus.answerCommands(true)
        let before = harness.bus.commands.count
        harness.keepWishing(.idle, seconds: 3600)
        #expect(harness.bus.commands.dropFirst(before).allSatisfy { $0.action == .releaseBattery })
        #expect(journal.kinds.count { $0 == .faultLatched } == 1)
    }
}
