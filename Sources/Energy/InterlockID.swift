// SPDX-License-Identifier: Apache-2.0

/// The interlocks of the safety catalogue that decide about a power, by their number there.
///
/// The raw values are stored; new cases get their catalogue number.
public enum InterlockID: UInt8, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// State of charge inside the configured window.
    case socWindow = 1
    /// Power inside what configuration, nameplate and device allow.
    case powerLimits = 2
    /// Rate of change of a forced power.
    case ramp = 4
    /// Time between changes of direction and between writes.
    case dwell = 5
    /// The main fuse in both directions, and the site's limit of import.
    case fuse = 6
    /// Limit of export.
    case export = 7
    /// Data older than its limit.
    case staleData = 9
    /// Data that cannot be true.
    case implausibleData = 10
    /// Lease of the planner's intent and of the device's own timer.
    case lease = 16
    /// Read-back and measured response of a command.
    case commandVerification = 17

    /// The catalogue's number and a name, as `I-6 fuse`.
    public var description: String { "I-\(rawValue) \(name)" }

    private var name: String {
        switch self {
        case .socWindow: "SoC window"
        case .powerLimits: "power limits"
        case .ramp: "ramp"
        case .dwell: "dwell"
        case .fuse: "fuse"
        case .export: "export limit"
        case .staleData: "stale data"
        case .implausibleData: "implausible data"
        case .lease: "lease"
        case .commandVerification: "command verification"
        }
    }

    /// Order of rule R4: of two intervals without a common power the lower rank wins.
    public var rank: Int {
        switch self {
        case .commandVerification: 0
        case .powerLimits: 1
        case .staleData, .implausibleData: 2
        case .lease: 3
        case .fuse: 4
        case .export: 5
        case .socWindow: 6
        case .ramp: 7
        case .dwell: 8
        }
    }
}

/// What the gate decided for one battery in one cycle.
public enum Verdict: Hashable, Sendable {
    /// Keep the battery's power inside bounds; 0...0 W is a hold.
    case setpoint(PowerBounds)
    /// The inverter's own mode: the fail-safe answer to a lost input or lease.
    case release
    /// Outputs de-energised.
    case off
}
