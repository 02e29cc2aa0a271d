// SPDX-License-Identifier: Apache-2.0

import Energy

/// Some days of one house as a learned policy is trained on them: what was known at the start of each slot, what came, and
/// what it would have cost to let the optimiser drive on.
public struct PolicyEpisode: Sendable {
    /// One quarter hour.
    struct Step: Sendable {
        /// Inputs that do not depend on the charge.
        let outlook: [Float]
        /// What makes houses comparable.
        let scale: HouseScale
        /// The slot as it was expected.
        let expected: UncertainSlot
        /// Values at its end as they were expected, by node: the mean, then by weather.
        let values: [Double]
        /// Which weather each case of `expected` belongs to; empty where there is one.
        let weatherOfCase: [Int]
        /// The slot as it came, with the threshold of the month's peak that the plan held on to.
        ///
        /// What passes it costs as it does in the plan, and the peaks of the run that was recorded have raised it. It stands
        /// for the bill, which takes no more than the highest of several such slots.
        let actual: SlotEconomics
    }

    let chooser: IntentChooser
    let steps: [Step]
    /// `(steps + 1) x nodes`: cost still to come from each slot's start when the optimiser drives on, currency.
    private var costToGo: [Double]

    /// An episode; nil without a step, or where the values of one are missing.
    ///
    /// - Parameter finalPrice: what a kWh taken out after the last slot is worth.
    init?(chooser: IntentChooser, steps: [Step], finalPrice: Double) {
        guard !steps.isEmpty, !steps.contains(where: { $0.values.isEmpty }) else { return nil }
        (self.chooser, self.steps) = (chooser, steps)
        let grid = chooser.grid
        costToGo = [Double](repeating: 0, count: (steps.count + 1) * grid.count)
        for node in 0..<grid.count {
            costToGo[steps.count * grid.count + node] =
                -finalPrice * grid.efficiency * (grid.energy(node: node) - grid.lowest)
        }
        for t in steps.indices.reversed() {
            for node in 0..<grid.count {
                let stored = WattHours(grid.energy(node: node) * 1000)
                costToGo[t * grid.count + node] = cost(t, optimiserOutcome(t, stored: stored))
            }
        }
    }

    /// Quarter hours.
    public var count: Int { steps.count }

    /// The options of a slot at a state of charge, as the optimiser saw them.
    func rated(_ t: Int, stored: WattHours) -> RatedOptions {
        withExpectedValues(t) { RatedOptions(chooser, steps[t].expected, stored: stored, next: $0) }
    }

    /// What came of an intent in a slot.
    func outcome(_ t: Int, _ intent: BatteryIntent, stored: WattHours) -> SlotBattery.Outcome {
        chooser.battery.run(intent, netLoad: Watts(steps[t].actual.netLoad * 1000), stored: stored)
    }

    /// What came of a power in a slot, cut to what charge and limits allowed.
    ///
    /// - Parameter share: -1 for the highest charge to 1 for the highest discharge.
    func outcome(_ t: Int, power share: Double, stored: WattHours) -> SlotBattery.Outcome {
        let actual = steps[t].actual
        let power = share * (share > 0 ? actual.maxDischarge : actual.maxCharge)
        return chooser.battery.run(power: Watts(power * 1000), stored: stored)
    }

    /// What came of a slot and follows when the optimiser drives on, currency.
    func cost(_ t: Int, _ outcome: SlotBattery.Outcome) -> Double {
        let grid = chooser.grid
        let later = costToGo.withUnsafeBufferPointer { rows in
            rows.baseAddress.map {
                grid.interpolate($0 + (t + 1) * grid.count, at: grid.position(outcome.stored.kWh))
            }
        }
        return steps[t].actual.cost(batteryPower: outcome.power.value / 1000) + (later ?? 0)
    }

    private func optimiserOutcome(_ t: Int, stored: WattHours) -> SlotBattery.Outcome {
        let choice = withExpectedValues(t) { chooser.choose(steps[t].expected, stored: stored, next: $0) }
        return outcome(t, choice.intent, stored: stored)
    }

    /// Lends the values at the end of a slot as they were expected.
    private func withExpectedValues<Result>(_ t: Int, _ body: (EndValues) -> Result) -> Result {
        let (step, nodes) = (steps[t], chooser.grid.count)
        return step.values.withUnsafeBufferPointer { values in
            // Never empty: `init` sees to it.
            let mean = values.baseAddress.unsafelyUnwrapped
            return body(EndValues(mean: mean, byCase: step.weatherOfCase.map { mean + ($0 + 1) * nodes }))
        }
    }
}
