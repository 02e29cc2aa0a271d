// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import Testing

@testable import PlanCycle
@testable import PlannerService

/// What the status page warns of, and what it does not warn of any more.
@Suite struct StatusMakerTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func warnings(_ change: (inout PlannerStatus) -> Void) throws -> [String] {
        let configuration = try HearthConfiguration.load(
            path: folder.put(HearthConfiguration.sampleText, as: "hearth.toml"),
            profiles: ProfileLibrary(folder: "\(Program.root)/devices"))
        var planner = PlannerStatus()
        change(&planner)
        return StatusMaker(house: configuration.statusHouse, lasting: [])
            .status(planner, clock: LiveClock(isAssumed: true), trouble: nil).warnings
            // The clock is trusted only when it was looked at for a while.
            .filter { !$0.contains("clock") }
    }

    private func decision(_ driver: Reason.Driver) -> DecisionRecord {
        let slot = Slot(containing: MachineClock.wall())
        return DecisionRecord(
            slot: slot, madeAt: slot.start, policy: "optimiser", intents: [.selfConsume],
            reason: Reason(driver: driver), stateOfCharge: [0.5])
    }

    @Test func databaseThatFailedOnce_isNoTroubleWhileAnEventWaits() throws {
        let warnings = try warnings {
            $0.lastStoreError = "database is locked"
            $0.waitingForStore = 1
        }
        #expect(warnings.isEmpty, "\(warnings)")
    }

    @Test func databaseThatFails_isTold_withOrWithoutRecordsThatWait() throws {
        for waiting in 0...1 {
            let warnings = try warnings {
                $0.storeTrouble = "the disk is full"
                $0.waitingForStore = waiting
            }
            #expect(warnings.count == 1 && warnings[0].contains("the disk is full"), "\(warnings)")
        }
    }

    @Test func recordsThatAreLost_areTold() throws {
        let warnings = try warnings {
            $0.recordsSetAside = 3
            $0.lastSetAside = "1 event set aside: no such device"
            $0.recordsGivenUp = 2000
        }
        #expect(warnings.count == 2 && warnings[0].contains("3 (1 event set aside") && warnings[1].contains("2000"))
    }

    @Test func answerOfThePolicyThatWasRefused_isToldWhileItsDecisionStands() throws {
        for driver in [Reason.Driver.policyRefused, .selfConsumption] {
            let warnings = try warnings {
                $0.lastPolicyRefusal = "0 intents for 1 batteries"
                $0.decision = decision(driver)
            }
            #expect(warnings.contains { $0.contains("0 intents") } == (driver == .policyRefused), "\(warnings)")
        }
    }
}
