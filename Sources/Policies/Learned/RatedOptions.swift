// SPDX-License-Identifier: Apache-2.0

import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the optimiser makes of every option of a slot at a state of charge.
struct RatedOptions {
    /// What was learned overrules no rating by more than this, in the units of `prior`: what a choice may cost by the plan is
    /// bounded, whatever the network says.
    private static let highestLoss = 8.0

    /// By `IntentOption.rawValue`; nil where it is closed, or does what a plainer one does.
    let choices: [IntentChooser.Choice?]
    /// Which the optimiser would take.
    let best: Int
    /// What a stored kWh is worth when the slot ends with an empty, the present and a full store, currency.
    let marginalValues: (empty: Double, present: Double, full: Double)

    /// Two options closer than this do the same: mean power in kW, cost in currency.
    private static let same = (power: 0.001, cost: 1e-9)

    /// Rates the options of a slot.
    init(_ chooser: IntentChooser, _ slot: UncertainSlot, stored: WattHours, next: EndValues) {
        var choices: [IntentChooser.Choice?] = []
        choices.reserveCapacity(IntentOption.allCases.count)
        var (best, lowest) = (0, Double.infinity)
        for option in IntentOption.allCases {
            guard let choice = chooser.choice(option, slot, stored: stored, next: next),
                !choices.contains(where: { $0.map { Self.areSame($0, choice) } ?? false })
            else {
                choices.append(nil)
                continue
            }
            if choice.cost < lowest - Self.same.cost { (best, lowest) = (option.rawValue, choice.cost) }
            choices.append(choice)
        }
        self.choices = choices
        self.best = best
        let battery = chooser.battery
        marginalValues = (
            chooser.marginalValue(at: battery.lowest, next: next), chooser.marginalValue(at: stored, next: next),
            chooser.marginalValue(at: battery.highest, next: next)
        )
    }

    private static func areSame(_ a: IntentChooser.Choice, _ b: IntentChooser.Choice) -> Bool {
        (a.outcome.power - b.outcome.power).magnitude.value < 1000 * same.power && abs(a.cost - b.cost) < same.cost
    }

    /// What an option asks for; self-consumption where it is closed.
    func intent(_ option: Int) -> BatteryIntent { choices[option]?.intent ?? .selfConsume }

    /// What the optimiser asks for.
    var bestIntent: BatteryIntent { intent(best) }

    /// What an option costs more than the best, currency; nil where it is closed.
    func loss(_ option: Int) -> Double? {
        guard let choice = choices[option], let best = choices[best] else { return nil }
        return max(0, choice.cost - best.cost)
    }

    /// How likely an option is held to be beforehand: 1 for the best, `e` times less for each unit that it costs more, 0 where
    /// it is closed or costs more than `highestLoss`.
    ///
    /// - Parameter unit: currency, > 0.
    func prior(_ option: Int, unit: Double) -> Float {
        guard let loss = loss(option), loss <= Self.highestLoss * unit else { return 0 }
        return Float(exp(-loss / unit))
    }
}
