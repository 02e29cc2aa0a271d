// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import JournalIO
import ReadingStore
import Testing

/// What the guard told its journal while nobody listened is in the database afterwards, each event once.
@Suite struct EventMirrorTests {
    /// What the database holds, in the order of time.
    private func stored(_ house: LinkedHouse) throws -> [StoredEvent] {
        let start = house.firstSlot.start
        return try ReadingStore(reading: house.databasePath).events(start..<start.advanced(bySeconds: 1_000_000))
    }

    /// Checks that the database holds each record of the journal, and no record twice.
    private func expectMirror(_ house: LinkedHouse, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let stored = try stored(house)
        #expect(Set(stored).count == stored.count, sourceLocation: sourceLocation)
        for record in try JournalFiles.paths(house.journalPath).flatMap({ try JournalFiles.read($0).records }) {
            let event = record.event
            let count = stored.count {
                $0.time == event.time && $0.wallTime == event.wallTime && $0.kind == event.kind
                    && $0.device == record.device && $0.detail == event.detail
            }
            #expect(count == 1, "\(event.kind) at \(event.wallTime)", sourceLocation: sourceLocation)
        }
    }

    private func count(_ kind: GuardEvent.Kind, _ house: LinkedHouse) throws -> Int {
        try stored(house).count { $0.kind == kind }
    }

    @Test func plannerAwayWhileADeviceFails_itsSuccessorStoresEverythingOnce() throws {
        let house = try LinkedHouse()
        try house.startPlanner()
        house.run(toSlot: 1, second: 40)
        try expectMirror(house)
        house.killPlanner()
        house.lose(1)
        house.knowsHeatPump = false
        house.run(seconds: 60, stride: 5)
        house.find(1)
        house.run(toSlot: 3)
        #expect(try count(.deviceLost, house) == 0)
        try house.startPlanner()
        house.run(toSlot: 4, second: 40)
        #expect(try count(.deviceLost, house) == 1)
        #expect(try count(.signalLost, house) == 1, "no business of the journal, but of the database")
        #expect(try count(.eventsLeftOut, house) == 0)
        try expectMirror(house)
    }

    @Test func guardThatDiedToo_isHeardThroughItsJournal_andBothMayDieAgain() throws {
        let house = try LinkedHouse()
        try house.startPlanner()
        house.run(toSlot: 1, second: 40)
        house.killPlanner()
        for life in 0..<3 {
            house.lose(2)
            house.run(seconds: 100, stride: 5)
            try house.startGuard()
            house.find(2)
            house.run(seconds: 100 + life, stride: 5)
        }
        let slot = house.second / 900
        try house.startPlanner()
        house.run(toSlot: slot + 2, second: 40)
        #expect(try count(.deviceLost, house) == 3 && count(.started, house) == 4)
        try expectMirror(house)
        for _ in 0..<2 {
            house.killPlanner()
            try house.startGuard()
            try house.startPlanner()
            house.run(toSlot: house.second / 900 + 1, second: 40)
        }
        #expect(try count(.deviceLost, house) == 3 && count(.started, house) == 6)
        try expectMirror(house)
    }

    /// Stored, but the guard never hears of it -> sent again to the successor -> still there once.
    @Test func plannerKilledBeforeItStored_orBeforeItSaidSo_losesAndDoublesNothing() throws {
        let house = try LinkedHouse()
        try house.startPlanner()
        house.run(toSlot: 1, second: 100)
        house.lose(0)
        house.run(seconds: 100, stride: 5)
        // The planner has it and has not stored it.
        house.killPlanner()
        try house.startPlanner()
        house.run(toSlot: 2)
        // It stores it without a cycle of the guard, which therefore hears nothing.
        house.run(seconds: 40, guardRuns: false)
        #expect(try count(.deviceLost, house) == 1)
        house.killPlanner()
        try house.startPlanner()
        house.run(toSlot: 3, second: 40)
        #expect(try count(.deviceLost, house) == 1)
        try expectMirror(house)
    }

    @Test func acknowledgementAndDamage_thatNoGuardSawLive_reachTheDatabase() throws {
        let house = try LinkedHouse()
        house.run(seconds: 10)
        house.killGuard()
        let content = try JournalFiles.read(house.journalPath).records
        var bytes = try DurableFile.read(house.journalPath)
        bytes[60] ^= 0x20
        try DurableFile.write(bytes, to: house.journalPath)
        try house.startGuard()
        house.run(seconds: 10)
        house.killGuard()
        let now = BootInstant(seconds: house.second)
        let wall = house.firstSlot.start.advanced(bySeconds: house.second)
        let journal = try JournalFile(path: house.journalPath, now: now, wall: wall)
        journal.append(GuardEvent(time: now, wallTime: wall, kind: .faultAcknowledged), device: nil)
        journal.close()
        try house.startGuard()
        try house.startPlanner()
        house.run(toSlot: 1, second: 40)
        #expect(try count(.journalDamaged, house) == 1 && count(.faultAcknowledged, house) == 1)
        #expect(try !content.isEmpty && count(.started, house) == 2, "what was damaged cannot be read")
        try expectMirror(house)
    }

    @Test func plannerWithAnotherConfiguration_isToldNothing_andItsSuccessorEverythingWithItsDevices() throws {
        let house = try LinkedHouse()
        try house.startPlanner(hash: 1)
        house.lose(1)
        house.run(toSlot: 1, second: 40)
        #expect(try count(.deviceLost, house) == 0)
        house.killPlanner()
        try house.startPlanner()
        house.run(toSlot: 2, second: 40)
        #expect(try count(.deviceLost, house) == 1)
        try expectMirror(house)
    }

    @Test func moreThanTheGuardKeeps_isSaidOnce_andTheNewestArrive() throws {
        let house = try LinkedHouse()
        for _ in 0..<3000 {
            house.lose(2)
            house.run(seconds: 1)
        }
        try house.startPlanner()
        house.run(toSlot: house.second / 900 + 1, second: 40)
        let told = try stored(house).filter { $0.kind == .eventsLeftOut }
        #expect(told.count == 1 && told.first?.detail.contains("hearth log show") == true)
        let lost = try stored(house).filter { $0.kind == .deviceLost }
        #expect(lost.last?.time == BootInstant(seconds: 3000) && lost.count > 1000)
        #expect(Set(lost).count == lost.count)
        // Once more, by another guard and another planner: nothing is left out that was not before.
        house.killPlanner()
        try house.startGuard()
        try house.startPlanner()
        house.run(toSlot: house.second / 900 + 1, second: 40)
        #expect(try count(.eventsLeftOut, house) == 1 && count(.deviceLost, house) == lost.count)
    }

    @Test func databaseThatWasLost_isFilledFromTheJournalAgain() throws {
        let house = try LinkedHouse()
        try house.startPlanner()
        house.lose(1)
        house.run(toSlot: 1, second: 40)
        house.killPlanner()
        for suffix in ["", "-wal", "-shm"] { unlink(house.databasePath + suffix) }
        try house.startGuard()
        try house.startPlanner()
        house.run(toSlot: 2, second: 40)
        #expect(try count(.deviceLost, house) == 1)
        try expectMirror(house)
    }
}
