// SPDX-License-Identifier: Apache-2.0

/// A closed interval of battery power in W, + = discharge; never empty, never NaN.
///
/// It is both what an interlock allows and what a device is told: the inverter's own regulator follows the load inside it.
@frozen public struct PowerBounds: Hashable, Sendable, CustomStringConvertible {
    /// Lowest battery power, W; negative = at most that much charging.
    public let lower: Double
    /// Highest battery power, W; positive = at most that much discharging.
    public let upper: Double

    /// An interval, nil when a bound is NaN or the interval is empty.
    @inlinable public init?(lower: Double, upper: Double) {
        guard lower <= upper else { return nil }
        (self.lower, self.upper) = (lower, upper)
    }

    /// Exactly one power.
    ///
    /// - Parameter power: W; NaN is taken as 0.
    @inlinable public init(exactly power: Double) {
        let value = power.isNaN ? 0 : power
        (self.lower, self.upper) = (value, value)
    }

    /// Charging up to one power, discharging up to another.
    ///
    /// - Parameters:
    ///   - maxCharge: W; negative or NaN counts as 0.
    ///   - maxDischarge: W; negative or NaN counts as 0.
    @inlinable public init(maxCharge: Double, maxDischarge: Double) {
        self.lower = maxCharge > 0 ? -maxCharge : 0
        self.upper = maxDischarge > 0 ? maxDischarge : 0
    }

    /// No power at all.
    public static let zero = PowerBounds(exactly: 0)
    /// No limit.
    public static let unlimited = PowerBounds(maxCharge: .infinity, maxDischarge: .infinity)

    /// The power inside the interval that is nearest to `power`.
    @inlinable public func clamp(_ power: Double) -> Double { max(lower, min(upper, power)) }

    /// True when `power` lies inside.
    @inlinable public func contains(_ power: Double) -> Bool { lower <= power && power <= upper }

    /// True when all of `other` lies inside.
    @inlinable public func contains(_ other: PowerBounds) -> Bool { lower <= other.lower && other.upper <= upper }

    /// What both allow; where they have nothing in common, the bound of `self` that is nearest to `other`.
    ///
    /// Clamping the weaker to the stronger (safety rule R4) makes the result lie inside `self` in every case.
    @inlinable public func narrowing(_ other: PowerBounds) -> PowerBounds {
        PowerBounds(checkedLower: clamp(other.lower), upper: clamp(other.upper))
    }

    /// True when the battery is forced to work: zero power is not allowed.
    @inlinable public var isForced: Bool { lower > 0 || upper < 0 }

    /// As `-5000...3000 W`.
    public var description: String {
        "\(decimalText(lower, decimals: 0))...\(decimalText(upper, decimals: 0)) W"
    }

    /// Both bounds come from clamping an ordered pair, so their order holds.
    @inlinable init(checkedLower lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }
}
