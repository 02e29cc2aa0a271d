// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import Safety

/// Pairs every injected fault with the first thing the guard did about it.
///
/// A reaction belongs to a fault when it is about the faulted device, or when it is an interlock of a battery that the lost
/// input of a meter trips. What comes more than a lease after the end of the fault is about something else.
struct FaultWatch {
    private(set) var faults: [ScenarioReport.Fault] = []
    private let meters: Set<Int>
    private let batteries: Set<Int>
    /// Faults still waiting for a reaction.
    private var open: [Int] = []

    /// - Parameter setup: roles of the devices and places of the batteries.
    init(setup: GuardSetup) {
        meters = Set(setup.devices.indices.filter { setup.devices[$0].role == .meter })
        batteries = Set(setup.limits.batteries.map(\.device.rawValue))
    }

    mutating func add(_ new: [ScenarioReport.Fault]) {
        open += faults.count..<(faults.count + new.count)
        faults.append(contentsOf: new)
    }

    /// Takes in the guard's events of one cycle.
    ///
    /// - Parameter elapsed: since the start of the run, s.
    mutating func note(_ events: [GuardEvent], elapsed: Double) {
        guard !open.isEmpty else { return }
        open = open.filter { faults[$0].until + Double(LeaseInvariant.seconds) >= elapsed }
        guard !events.isEmpty else { return }
        for k in open {
            guard let reaction = events.first(where: { isReaction($0, to: faults[k].device) }) else { continue }
            faults[k].reaction = reaction.interlock.map { "\($0)" } ?? "\(reaction.kind)"
            faults[k].seconds = elapsed - faults[k].at
            faults[k].detail = reaction.detail
        }
        open = open.filter { faults[$0].reaction.isEmpty }
    }

    private func isReaction(_ event: GuardEvent, to device: Int) -> Bool {
        guard let place = event.device?.rawValue else { return false }
        switch event.kind {
        case .deviceLost, .signalLost, .noResponse, .otherMaster, .commandFailed: return place == device
        case .interlockTripped:
            return place == device || (meters.contains(device) && batteries.contains(place) && needsMeter(event))
        case .started, .deviceConnected, .commandIssued, .commandVerified, .interlockCleared, .signalRestored,
            .leaseExpired, .stopped, .frameRefused, .nativeSettings, .recordsSetAside, .faultLatched,
            .faultAcknowledged, .journalDamaged, .commandWithheld, .nativeLimit, .eventsLeftOut:
            return false
        }
    }

    /// True for an interlock that looks at the meter.
    private func needsMeter(_ event: GuardEvent) -> Bool {
        switch event.interlock {
        case .fuse, .export, .staleData, .implausibleData: true
        case .socWindow, .powerLimits, .ramp, .dwell, .lease, .commandVerification, nil: false
        }
    }
}
