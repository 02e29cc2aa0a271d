// SPDX-License-Identifier: Apache-2.0

import Energy

extension DeviceLayout {
    /// The register writes of an action and their read-backs.
    ///
    /// Battery bounds become a charge and a discharge rate in percent of the base power, both in force (SunSpec 124,
    /// `StorCtl_Mod` = 3): a negative rate turns a limit into a minimum of the opposite flow, and the two are never negative
    /// together. Both rates go into one request, so that no window lies between the old and the new one. Rounding never
    /// widens the bounds.
    ///
    /// - Parameters:
    ///   - action: what the device shall do; powers beyond what the device can do are taken as the most it can.
    ///   - values: the last poll; the base power and the scale factors are taken from it.
    /// - Throws: `DeviceError` when the profile has no such control, or a point it needs has no value. A release needs no base
    ///   power and leaves out rates whose scale factor is unknown.
    public func plan(for action: DeviceAction, values: PointValues) throws(DeviceError) -> CommandPlan {
        switch action {
        case .batteryBounds(let bounds, let lease):
            guard let control = profile.batteryControl else { throw noControl("the battery") }
            return try plan(control, bounds: bounds, lease: lease, values)
        case .releaseBattery:
            guard let control = profile.batteryControl else { throw noControl("the battery") }
            return try releasePlan(control.release, values)
        case .outputLimit(let limit, let lease):
            guard let control = profile.outputControl else { throw noControl("the output") }
            return try plan(control, limit: limit, lease: lease, values)
        case .releaseOutput:
            guard let control = profile.outputControl else { throw noControl("the output") }
            return try releasePlan(control.release, values)
        }
    }

    private func plan(
        _ control: BatteryControl, bounds: PowerBounds, lease: Int, _ values: PointValues
    ) throws(DeviceError) -> CommandPlan {
        let base = try storagePower(control.base, values)
        let (low, high) = (max(-base, min(base, bounds.lower)), max(-base, min(base, bounds.upper)))
        var charge = try encode(control.chargeRate, -low / base * 100, values, rounding: .down)
        var discharge = try encode(control.dischargeRate, high / base * 100, values, rounding: .down)
        if -charge.number > discharge.number {
            // Rounded inwards, the bounds have crossed: both take the value nearer to zero.
            if charge.number.magnitude < discharge.number.magnitude {
                discharge = try encode(control.dischargeRate, 0 - charge.number, values)
            } else {
                charge = try encode(control.chargeRate, 0 - discharge.number, values)
            }
        }
        var builder = PlanBuilder(layout: self, values: values)
        try builder.add([encodeLease(control.reversion, lease, values)])
        if high < 0, let gridCharge = control.gridCharge {
            try builder.add([encode(gridCharge, 1, values)])
        }
        try builder.add([charge, discharge])
        try builder.add([encode(control.mode, 3, values)])
        return builder.plan(
            bounds: PowerBounds(
                lower: watts(0 - charge.number, of: base), upper: watts(discharge.number, of: base)))
    }

    private func plan(
        _ control: OutputControl, limit: Watts, lease: Int, _ values: PointValues
    ) throws(DeviceError) -> CommandPlan {
        guard !limit.value.isNaN else { throw .powerNotFinite }
        let base = try number(control.base, values)
        guard base > 0 else { throw .pointLost(point: name(control.base), reason: .outOfRange) }
        let percent = max(0, min(100, limit.value / base * 100))
        let encoded = try encode(control.limit, percent, values, rounding: .down)
        var builder = PlanBuilder(layout: self, values: values)
        // 0 stands for no timer, with which a limit is put back that was there before Hearth's.
        try builder.add([
            lease == 0 ? encode(control.reversion, 0, values) : encodeLease(control.reversion, lease, values)
        ])
        try builder.add([encoded])
        try builder.add([encode(control.enable, 1, values)])
        return builder.plan(limit: Watts(watts(encoded.number, of: base)))
    }

    private func releasePlan(_ steps: [ReleaseStep], _ values: PointValues) throws(DeviceError) -> CommandPlan {
        var builder = PlanBuilder(layout: self, values: values)
        for (place, step) in steps.enumerated() {
            do {
                try builder.add([encode(step.slot, step.value, values)])
            } catch .pointLost where place > 0 {
                // The first step releases; a rate whose scale is unknown may stay as it is.
                continue
            }
        }
        return builder.plan()
    }

    private func storagePower(_ slot: Int, _ values: PointValues) throws(DeviceError) -> Double {
        if values[slot] == .lost(.notAvailable) { throw .noStorage(point: name(slot)) }
        let base = try number(slot, values)
        guard base > 0 else { throw .noStorage(point: name(slot)) }
        return base
    }

    private func encodeLease(
        _ slot: Int, _ seconds: Int, _ values: PointValues
    ) throws(DeviceError) -> PlanBuilder.Encoded {
        // 0 would mean "for ever", 65535 "not available".
        guard (1...65534).contains(seconds) else { throw .leaseOutOfRange(seconds: seconds) }
        return try encode(slot, Double(seconds), values)
    }

    /// The words of a point for a value in its unit.
    func encode(
        _ slot: Int, _ value: Double, _ values: PointValues, rounding: Rounding = .nearest
    ) throws(DeviceError) -> PlanBuilder.Encoded {
        let point = profile.points[slot]
        guard let place = addresses[slot] else { throw .pointAbsent(point: point.name) }
        var exponent = 0
        if let scale = point.scaleFactor { exponent = Int(try number(scale, values)) }
        do {
            let pattern = try point.codec.encode(value, exponent: exponent, rounding: rounding)
            let number = scaled(point.codec.number(raw: pattern), exponent: exponent) * point.codec.factor
            return PlanBuilder.Encoded(
                slot: slot, place: place, words: point.codec.words(pattern: pattern),
                number: number + point.codec.offset)
        } catch {
            throw .notEncodable(point: point.name, failure: error)
        }
    }

    private func number(_ slot: Int, _ values: PointValues) throws(DeviceError) -> Double {
        switch values[slot] {
        case .value(let number): return number
        case .lost(let reason): throw .pointLost(point: name(slot), reason: reason)
        }
    }

    private func name(_ slot: Int) -> String { profile.points[slot].name }

    private func noControl(_ what: String) -> DeviceError { .noControl(profile: profile.id, action: what) }
}

/// A percentage of a power.
func watts(_ percent: Double, of base: Double) -> Double { percent * base / 100 }
