// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Testing

extension InstalledService {
    /// The guard must not die, and when it does the battery goes back.
    @Suite struct GuardDeathTests {
        /// Killed -> neutral command within 10 s; a successor steers; killed -> the inverter's own timer within 60 s.
        @Test func guardKilledWhileSteering_isFollowedByARelease_byCommandOrByTheInvertersTimer() throws {
            let house = try ServedHouse()
            try house.writeHistory()
            // In the other order: the planner waits for its guard.
            let planner = try house.startPlanner()
            let first = try house.startGuard()
            try #require(try house.waitForSteering(), "\(first.log)\n\(planner.log)")

            let refused = try house.runGuard("--safe-state", within: 10)
            #expect(refused.code == 1 && refused.log.contains("a guard lives, nothing was written"))
            #expect(try !house.isReleased())

            first.signal(SIGKILL)
            var death = MachineClock.now()
            #expect(first.end(within: 5) == 128 + SIGKILL)
            #expect(try !house.isReleased())
            let safeState = try house.runGuard("--safe-state", within: 20)
            #expect(safeState.code == 0, "\(safeState.log)")
            #expect(MachineClock.now().seconds(since: death) <= 10)
            #expect(try house.isReleased())
            #expect(try house.control().reversionSeconds == 60)

            let second = try house.startGuard()
            try #require(try house.waitForSteering(), "\(second.log)\n\(planner.log)")
            second.signal(SIGKILL)
            death = MachineClock.now()
            #expect(second.end(within: 5) == 128 + SIGKILL)
            #expect(try !house.isReleased())
            // Nobody writes anything now.
            #expect(try house.notify.wait(within: 62, atLeastEvery: 0.5) { try house.isReleased() })
            let seconds = MachineClock.now().seconds(since: death)
            #expect(seconds <= 61, "released after \(seconds) s")
            let again = try house.runGuard("--safe-state", within: 20)
            #expect(again.code == 0, "\(again.log)")
        }

        /// An inverter with one session only, which the dead guard still has for some seconds, is asked again until it is free.
        @Test func inverterThatIsBusyAtFirst_isGivenBackAllTheSame() throws {
            let house = try ServedHouse(countsWrites: true)
            try house.writeHistory()
            let subject = try house.startGuard()
            let planner = try house.startPlanner()
            try #require(try house.waitForSteering(), "\(subject.log)\n\(planner.log)")
            subject.signal(SIGKILL)
            let death = MachineClock.now()
            #expect(subject.end(within: 5) == 128 + SIGKILL)
            house.refuseInverter(next: 3)
            let safeState = try house.runGuard("--safe-state", within: 20)
            #expect(safeState.code == 0, "\(safeState.log)")
            #expect(MachineClock.now().seconds(since: death) <= 11)
            #expect(try house.isReleased())
        }

        /// Stopped by SIGSTOP -> page says so -> the watchdog of the system ends it -> released, all within 40 s.
        @Test func guardThatHangsWhileSteering_isEndedByTheWatchdog_andReleasedWithinFortySeconds() throws {
            let house = try ServedHouse()
            try house.writeHistory()
            let subject = try house.startGuard()
            let planner = try house.startPlanner()
            try #require(try house.waitForSteering(), "\(subject.log)\n\(planner.log)")
            #expect(house.page.health(maxAge: 5) == 200)

            subject.signal(SIGSTOP)
            let stopped = MachineClock.now()
            var failedAt: Double?
            // The system's part: WatchdogSec= after the last ping SIGABRT, TimeoutAbortSec= later SIGKILL.
            while house.notify.message(within: pingSecondsLeft(house)) != nil || pingSecondsLeft(house) > 0 {}
            if house.page.health(maxAge: 5) == 503 { failedAt = MachineClock.now().seconds(since: stopped) }
            #expect(failedAt != nil)
            #expect(try house.page.status()?.is_stale == true)
            subject.signal(SIGABRT)
            if subject.end(within: 10) == nil {
                subject.signal(SIGKILL)
                #expect(subject.end(within: 5) == 128 + SIGKILL)
            }
            let safeState = try house.runGuard("--safe-state", within: 20)
            #expect(safeState.code == 0, "\(safeState.log)")
            #expect(try house.isReleased())
            let seconds = MachineClock.now().seconds(since: stopped)
            #expect(seconds <= 40, "released after \(seconds) s")

            let successor = try house.startGuard()
            #expect(try house.waitForSteering(), "\(successor.log)\n\(planner.log)")
            #expect(house.page.health(maxAge: 5) == 200)
        }

        private func pingSecondsLeft(_ house: ServedHouse) -> Double {
            let last = house.notify.lastPing ?? MachineClock.now()
            return max(0, 20 - MachineClock.now().seconds(since: last))
        }
    }
}
