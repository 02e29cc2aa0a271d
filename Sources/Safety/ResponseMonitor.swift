// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-17: whether the device does what it acknowledged, and its registers still say what was written.
struct ResponseMonitor: Hashable, Sendable {
    /// What the monitor found.
    enum Finding: Hashable, Sendable {
        /// All is as it should be, or there is nothing to compare.
        case none
        /// The measured power stayed outside the bounds for too long.
        case noResponse(measured: Double)
        /// The control registers hold something that was not written.
        case otherMaster(ControlState)
    }

    private var outsideSince: BootInstant?
    private var lastControl: BootInstant?
    private var strangeReports = 0

    /// A register that differs in one report may be a reply that crossed our write; two in a row are not.
    private static let reportsToBelieve = 2

    /// Part of the PV by which the battery power of a hybrid may be wrong.
    ///
    /// Its battery power is the AC output less the AC equivalent of the PV, taken at a nominal efficiency of the conversion.
    /// The real one differs by up to 3 % over load and voltage, and all of the difference counts as battery power.
    static let conversionUncertainty = 0.03

    /// Power by which registers may differ from what was written, W: they hold percentages of a rating.
    static func registerTolerance(rating: Double) -> Double { max(1, 0.01 * rating) }

    /// Compares the measured power with the bounds in force.
    mutating func checkPower(_ bounds: PowerBounds, _ situation: BatterySituation, inForceFor seconds: Double)
        -> Finding
    {
        let tolerance =
            max(0.05 * situation.limits.rating, 150) + Self.conversionUncertainty * situation.pvBehindInverter
        guard let power = situation.battery.discharge.value?.value,
            power < bounds.lower - tolerance || power > bounds.upper + tolerance
        else {
            outsideSince = nil
            return .none
        }
        let since = outsideSince ?? situation.now
        outsideSince = since
        let allowed = situation.limits.responseSeconds
        guard seconds > allowed, situation.now.seconds(since: since) > allowed else { return .none }
        outsideSince = nil
        return .noResponse(measured: power)
    }

    /// How long an inverter's output may stay above its cap, s: a cap that is lowered step by step is followed step by step.
    static let outputSeconds = 30.0

    /// Compares the measured output with the cap in force; an unknown one says nothing.
    ///
    /// - Parameter rating: of the inverter, W.
    mutating func checkOutput(_ output: Double?, cap: Double, rating: Double, now: BootInstant) -> Finding {
        guard let output, output > cap + max(0.05 * rating, 150) else {
            outsideSince = nil
            return .none
        }
        let since = outsideSince ?? now
        outsideSince = since
        guard now.seconds(since: since) > Self.outputSeconds else { return .none }
        outsideSince = nil
        return .noResponse(measured: output)
    }

    /// Compares the control registers with the action in force.
    ///
    /// - Parameter reportTime: of the report the control state came with; a report is judged once.
    mutating func checkControl(
        _ control: ControlState, reportTime: BootInstant, inForce: DeviceAction, rating: Double
    ) -> Finding {
        guard reportTime != lastControl else { return .none }
        lastControl = reportTime
        strangeReports = Self.agrees(control, with: inForce, rating: rating) ? 0 : strangeReports + 1
        guard strangeReports >= Self.reportsToBelieve else { return .none }
        strangeReports = 0
        return .otherMaster(control)
    }

    /// Forgets what it saw; for a new connection or a new command.
    mutating func reset() { self = ResponseMonitor() }

    private static func agrees(_ control: ControlState, with action: DeviceAction, rating: Double) -> Bool {
        let tolerance = registerTolerance(rating: rating)
        switch action {
        case .batteryBounds(let wanted, _):
            guard let found = control.batteryBounds else { return false }
            return (found.lower - wanted.lower).magnitude <= tolerance
                && (found.upper - wanted.upper).magnitude <= tolerance
        case .releaseBattery: return control.batteryBounds == nil
        case .outputLimit(let wanted, _):
            guard let found = control.outputLimit else { return false }
            return (found - wanted).magnitude.value <= tolerance
        case .releaseOutput: return control.outputLimit == nil
        }
    }
}
