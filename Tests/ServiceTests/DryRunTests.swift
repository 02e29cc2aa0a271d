// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import Testing

extension InstalledService {
    /// What a guard must not do.
    @Suite struct DryRunTests {
        /// Dry run with a planner that wants to charge: decided and withheld, and nothing ever written.
        @Test func dryRun_decidesAndWritesNothing_fromStartToStop() throws {
            let house = try ServedHouse(isDryRun: true, countsWrites: true)
            try house.writeHistory()
            let subject = try house.startGuard()
            let planner = try house.startPlanner()
            try #require(
                try house.notify.wait(within: 60) {
                    try house.page.status()?.batteries.first?.control?.verdict == "setpoint"
                },
                "\(subject.log)\n\(planner.log)")
            #expect(try house.page.status()?.is_dry_run == true)
            let second = try Program("hearth-guard", ["--config", house.configurationPath], folder: house.folder)
            #expect(second.end(within: 20) == 1)
            #expect(second.log.contains("bus.lock is held by process \(subject.id)"), "\(second.log)")
            subject.signal(SIGTERM)
            #expect(subject.end(within: 15) == 0)
            let safeState = try house.runGuard("--safe-state", within: 20)
            #expect(safeState.code == 0, "\(safeState.log)")
            #expect(try house.journal().contains { $0.kind == .commandWithheld })
            #expect(house.requests > 20)
            #expect(house.writes == 0)
        }

        /// The counter does count: the same house without a dry run is written to.
        @Test func guardThatIsStopped_hasWrittenAndReleased() throws {
            let house = try ServedHouse(countsWrites: true)
            try house.writeHistory()
            let subject = try house.startGuard()
            let planner = try house.startPlanner()
            try #require(try house.waitForSteering(), "\(subject.log)\n\(planner.log)")
            let before = house.writes
            #expect(before > 0)
            subject.signal(SIGINT)
            #expect(subject.end(within: 15) == 0)
            #expect(house.writes > before)
            #expect(try house.isReleased())
        }
    }
}
