// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import HostIO
import ReadingStore
import Testing

extension InstalledService {
    /// The planner may die at any time.
    @Suite struct PlannerDeathTests {
        /// Steering -> planner killed -> cycle goes on, released within the lease -> new planner -> steering; stop -> released.
        @Test func plannerKilledWhileSteering_releasesWithinALease_andItsSuccessorSteersAgain() throws {
            let house = try ServedHouse()
            try house.writeHistory()
            let subject = try house.startGuard()
            let planner = try house.startPlanner()
            try #require(try house.waitForSteering(), "\(subject.log)\n\(planner.log)")
            // A cheap quarter hour before dear ones: the grid charges the battery, as soon as the dwell time of a
            // minute lets it turn from discharging.
            try #require(
                try house.notify.wait(within: 90) { try (house.control().batteryBounds?.upper ?? 0) < 0 },
                "\(subject.log)\n\(planner.log)")
            #expect(try house.control().reversionSeconds == 60)
            #expect(
                try house.notify.wait(within: 5) {
                    try (house.page.status()?.batteries.first?.control?.in_force?.upper_w ?? 0) < 0
                })
            #expect(try #require(try house.page.status()?.guard.commands_verified) > 0)

            planner.signal(SIGKILL)
            let death = MachineClock.now()
            #expect(planner.end(within: 5) == 128 + SIGKILL)
            var pings = 0
            var releasedAt: BootInstant?
            while releasedAt == nil, MachineClock.now().seconds(since: death) < 90 {
                // The watchdog is fed at the end of every cycle, so that a cycle that stopped would be seen here.
                try #require(house.notify.wait(for: "WATCHDOG=1", within: 5), "\(subject.log)")
                pings += 1
                if try house.isReleased() { releasedAt = MachineClock.now() }
            }
            let seconds = try #require(releasedAt).seconds(since: death)
            // The lease of 60 s, the cycle that finds it over, the write, and this look at it.
            #expect(seconds <= 63, "released after \(seconds) s")
            #expect(Double(pings) >= 0.8 * seconds, "\(pings) cycles in \(seconds) s")

            let successor = try house.startPlanner()
            try #require(try house.waitForSteering(), "\(subject.log)\n\(successor.log)")

            subject.signal(SIGTERM)
            #expect(subject.end(within: 15) == 0)
            #expect(try house.isReleased())
            successor.signal(SIGTERM)
            #expect(successor.end(within: 15) == 0)
            try check(house)
        }

        private func check(_ house: ServedHouse) throws {
            let kinds = try house.journal().map(\.kind)
            #expect(kinds.first == .started && kinds.contains(.nativeSettings))
            #expect(kinds.count { $0 == .leaseExpired } == 1)
            #expect(kinds.count { $0 == .stopped } == 1)
            let firstCommand = try #require(kinds.firstIndex(of: .commandIssued))
            #expect(try #require(kinds.firstIndex(of: .nativeSettings)) < firstCommand)
            // The last thing a guard does is to see that its release was taken.
            #expect(kinds.last == .commandVerified)

            let store = try ReadingStore(reading: house.configuration.databasePath)
            let now = Slot(containing: MachineClock.wall())
            let decisions = try store.decisions(slots: now.advanced(by: -1)..<now.advanced(by: 1))
            let steering = decisions.contains { decision in
                decision.intents.contains { if case .charge = $0 { true } else { false } }
            }
            #expect(steering)
        }
    }
}
