// SPDX-License-Identifier: Apache-2.0

extension HouseEvent {
    /// The event in plain words.
    public var sentence: String {
        let who = device ?? "a device"
        switch kind {
        case .started: return "The guard started."
        case .stopped: return "The guard stopped and gave the battery back to its inverter."
        case .deviceConnected: return "\(who) answers."
        case .deviceLost: return "\(who) stopped answering."
        case .commandIssued: return "A command was sent to \(who)."
        case .commandVerified: return "\(who) took a command."
        case .commandFailed: return "\(who) did not take a command."
        case .noResponse: return "The battery behind \(who) did not follow a command in time."
        case .otherMaster: return "Something else changed the settings of \(who)."
        case .interlockTripped: return interlock.map(\.trippedSentence) ?? "A safety limit stepped in."
        case .interlockCleared: return "Over: " + (interlock.map(\.purpose) ?? "a safety limit") + "."
        case .leaseExpired: return "The planner was silent for a minute; the inverter runs on its own."
        case .signalLost: return "A value of \(who) was lost."
        case .signalRestored: return "A value of \(who) came back."
        case .frameRefused: return "The guard refused a message of the planner."
        case .nativeSettings: return "The settings of \(who) were noted before the first command."
        case .recordsSetAside: return "The database refused some records for good; they were set aside."
        case .faultLatched: return "\(who) is left alone until a person acknowledges."
        case .faultAcknowledged: return "A person acknowledged; the guard may steer again."
        case .journalDamaged: return "The guard's journal was damaged; nothing is steered until a person acknowledges."
        case .nativeLimit: return "\(who) had a limit of its output that may not be Hearth's: \(detail)."
        case .eventsLeftOut: return "Some events are in the guard's journal only: \(detail)."
        case .commandWithheld: return "Dry run: \(who) would have been sent a command."
        }
    }
}

extension InterlockID {
    /// What it keeps, as in "Over: ...".
    var purpose: String {
        switch self {
        case .socWindow: "keeping the charge inside its limits"
        case .powerLimits: "keeping the power inside what the devices allow"
        case .ramp: "changing the power slowly"
        case .dwell: "a pause before the battery turns around"
        case .fuse: "protecting the main fuse"
        case .export: "keeping the export below its limit"
        case .staleData: "waiting for fresh measurements"
        case .implausibleData: "ignoring measurements that cannot be true"
        case .lease: "waiting for the planner"
        case .commandVerification: "checking that a command was obeyed"
        }
    }

    /// What it did when it stepped in.
    public var trippedSentence: String {
        switch self {
        case .socWindow: "The battery reached a limit of its charge and was held there."
        case .powerLimits: "The wished power was more than the devices allow and was reduced."
        case .ramp: "The power is being changed slowly."
        case .dwell: "The battery waits before it turns around."
        case .fuse: "The house drew much from the grid; the battery was held back to protect the main fuse."
        case .export: "Export came near its limit; the battery was held back."
        case .staleData: "A measurement was too old; the battery runs in its own safe mode."
        case .implausibleData: "A measurement could not be true; it is not used."
        case .lease: "The planner's wish ran out; the inverter runs on its own."
        case .commandVerification: "A command was not obeyed; the battery is left alone for a while."
        }
    }
}
