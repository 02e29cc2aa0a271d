// SPDX-License-Identifier: Apache-2.0

import Energy

/// Pairs every injected fault with the first thing the guard did about it.
struct FaultWatch {
    private(set) var faults: [ScenarioReport.Fault] = []

    mutating func add(_ new: [ScenarioReport.Fault]) { faults.append(contentsOf: new) }

    /// Takes in the guard's events of one cycle.
    ///
    /// - Parameter elapsed: since the start of the run, s.
    mutating func note(_ events: [GuardEvent], elapsed: Double) {
        guard let reaction = events.first(where: Self.isReaction) else { return }
        for k in faults.indices where faults[k].reaction.isEmpty {
            faults[k].reaction = reaction.interlock.map { "\($0)" } ?? "\(reaction.kind)"
            faults[k].seconds = elapsed - faults[k].at
            faults[k].detail = reaction.detail
        }
    }

    private static func isReaction(_ event: GuardEvent) -> Bool {
        switch event.kind {
        case .deviceLost, .signalLost, .interlockTripped, .noResponse, .otherMaster, .commandFailed, .leaseExpired:
            true
        case .started, .deviceConnected, .commandIssued, .commandVerified, .interlockCleared, .signalRestored,
            .stopped, .frameRefused, .nativeSettings, .recordsSetAside, .faultLatched,
            .faultAcknowledged, .journalDamaged, .commandWithheld:
            false
        }
    }
}
