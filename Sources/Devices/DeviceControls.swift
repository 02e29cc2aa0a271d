// SPDX-License-Identifier: Apache-2.0

/// A value that a release writes to a point.
public struct ReleaseStep: Hashable, Sendable {
    /// The point.
    public let slot: Int
    /// In its unit.
    public let value: Double
}

/// The points that steer a battery in the way of SunSpec model 124, by slot.
///
/// Two rates in percent of a base power limit charging and discharging; a negative rate demands the opposite flow.
public struct BatteryControl: Hashable, Sendable {
    /// Power that 100 % stands for, W (`WChaMax`).
    public let base: Int
    /// Bit 0 puts the charge rate in force, bit 1 the discharge rate (`StorCtl_Mod`).
    public let mode: Int
    /// Percent of the base, + = limit of charging (`InWRte`).
    public let chargeRate: Int
    /// Percent of the base, + = limit of discharging (`OutWRte`).
    public let dischargeRate: Int
    /// Seconds until the device falls back to its own mode (`InOutWRte_RvrtTms`).
    public let reversion: Int
    /// 1 allows charging from the grid (`ChaGriSet`); nil where there is no such point.
    public let gridCharge: Int?
    /// What gives the battery back to the device's own mode, in order.
    public let release: [ReleaseStep]
}

/// The points that limit an inverter's output in the way of SunSpec model 123, by slot.
public struct OutputControl: Hashable, Sendable {
    /// Power that 100 % stands for, W (`WMax`).
    public let base: Int
    /// Limit in percent of the base (`WMaxLimPct`).
    public let limit: Int
    /// 1 puts the limit in force (`WMaxLim_Ena`).
    public let enable: Int
    /// Seconds until the limit ends by itself (`WMaxLimPct_RvrtTms`).
    public let reversion: Int
    /// What lifts the limit, in order.
    public let release: [ReleaseStep]
}
