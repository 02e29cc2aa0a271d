// SPDX-License-Identifier: Apache-2.0

import Energy

extension DeviceLayout {
    /// What the control registers say: the inverse of `plan`.
    ///
    /// - Returns: nil when the profile has no controls or they could not be read. A rate that is in force but not available or
    ///   out of range counts as no limit, so that a foreign setting is never taken for ours.
    public func controlState(_ values: PointValues) -> ControlState? {
        guard profile.batteryControl != nil || profile.outputControl != nil else { return nil }
        var (bounds, reversion): (PowerBounds?, Int) = (nil, 0)
        var limit: Watts?
        if let control = profile.batteryControl {
            guard let state = batteryState(control, values) else { return nil }
            (bounds, reversion) = state
        }
        if let control = profile.outputControl {
            guard let state = outputState(control, values) else { return nil }
            limit = state.limit
        }
        return ControlState(batteryBounds: bounds, outputLimit: limit, reversionSeconds: reversion)
    }

    private func batteryState(
        _ control: BatteryControl, _ values: PointValues
    ) -> (bounds: PowerBounds?, reversion: Int)? {
        // A device without the control cannot be steered by anybody.
        if values[control.mode] == .lost(.notAvailable) { return (nil, 0) }
        guard case .value(let mode) = values[control.mode], let bits = Int(exactly: mode) else { return nil }
        let reversion = seconds(values[control.reversion])
        if bits & 3 == 0 { return (nil, reversion) }
        guard case .value(let base) = values[control.base], base > 0,
            let charge = rate(control.chargeRate, inForce: bits & 1 != 0, values),
            let discharge = rate(control.dischargeRate, inForce: bits & 2 != 0, values)
        else { return nil }
        let (low, high) = (watts(0 - charge, of: base), watts(discharge, of: base))
        return (PowerBounds(lower: min(low, high), upper: max(low, high)), reversion)
    }

    /// A rate in percent, 100 where none is in force; nil when it could not be read.
    private func rate(_ slot: Int, inForce: Bool, _ values: PointValues) -> Double? {
        if !inForce { return 100 }
        switch values[slot] {
        case .value(let percent): return percent
        case .lost(.notAvailable), .lost(.outOfRange): return 100
        case .lost: return nil
        }
    }

    private func outputState(_ control: OutputControl, _ values: PointValues) -> (limit: Watts?, Void)? {
        switch values[control.enable] {
        case .lost(.notAvailable), .value(0): return (nil, ())
        case .lost: return nil
        case .value:
            guard case .value(let percent) = values[control.limit], case .value(let base) = values[control.base]
            else { return nil }
            return (Watts(watts(percent, of: base)), ())
        }
    }

    private func seconds(_ reading: SignalReading) -> Int {
        guard case .value(let seconds) = reading else { return 0 }
        return Int(exactly: seconds) ?? 0
    }
}
