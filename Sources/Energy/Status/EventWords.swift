// SPDX-License-Identifier: Apache-2.0

extension GuardEvent.Kind {
    /// The kind as scripts see it, in snake case; part of the API and of `hearth log show --json`.
    public var word: String {
        switch self {
        case .started: "started"
        case .deviceConnected: "device_connected"
        case .deviceLost: "device_lost"
        case .commandIssued: "command_issued"
        case .commandVerified: "command_verified"
        case .commandFailed: "command_failed"
        case .noResponse: "no_response"
        case .otherMaster: "other_master"
        case .interlockTripped: "interlock_tripped"
        case .interlockCleared: "interlock_cleared"
        case .leaseExpired: "lease_expired"
        case .signalLost: "signal_lost"
        case .signalRestored: "signal_restored"
        case .stopped: "stopped"
        case .frameRefused: "frame_refused"
        case .nativeSettings: "native_settings"
        case .recordsSetAside: "records_set_aside"
        case .faultLatched: "fault_latched"
        case .faultAcknowledged: "fault_acknowledged"
        case .journalDamaged: "journal_damaged"
        case .commandWithheld: "command_withheld"
        case .nativeLimit: "native_limit"
        case .eventsLeftOut: "events_left_out"
        }
    }
}
