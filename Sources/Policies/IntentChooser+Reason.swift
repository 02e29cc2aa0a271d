// SPDX-License-Identifier: Apache-2.0

import Energy

extension IntentChooser {
    /// Why a choice was made, in money.
    func reason(
        _ choice: Choice, in slot: UncertainSlot, stored: WattHours, next: EndValues, forecast: String
    ) -> Reason {
        var alternative: Choice?
        visit(slot, stored: stored, next: next) { other in
            let difference = (other.outcome.power - choice.outcome.power).magnitude
            guard !other.intent.hasSameKind(as: choice.intent), difference.value > Self.samePower,
                other.cost < alternative?.cost ?? .infinity
            else { return }
            alternative = other
        }
        // What is discharged later costs its wear in the plan, so that a stored kWh is worth that much less already.
        let marginal = marginalValue(at: stored, next: next)
        return Reason(
            driver: driver(choice.intent, slot), limit: limit(of: choice.intent, in: slot, stored: stored),
            importPrice: PricePerKWh(slot.importPrice), storedValue: PricePerKWh(marginal / grid.efficiency),
            breakEven: PricePerKWh(marginal * grid.efficiency),
            advantage: alternative.map { Self.extraCost($0, over: choice) }, alternative: alternative?.intent,
            forecast: forecast)
    }

    /// What one more stored kWh would save after wear, currency per stored kWh, over about 5 % of the capacity.
    func marginalValue(at stored: WattHours, next: EndValues) -> Double {
        let reach = Double(grid.count) * 0.025
        let position = grid.position(stored.kWh)
        let (low, high) = (max(0, position - reach), min(Double(grid.count - 1), position + reach))
        return (grid.interpolate(next.mean, at: low) - grid.interpolate(next.mean, at: high))
            / ((high - low) * grid.spacing)
    }

    /// What one choice costs more than another; < 0 where it is cheaper by more than rounding.
    private static func extraCost(_ choice: Choice, over other: Choice) -> Money {
        let difference = choice.cost - other.cost
        return difference.magnitude > rounding ? Money(difference) : .zero
    }

    private func driver(_ intent: BatteryIntent, _ slot: UncertainSlot) -> Reason.Driver {
        switch intent {
        case .selfConsume: .selfConsumption
        case .charge: .chargeForLater
        case .discharge: .useNow
        case .noDischarge: .saveForLater
        case .noCharge: .exportSurplus
        case .idle: slot.netLoad > 0 ? .saveForLater : .exportSurplus
        }
    }
}
