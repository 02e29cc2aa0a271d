// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardLink
import Testing

/// What the guard measured while the planner was away arrives afterwards, once.
@Suite struct CatchUpTests {
    @Test func plannerKilledForHours_itsSuccessorStoresEveryQuarterHourOnce() throws {
        let house = try LinkedHouse()
        try house.startPlanner()
        house.run(toSlot: 2, second: 400)
        house.killPlanner()
        house.run(toSlot: 7, second: 100)
        #expect(try house.rows("meter", slots: 0..<8).count == 2)
        try house.startPlanner()
        house.run(seconds: 40, stride: 5)
        try house.expectWholeRows(1..<7)
        // The slice under way is not torn by any of it.
        house.run(toSlot: 8, second: 40)
        try house.expectWholeRows(1..<8)
    }

    /// Stored, but the guard never hears of it -> sent again to the successor -> still there once.
    @Test func plannerKilledBetweenStoringAndAcknowledging_storesNothingTwice() throws {
        let house = try LinkedHouse()
        try house.startPlanner()
        house.run(toSlot: 3)
        // The slices are on their way; the planner stores them without the guard's next cycle.
        house.run(seconds: 40, guardRuns: false)
        #expect(try house.rows("meter", slots: 0..<4).count == 3)
        house.killPlanner()
        try house.startPlanner()
        house.run(toSlot: 4, second: 40)
        let rows = try house.rows("meter", slots: 1..<4)
        #expect(rows.map(\.observedSeconds) == [900, 900, 900])
        #expect(rows.first?[.gridImport]?.count == 180)
    }

    /// The sums of the killed guard are lost, and nothing is made up in their place.
    @Test func guardKilledInAQuarterHour_itsSuccessorsPartIsMarkedPartial() throws {
        let house = try LinkedHouse()
        try house.startPlanner()
        house.run(toSlot: 2, second: 600)
        try house.startGuard()
        house.run(toSlot: 4, second: 40)
        let rows = try house.rows("meter", slots: 1..<4)
        #expect(rows.map(\.observedSeconds) == [900, 300, 900])
        #expect(rows.map { $0.quality.contains(.partial) } == [false, true, false])
    }

    @Test func plannerWithAnotherConfiguration_getsNothingToStore_untilItsSuccessorHasTheSame() throws {
        let house = try LinkedHouse()
        try house.startPlanner(hash: 1)
        house.run(toSlot: 3, second: 40)
        #expect(try house.rows("meter", slots: 0..<4).isEmpty)
        house.killPlanner()
        try house.startPlanner()
        house.run(seconds: 40)
        try house.expectWholeRows(1..<3)
    }

    /// Eight days away -> seven of them are kept -> they come in bounded parts -> all stored.
    @Test func plannerAwayForAWeek_theLastSevenDaysArriveInBoundedParts() throws {
        let house = try LinkedHouse()
        let slots = 8 * 96
        house.run(seconds: slots * 900, stride: 180)
        let raw = GuardConnector(path: house.folder["guard.sock"])
        _ = raw.takeFrames()
        var counts: [Int] = []
        for _ in 0..<10 {
            house.cycle()
            counts.append(
                try raw.takeFrames().count {
                    if case .slice = try FrameDecoder().decodeGuardMessage($0) { true } else { false }
                })
        }
        #expect(counts.max() == 64)
        try house.startPlanner()
        house.run(seconds: 75)
        let rows = try house.rows("meter", slots: 0..<slots)
        #expect(rows.count == 672)
        try house.expectWholeRows(slots - 600..<slots, samples: 5)
    }
}
