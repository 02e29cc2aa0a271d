// SPDX-License-Identifier: Apache-2.0

import Energy

/// A battery with its losses: AC power in, stored energy out.
///
/// Each direction loses `1 - sqrt(round trip)`: `stored += dt * eta * charge`, `stored -= dt * discharge / eta`.
/// The state of charge never leaves 0...1, whatever is asked.
public struct Battery: Hashable, Sendable {
    /// Usable capacity, Wh.
    public let capacityWh: Double
    /// Largest charge power, W, > 0.
    public let maxCharge: Double
    /// Largest discharge power, W, > 0.
    public let maxDischarge: Double
    /// Efficiency of one direction, 0...1.
    public let oneWayEfficiency: Double
    /// Energy inside, Wh, 0...capacityWh.
    public private(set) var storedWh: Double

    /// A battery at a state of charge.
    ///
    /// - Parameters:
    ///   - description: sizes and efficiency.
    ///   - stateOfCharge: clamped to 0...1; NaN counts as empty.
    public init(_ description: BatteryDescription, stateOfCharge: Double) {
        capacityWh = description.capacity.value
        maxCharge = description.maxCharge.value
        maxDischarge = description.maxDischarge.value
        oneWayEfficiency = description.oneWayEfficiency
        storedWh = capacityWh * (stateOfCharge > 0 ? min(1, stateOfCharge) : 0)
    }

    /// Energy inside as a share of the usable capacity, 0...1.
    public var stateOfCharge: Double { storedWh / capacityWh }

    /// The AC powers that a step can hold without leaving a window of the state of charge.
    ///
    /// - Parameters:
    ///   - seconds: length of the step, > 0.
    ///   - floor: no discharge below, 0...1.
    ///   - ceiling: no charge above, 0...1.
    /// - Returns: bounds in W, + = discharge.
    public func capability(seconds: Double, floor: Double = 0, ceiling: Double = 1) -> PowerBounds {
        let perHour = 3600 / seconds
        let room = (ceiling * capacityWh - storedWh) * perHour / oneWayEfficiency
        let available = (storedWh - floor * capacityWh) * perHour * oneWayEfficiency
        return PowerBounds(maxCharge: min(maxCharge, room), maxDischarge: min(maxDischarge, available))
    }

    /// Moves energy for one step.
    ///
    /// - Parameters:
    ///   - power: wanted AC power, W, + = discharge; limited to what the battery can do.
    ///   - seconds: length of the step, > 0.
    ///   - floor: no discharge below, 0...1.
    ///   - ceiling: no charge above, 0...1.
    /// - Returns: the AC power that was moved, W.
    @discardableResult
    public mutating func step(power: Double, seconds: Double, floor: Double = 0, ceiling: Double = 1) -> Double {
        let moved = capability(seconds: seconds, floor: floor, ceiling: ceiling).clamp(power.isNaN ? 0 : power)
        let hours = seconds / 3600
        let change = moved < 0 ? -moved * hours * oneWayEfficiency : -moved * hours / oneWayEfficiency
        // The clamp takes off the last rounding bit only: `capability` keeps the energy inside.
        storedWh = max(0, min(capacityWh, storedWh + change))
        return moved
    }
}
