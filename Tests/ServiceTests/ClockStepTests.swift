// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import Policies
import Testing

/// The wall clock of a running service is set: leases go on by the boot-time clock, and what was measured is counted once.
@Suite struct ClockStepTests {
    /// Wants the batteries left alone for ever.
    private struct Idle: Policy {
        let name = "idle"

        func decide(_ situation: PolicySituation) -> PolicyDecision {
            PolicyDecision(intents: situation.batteries.map { _ in .idle }, reason: Reason(driver: .schedule))
        }
    }

    private static let hour = 3600
    private static let day = 86_400

    /// A house whose battery is held.
    private func steered() throws -> LinkedHouse {
        let house = try LinkedHouse()
        try house.startPlanner(policy: Idle())
        house.run(seconds: 300, stride: 2)
        try #require(house.subject?.boundsInForce == [.zero])
        return house
    }

    @Test(arguments: [-365 * day, -day, -hour, -7, 7, hour, day, 365 * day])
    func leaseThatIsRenewed_holdsOn(step: Int) throws {
        let house = try steered()
        house.wallShift = step
        for second in 1...120 {
            house.run(seconds: 1)
            #expect(house.subject?.boundsInForce == [.zero], "\(second) s after the step")
        }
    }

    /// The planner dies as the clock is set: within a minute since its last renewal, neither at once nor an hour later.
    @Test(arguments: [-day, -hour, -7, 7, hour, day])
    func leaseThatIsNotRenewed_endsAfterItsMinute(step: Int) throws {
        let house = try steered()
        house.killPlanner()
        house.wallShift = step
        house.run(seconds: 38)
        #expect(house.subject?.boundsInForce == [.zero])
        house.run(seconds: 24)
        #expect(house.subject?.boundsInForce == [nil])
    }

    @Test(arguments: [-day, -hour, -7, 7, hour, day])
    func pollsAroundAStep_areInOneRowEach_andNoRowIsLongerThanItsQuarterHour(step: Int) throws {
        let house = try LinkedHouse()
        try house.startPlanner()
        house.run(seconds: 6 * 900 + 450, stride: 30)
        house.wallShift = step
        house.run(seconds: 3 * 900, stride: 30)
        house.run(seconds: 40, stride: 10)
        let rows = try house.rows("meter", slots: -100..<110)
        #expect(rows.allSatisfy { $0.observedSeconds <= 900 })
        let counted = rows.compactMap { $0[.gridImport] }.reduce(0) { $0 + $1.count + $1.missing }
        #expect(counted == house.endedPolls)
        // What the step cut in two says so.
        let cut = try #require(rows.first { $0.slot == house.firstSlot.advanced(by: 6) })
        #expect(abs(step) < Self.hour || cut.quality.isSuperset(of: [.partial, .clockUncertain]))
        // Quarter hours that the clock names a second time are not taken for good ones.
        let again = rows.filter { (2..<5).contains(house.firstSlot.distance(to: $0.slot)) }
        #expect(step != -Self.hour || again.allSatisfy { $0.quality.contains(.late) }, "\(again.map(\.quality))")
    }
}
