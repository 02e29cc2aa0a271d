// SPDX-License-Identifier: Apache-2.0

import Energy

/// What one interlock says about one battery in one cycle.
public enum Restriction: Hashable, Sendable {
    /// Nothing to object.
    case none
    /// Only powers inside these bounds.
    case bounds(PowerBounds)
    /// An input it needs is missing: the battery goes to the inverter's own mode.
    case release
}

/// What the interlocks look at: one battery in one cycle.
struct BatterySituation {
    /// When the cycle began.
    let now: BootInstant
    /// Values of the whole house.
    let snapshot: PlantSnapshot
    /// Values of this battery.
    let battery: BatterySnapshot
    /// Limits of this battery.
    let limits: BatteryLimits
    /// Limits of the site.
    let site: SafetyLimits
    /// Bounds in force on the device that force the battery to work, nil when there are none.
    let lastForced: PowerBounds?
    /// What the site's export limit says about discharging.
    var export = Restriction.none
    /// AC equivalent of the PV behind the same inverter, W >= 0; 0 where it is unknown.
    var pvBehindInverter = 0.0
    /// Place of this battery in the configuration.
    var place = 0
    /// Charging power that Hearth has commanded each battery to or allowed it, W >= 0; empty where there is but one.
    var steeredCharges: [Double] = []
}

/// A set of interlocks without allocation.
public struct InterlockSet: OptionSet, Hashable, Sendable {
    /// One bit for each catalogue number.
    public let rawValue: UInt32
    /// Wraps bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// The set of one interlock.
    public init(_ interlock: InterlockID) { self.rawValue = 1 << UInt32(interlock.rawValue) }
    /// The members in order of their number.
    public var members: [InterlockID] { InterlockID.allCases.filter { contains(InterlockSet($0)) } }
}
