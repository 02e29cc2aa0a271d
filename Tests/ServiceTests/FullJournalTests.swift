// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import GuardCycle
import GuardService
import HearthTestKit
import HostIO
import JournalIO
import Plant
import Safety
import Simulator
import Synchronization
import Testing

/// No room left for the guard's journal: the battery is guarded on, and nothing is written to a device whose own settings
/// are not safe yet (H17, safety catalogue 8).
@Suite struct FullJournalTests {
    private let folder: Folder
    private let wish = BatteryIntent.charge(Watts(2000))
    private var path: String { folder["state/journal"] }

    init() throws {
        folder = try Folder()
        try folder.makeServiceFolders()
    }

    private func openJournal() throws -> JournalFile {
        try JournalFile(path: path, now: BootInstant(seconds: 1000), wall: UTCInstant(secondsSinceEpoch: 0))
    }

    /// Waits for the thread of a journal.
    private func wait(until isMet: () -> Bool) -> Bool { Deadline(seconds: 20).wait(until: isMet) }

    /// Full while it steers -> goes on, follows the wish, refreshes, releases -> room again -> no record is missing.
    @Test func diskThatFillsUpWhileSteering_costsNoControl_andNoRecord() throws {
        let journal = try openJournal()
        let house = try SteeredHouse(in: folder, journal: journal)
        house.start()
        house.keepWishing(wish, seconds: 60)
        try #require(house.isSteered)

        let disk = try FullDisk(under: path)
        house.keepWishing(.noDischarge, seconds: 120)
        #expect(wait { journal.failure == "\(path): writing: No space left on device" })
        #expect(!journal.isDurable)
        let bounds = try #require(house.inverter.device.commands.batteryBounds)
        #expect(bounds.value.upper == 0)
        #expect(try #require(bounds.expires).secondsSinceEpoch > house.wall.secondsSinceEpoch, "refreshed")
        #expect(house.subject.snapshot?.time == house.now)
        house.run(seconds: 61)
        #expect(!house.isSteered, "the lease has ended")

        disk.free()
        house.keepWishing(wish, seconds: 60)
        #expect(house.isSteered)
        #expect(wait { journal.isDurable && journal.failure == nil })
        house.subject.stop(now: house.now, wall: house.wall)
        journal.close()
        let kept = try JournalFiles.read(path)
        #expect(kept.tail == .whole)
        let unkept: Set<GuardEvent.Kind> = [.signalLost, .signalRestored, .frameRefused, .recordsSetAside]
        let told = house.events.filter { !unkept.contains($0.kind) }
        #expect(kept.records.map(\.event).starts(with: told))
        #expect(kept.records.last?.event.kind == .stopped)
    }

    /// Full from the beginning -> watched, and not even released -> room again -> own settings kept first, then steered.
    @Test func diskThatIsFullFromTheStart_keepsADeviceFromBeingWrittenTo() throws {
        let journal = try openJournal()
        let disk = try FullDisk(under: path)
        let house = try SteeredHouse(in: folder, journal: journal)
        house.start()
        house.keepWishing(wish, seconds: 300)
        #expect(wait { journal.failure != nil })
        #expect(house.inverter.steps.isEmpty)
        #expect(house.subject.snapshot?.gridImport.value != nil)
        #expect(house.subject.statistics.cycles == 312)

        disk.free()
        // A lease that ends is worth a record: the disk is tried again.
        house.run(seconds: 61)
        #expect(wait { journal.isDurable })
        house.keepWishing(wish, seconds: 60)
        #expect(house.isSteered)
        journal.close()
        let kinds = try JournalFiles.read(path).records.map(\.event.kind)
        let settings = try #require(kinds.firstIndex(of: .nativeSettings))
        #expect(settings < (try #require(kinds.firstIndex(of: .commandIssued))))
    }

    /// What a person reads: once that it is full, once that it is written again.
    @Test func diskThatFillsUp_isSaidOnce_andSoIsItsEnd() throws {
        let told = Mutex<[String]>([])
        let ports = try (0..<4).map { _ in try Loopback.freePort() }
        let configuration = try HearthConfiguration.inCheckout(
            folder.put(folder.sampleText(ports: Array(ports[..<3]), statusPort: ports[3]), as: "hearth.toml"))
        let subject = try LiveGuard(configuration, locks: [], planner: LoopbackLink().plannerPort) { level, text in
            told.withLock { $0.append("\(level): \(text)") }
        }
        let disk = try FullDisk(under: path)
        let failed = wait {
            subject.cycle()
            return told.withLock { !$0.isEmpty }
        }
        #expect(failed)
        for _ in 0..<100 { subject.cycle() }
        disk.free()
        #expect(subject.stop())
        #expect(
            told.withLock { $0 } == [
                "error: journal: \(path): writing: No space left on device", "info: journal: written again",
            ])
        let kinds = try JournalFiles.read(path).records.map(\.event.kind)
        #expect(kinds.first == .started && kinds.contains(.stopped))
    }
}
