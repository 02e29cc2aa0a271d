// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a policy cost over a window of a recorded house.
public struct BacktestResult: Hashable, Sendable {
    /// Cost of the window without a battery.
    public var noBattery: Money
    /// Cost with it.
    public var cost: Money
    /// The part of it that the highest quarter hours of the months cost.
    public var peakCost: Money = .zero
    /// Stored energy at the end.
    public var finalStored: WattHours
    /// `cost + (start - end) x eta x mean import price`: energy borrowed or left is paid for.
    public var socAdjustedCost: Money
    /// Energy imported.
    public var gridImport: WattHours
    /// Energy exported.
    public var gridExport: WattHours
    /// Energy discharged at the AC side.
    public var batteryDischarge: WattHours
    /// PV energy turned down.
    public var pvCurtailed: WattHours
    /// Full cycles: energy discharged at the AC side over the usable capacity.
    public var cycles: Double
    /// How often the kind of intent changed.
    public var modeChanges: Int
    /// How often a command to the battery would have been written for the policy's sake.
    ///
    /// Counted are the wishes that the guard would not leave to the next refresh of the lease: into the inverter's own mode
    /// and out of it, and bounds of the battery power that begin or end at zero or move by 2 % of its rating or more. Not
    /// counted are the refreshes themselves, what the interlocks add, and limits of PV.
    public var writes: Int
    /// Time that the policy's decisions took, s; 0 where the caller gave no clock.
    public var seconds: Double
    /// The bills of the market days, in order, of which the first and the last may be parts; their costs sum up to
    /// `socAdjustedCost`.
    public var days: [DailyCost] = []
    /// What came of the trainings in `model` mode, one sentence each, and where the naive forecast stood in.
    public var notes: [String] = []

    /// Share of the possible saving, percent: `(no battery - adjusted cost) / (no battery - perfect foresight)`.
    ///
    /// - Parameter perfectForesight: cost of the best possible run of the window.
    /// - Returns: nil where nothing can be saved.
    public func sharePercent(perfectForesight: Money) -> Double? {
        let possible = noBattery - perfectForesight
        return possible.value > 0 ? 100 * ((noBattery - socAdjustedCost) / possible) : nil
    }
}
