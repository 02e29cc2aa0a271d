// SPDX-License-Identifier: Apache-2.0

/// What the planner would like one battery to do; the guard decides what it may.
public enum BatteryIntent: Hashable, Sendable {
    /// Cover the house and store its surplus: the inverter's own mode.
    case selfConsume
    /// Store surplus, give nothing.
    case noDischarge
    /// Cover the house, store nothing.
    case noCharge
    /// Neither.
    case idle
    /// Charge at least this much; more when the surplus exceeds it. W > 0.
    case charge(Watts)
    /// Discharge at least this much; more when the deficit exceeds it. W > 0.
    case discharge(Watts)

    /// The battery power the intent allows, inside the battery's own limits.
    ///
    /// - Parameters:
    ///   - maxCharge: W >= 0.
    ///   - maxDischarge: W >= 0.
    /// - Returns: bounds inside `-maxCharge...maxDischarge`; a forced power that is not finite counts as 0.
    public func bounds(maxCharge: Watts, maxDischarge: Watts) -> PowerBounds {
        let window = PowerBounds(maxCharge: maxCharge.value, maxDischarge: maxDischarge.value)
        switch self {
        case .selfConsume: return window
        case .noDischarge: return window.narrowing(PowerBounds(maxCharge: .infinity, maxDischarge: 0))
        case .noCharge: return window.narrowing(PowerBounds(maxCharge: 0, maxDischarge: .infinity))
        case .idle: return .zero
        case .charge(let power):
            return PowerBounds(lower: window.lower, upper: window.clamp(-Self.wish(power))) ?? .zero
        case .discharge(let power):
            return PowerBounds(lower: window.clamp(Self.wish(power)), upper: window.upper) ?? .zero
        }
    }

    /// The battery power that follows from the intent, the house and the limits.
    ///
    /// The inverter covers the net load as far as the intent's bounds let it.
    ///
    /// - Parameters:
    ///   - netLoad: load minus PV, W, + = deficit.
    ///   - maxCharge: W >= 0.
    ///   - maxDischarge: W >= 0.
    /// - Returns: W, + = discharge.
    public func power(netLoad: Watts, maxCharge: Watts, maxDischarge: Watts) -> Watts {
        Watts(bounds(maxCharge: maxCharge, maxDischarge: maxDischarge).clamp(netLoad.value))
    }

    /// A wish that is not a finite positive number is no wish (safety rule R5).
    private static func wish(_ power: Watts) -> Double { power.isFinite && power.value > 0 ? power.value : 0 }
}

/// The four states of the SG-Ready label (BWP), as a wish to a heat pump.
public enum SGReadyState: UInt8, CaseIterable, Hashable, Sendable {
    /// Blocked by the grid operator or a dear price.
    case lock = 1
    /// Normal operation.
    case normal = 2
    /// Recommended to run.
    case recommendation = 3
    /// Ordered to run.
    case forceOn = 4
}

/// A leased wish of the planner: it is gone when its lease ends, and a restart never resumes it.
public struct Intent: Hashable, Sendable {
    /// Counts up with every intent of one planner life.
    public let sequence: UInt64
    /// When the planner finished the check that this intent comes from.
    public let madeAt: BootInstant
    /// When it is gone.
    public let expires: BootInstant
    /// One wish for each battery, in the order of the configuration.
    public let batteries: [BatteryIntent]
    /// The highest AC output wanted of the inverter, nil for no wish.
    public let pvLimit: Watts?
    /// A wish to the heat pump, nil for none.
    public let heatPump: SGReadyState?

    /// Length of a lease, s (safety rule R7).
    public static let leaseSeconds = 60.0
    /// How often a lease is renewed, s.
    public static let renewalSeconds = 20.0

    /// Puts an intent together.
    public init(
        sequence: UInt64, madeAt: BootInstant, expires: BootInstant, batteries: [BatteryIntent], pvLimit: Watts? = nil,
        heatPump: SGReadyState? = nil
    ) {
        self.sequence = sequence
        self.madeAt = madeAt
        self.expires = expires
        self.batteries = batteries
        self.pvLimit = pvLimit
        self.heatPump = heatPump
    }

    /// True while the lease runs; a lease from the future or longer than the rule allows is no lease.
    public func isInForce(at now: BootInstant) -> Bool {
        madeAt <= now && now < expires && expires.seconds(since: madeAt) <= Self.leaseSeconds
    }
}
