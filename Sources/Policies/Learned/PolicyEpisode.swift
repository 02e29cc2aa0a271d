// SPDX-License-Identifier: Apache-2.0

import Energy

/// Some days of one house as a learned policy is trained on them: what was known at the start of each slot, what came, and
/// what energy turned out to be worth.
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
        /// The slot as it came.
        let actual: SlotEconomics
    }

    let chooser: IntentChooser
    let steps: [Step]
    /// `(steps + 1) x nodes`: cost still to come from each slot's start with everything known beforehand, currency.
    private let hindsight: [Double]

    init?(chooser: IntentChooser, steps: [Step], finalPrice: Double) {
        guard !steps.isEmpty else { return nil }
        self.chooser = chooser
        self.steps = steps
        let grid = chooser.grid
        var recursion = ValueRecursion(grid: grid, freedom: .anyPower)
        var hindsight = [Double](repeating: 0, count: (steps.count + 1) * grid.count)
        for node in 0..<grid.count {
            hindsight[steps.count * grid.count + node] =
                -finalPrice * grid.efficiency * (grid.energy(node: node) - grid.lowest)
        }
        hindsight.withUnsafeMutableBufferPointer { rows in
            guard let start = rows.baseAddress else { return }
            for t in steps.indices.reversed() {
                recursion.step(
                    UncertainSlot(steps[t].actual), next: start + (t + 1) * grid.count, value: start + t * grid.count)
            }
        }
        self.hindsight = hindsight
    }

    /// Quarter hours.
    public var count: Int { steps.count }

    /// The options of a slot at a state of charge, as the optimiser saw them.
    func rated(_ t: Int, stored: WattHours) -> RatedOptions {
        let (step, nodes) = (steps[t], chooser.grid.count)
        return step.values.withUnsafeBufferPointer { values in
            // `values` is never empty: it holds the mean at least.
            let mean = values.baseAddress.unsafelyUnwrapped
            let byCase = step.weatherOfCase.map { mean + ($0 + 1) * nodes }
            return RatedOptions(chooser, step.expected, stored: stored, next: EndValues(mean: mean, byCase: byCase))
        }
    }

    /// What a power costs in a slot against the best that could have been done knowing all, currency; >= 0 but for rounding.
    ///
    /// The sum over a run is what it cost more than perfect foresight: the hindsight values are the potential that shapes the
    /// reward (Ng, Harada and Russell 1999).
    func regret(_ t: Int, from stored: WattHours, _ outcome: SlotBattery.Outcome) -> Double {
        let grid = chooser.grid
        return hindsight.withUnsafeBufferPointer { rows in
            guard let start = rows.baseAddress else { return 0 }
            func value(_ t: Int, _ energy: WattHours) -> Double {
                grid.interpolate(start + t * grid.count, at: grid.position(energy.kWh))
            }
            return steps[t].actual.cost(batteryPower: outcome.power.value / 1000) + value(t + 1, outcome.stored)
                - value(t, stored)
        }
    }
}
