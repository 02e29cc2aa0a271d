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
        /// The slot as it came; what it raises the month's peak by is billed apart.
        let actual: SlotEconomics
        /// The month's highest import before the slot, in the run that was recorded, kW >= 0, as it counts.
        let peakSoFar: Double
        /// How much of the slot's import counts for it, 0...1; means of hours are left to the bill.
        let peakShare: Double
        /// Whether a month begins with the slot, and with it a peak of its own.
        let beginsMonth: Bool
    }

    let chooser: IntentChooser
    let steps: [Step]
    /// What each kW of a month's highest import costs, currency; 0 where no peak is billed.
    let peakPrice: Double
    private var toGo: CostToGo

    /// An episode; nil without a step, or where the values of one are missing.
    ///
    /// - Parameters:
    ///   - finalPrice: what a kWh taken out after the last slot is worth.
    ///   - peakPrice: what each kW of a month's highest import costs, 0 for nothing.
    init?(chooser: IntentChooser, steps: [Step], finalPrice: Double, peakPrice: Double) {
        guard !steps.isEmpty, !steps.contains(where: { $0.values.isEmpty }) else { return nil }
        (self.chooser, self.steps, self.peakPrice) = (chooser, steps, peakPrice)
        toGo = CostToGo(grid: chooser.grid, slots: steps.count, finalPrice: finalPrice, hasPeaks: peakPrice > 0)
        for t in steps.indices.reversed() {
            for node in 0..<chooser.grid.count {
                let stored = WattHours(chooser.grid.energy(node: node) * 1000)
                let outcome = optimiserOutcome(t, stored: stored)
                let (cost, peak) = following(t, outcome)
                // The peak of a month that begins here is no matter of the slots before.
                let isNew = steps[t].beginsMonth
                toGo.set(t, node, cost: isNew ? cost + peakPrice * peak : cost, peak: isNew ? 0 : peak)
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
    ///
    /// - Parameter peak: the month's highest import before the slot, kW, which a charge may always reach; by default that of
    ///   the run that was recorded.
    func outcome(_ t: Int, _ intent: BatteryIntent, stored: WattHours, peak: Double = 0) -> SlotBattery.Outcome {
        // There is no limit where nothing counts.
        let limit = steps[t].expected.importLimit.map { max($0, Watts(peak / steps[t].peakShare * 1000)) }
        return chooser.battery.run(
            BatteryIntents([intent], importLimit: limit), netLoad: Watts(steps[t].actual.netLoad * 1000), stored: stored
        )
    }

    /// What came of a power in a slot, cut to what charge and limits allowed; it may raise the month's peak as it likes.
    ///
    /// - Parameter share: -1 for the highest charge to 1 for the highest discharge.
    func outcome(_ t: Int, power share: Double, stored: WattHours) -> SlotBattery.Outcome {
        let actual = steps[t].actual
        let power = share * (share > 0 ? actual.maxDischarge : actual.maxCharge)
        return chooser.battery.run(power: Watts(power * 1000), stored: stored)
    }

    /// What comes of a slot and follows when the optimiser drives on, currency.
    ///
    /// - Parameter peak: the month's highest import before the slot, kW.
    func cost(_ t: Int, _ outcome: SlotBattery.Outcome, peak: Double) -> Double {
        let (cost, highest) = following(t, outcome)
        return cost + peakPrice * max(0, highest - peak)
    }

    /// The bill of a slot alone, currency, and the month's highest import after it, kW.
    ///
    /// - Parameter peak: before it, kW.
    func bill(_ t: Int, _ outcome: SlotBattery.Outcome, peak: Double) -> (cost: Double, peak: Double) {
        let highest = max(peak, countedImport(t, outcome))
        return (slotCost(t, outcome) + peakPrice * (highest - peak), highest)
    }

    /// The highest import that counts at the start of a slot, kW.
    ///
    /// - Parameter earlier: that of the slots before it.
    func peak(before t: Int, after earlier: Double) -> Double { steps[t].beginsMonth ? 0 : earlier }

    /// Cost of a slot and of all that follows but for the peak of its month, and that peak, of the slot and what follows, kW.
    private func following(_ t: Int, _ outcome: SlotBattery.Outcome) -> (cost: Double, peak: Double) {
        let later = toGo.value(after: t, stored: outcome.stored)
        return (slotCost(t, outcome) + later.cost, max(countedImport(t, outcome), later.peak))
    }

    private func slotCost(_ t: Int, _ outcome: SlotBattery.Outcome) -> Double {
        steps[t].actual.cost(batteryPower: outcome.power.value / 1000)
    }

    private func countedImport(_ t: Int, _ outcome: SlotBattery.Outcome) -> Double {
        steps[t].peakShare * max(0, steps[t].actual.netLoad - outcome.power.value / 1000)
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
