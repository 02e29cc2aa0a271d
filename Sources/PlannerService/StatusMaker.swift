// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import PlanCycle

/// Makes the status of the house from what the planner knows.
struct StatusMaker {
    let house: HouseStatus.House
    /// What went wrong once and stays so while the planner runs.
    var lasting: [String]

    /// The status after a step.
    ///
    /// - Parameters:
    ///   - trouble: why there is no connection to the guard, nil while there is one.
    func status(_ planner: PlannerStatus, clock: LiveClock, trouble: String?) -> HouseStatus {
        var status = HouseStatus(house: house, time: clock.wall, bootTime: clock.now)
        status.link = link(planner.handshake)
        status.standing = planner.standing
        status.snapshot = planner.snapshot
        status.decision = planner.decision
        status.plan = planner.plan
        status.today = planner.today
        status.leaseExpires = planner.intent?.expires
        status.batchesStored = planner.batchesStored
        status.waitingForStore = planner.waitingForStore
        status.alarms = planner.alarms
        status.warnings = warnings(planner, clock: clock, trouble: trouble) + planner.alarms.map(\.sentence)
        return status
    }

    private func link(_ handshake: Handshake) -> HouseStatus.Link {
        switch handshake {
        case .waiting: .waiting
        case .agreed: .agreed
        case .mismatch: .mismatch
        }
    }

    private func warnings(_ planner: PlannerStatus, clock: LiveClock, trouble: String?) -> [String] {
        var warnings: [String] = []
        if let trouble {
            warnings.append(
                "The guard, which talks to the devices, cannot be reached; within a minute the inverter runs on its own. "
                    + "(\(trouble))")
        }
        if case .mismatch = planner.handshake {
            warnings.append("Guard and planner run different configurations: restart both. Nothing is steered.")
        }
        if !clock.isTrusted { warnings.append("The clock is not synchronised: prices are not used.") }
        if let trouble = planner.storeTrouble {
            let waiting = planner.waitingForStore > 0 ? "; what it did not take waits" : ""
            warnings.append("The database does not do what it is asked\(waiting): \(trouble)")
        }
        if planner.recordsSetAside > 0 {
            let last = planner.lastSetAside.map { " (\($0))" } ?? ""
            warnings.append("Records that the database refused for good: \(planner.recordsSetAside)\(last).")
        }
        if planner.recordsGivenUp > 0 {
            warnings.append("Records given up as the database failed for too long: \(planner.recordsGivenUp).")
        }
        // Of the decision that stands: an answer of yesterday is no trouble of today.
        if planner.decision?.reason.driver == .policyRefused, let refusal = planner.lastPolicyRefusal {
            warnings.append("The answer of the policy could not be used, self-consumption runs instead: \(refusal)")
        }
        return warnings + lasting
    }
}
