// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-1: no discharge at the floor, no charge at the ceiling, less and less on the last 3 percentage points before them.
///
/// A limit that was reached lets go 3 percentage points inside the window. State of charge unknown: release.
struct SocWindow: Hashable, Sendable {
    /// Hysteresis and length of the taper, as a fraction of the capacity.
    static let margin = 0.03
    /// Power left at the end of the taper, as a fraction of the rating.
    static let taperEnd = 0.2
    /// Steps of the taper over `margin`: a limit that crept with every sample would be written with every sample.
    static let taperSteps = 12.0

    private var dischargeBlocked = false
    private var chargeBlocked = false

    mutating func observe(_ situation: BatterySituation) {
        guard let soc = situation.battery.stateOfCharge.value else { return }
        let battery = situation.limits.battery
        dischargeBlocked = Self.blocked(dischargeBlocked, marginLeft: soc - battery.effectiveFloor)
        chargeBlocked = Self.blocked(chargeBlocked, marginLeft: battery.ceiling - soc)
    }

    func restriction(_ situation: BatterySituation) -> Restriction {
        guard let soc = situation.battery.stateOfCharge.value else { return .release }
        let battery = situation.limits.battery
        let discharge = dischargeBlocked ? 0 : Self.taper(soc - battery.effectiveFloor)
        let charge = chargeBlocked ? 0 : Self.taper(battery.ceiling - soc)
        if discharge == 1 && charge == 1 { return .none }
        return .bounds(
            PowerBounds(
                maxCharge: charge == 1 ? .infinity : charge * battery.maxCharge.value,
                maxDischarge: discharge == 1 ? .infinity : discharge * battery.maxDischarge.value))
    }

    /// Percentages of one hundredth carry rounding errors of some 1e-17; without the allowance 13 % would not be 10 % + 3 %.
    private static let rounding = 1e-9

    private static func blocked(_ wasBlocked: Bool, marginLeft: Double) -> Bool {
        marginLeft <= rounding || (wasBlocked && marginLeft < margin - rounding)
    }

    /// Fraction of the power allowed with so much of the window left.
    private static func taper(_ marginLeft: Double) -> Double {
        if marginLeft <= rounding { return 0 }
        let steps = (marginLeft / margin * taperSteps + rounding).rounded(.down)
        return min(1, taperEnd + (1 - taperEnd) * steps / taperSteps)
    }
}
