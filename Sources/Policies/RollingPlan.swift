// SPDX-License-Identifier: Apache-2.0

import Energy

/// A situation planned through by the optimiser: what the slot that begins could come to, and how it would go on from there.
struct RollingPlan {
    let situation: PolicySituation
    let chooser: IntentChooser
    let horizon: PlanningHorizon
    /// What the energy will be worth, filled for the horizon.
    let values: HorizonValues
    /// Energy in all batteries now.
    let stored: WattHours

    /// The slot that begins.
    var firstSlot: HorizonSlot { horizon.slots[0] }

    /// What the optimiser would do now.
    func best() -> IntentChooser.Choice? {
        withFirstValues { chooser.choose(firstSlot.all, stored: stored, next: $0) }
    }

    /// Lends the values at the end of the slot that begins.
    func withFirstValues<Result>(_ body: (EndValues) -> Result) -> Result? {
        values.withValues(endOf: firstSlot, at: 0, body)
    }

    /// The decision that carries out a choice and goes on as the optimiser would.
    func decision(_ choice: IntentChooser.Choice) -> PolicyDecision? {
        let reason = withFirstValues {
            chooser.reason(choice, in: firstSlot.all, stored: stored, next: $0, forecast: horizon.forecastName)
        }
        guard let reason, let course = course(from: choice) else { return nil }
        return PolicyDecision(
            intents: situation.sharing(choice.intent), importLimit: firstSlot.all.importLimit,
            pvLimit: firstSlot.pvLimit, reason: reason, plan: course)
    }

    private func course(from first: IntentChooser.Choice) -> [PlannedSlot]? {
        var course: [PlannedSlot] = []
        course.reserveCapacity(horizon.slots.count)
        var energy = stored
        for (t, slot) in horizon.slots.enumerated() {
            let choice =
                t == 0
                ? first : values.withValues(endOf: slot, at: t) { chooser.choose(slot.all, stored: energy, next: $0) }
            guard let choice else { return nil }
            energy = choice.outcome.stored
            let grid = Watts(slot.all.netLoad * 1000) - choice.outcome.power
            course.append(
                PlannedSlot(
                    slot: situation.now.advanced(by: t), intent: choice.intent, storedEnergy: energy,
                    battery: choice.outcome.power, grid: slot.pvLimit == nil ? grid : max(.zero, grid)))
        }
        return course
    }
}
