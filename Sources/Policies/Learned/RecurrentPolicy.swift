// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// A learned policy with memory: chooses among the options that the optimiser weighs.
///
/// The optimiser rates every option by its plan; the policy, trained by proximal policy optimisation, sees the ratings beside
/// prices, forecasts and their doubt, the calendar and the battery, and shifts the choice where it has learned that the plan
/// errs. What it may do is what the optimiser may do: limits, curtailment and negative prices are kept by the plan.
///
/// It remembers what it saw slot by slot. After a gap, as after a restart, it remembers nothing, and may for some hours decide
/// otherwise than one that ran on.
public struct RecurrentPolicy: Policy {
    /// The name in `policies/`.
    public static let name = "recurrent-ppo"
    /// The name in `policies/`.
    public var name: String { Self.name }

    /// Raised when the same weights come to decide otherwise: what was proved for one rule is not for another.
    static let ruleVersion: UInt8 = 3

    /// What it learned.
    public let weights: LearnedWeights
    private var optimiser: RollingOptimiser
    /// What was remembered when the slot decided last began, and the slot.
    private var before: (slot: Slot, state: RecurrentState)?
    private var after: RecurrentState

    /// A policy that remembers nothing yet.
    public init(_ weights: LearnedWeights) {
        self.weights = weights
        optimiser = RollingOptimiser(parameters: weights.optimiser)
        after = RecurrentState(weights.model)
    }

    /// Plans, rates and chooses; the inverter's own mode wherever something needed is unknown.
    public mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        var driver = LearnedDriver(weights.model, doubt: weights.doubt, state: remembered(at: situation.now))
        let begin = driver.state
        let decision = optimiser.decide(situation) { plan in Self.choose(plan, &driver) }
        before = (situation.now, begin)
        after = driver.state
        return decision
    }

    /// What is remembered of the slots before one; the same however often a slot is decided.
    private func remembered(at now: Slot) -> RecurrentState {
        guard let before else { return RecurrentState(weights.model) }
        if before.slot == now { return before.state }
        return before.slot.advanced(by: 1) == now ? after : RecurrentState(weights.model)
    }

    private static func choose(_ plan: RollingPlan, _ driver: inout LearnedDriver) -> PolicyDecision? {
        let battery = plan.chooser.battery
        let rated = plan.withFirstValues {
            RatedOptions(plan.chooser, plan.firstSlot.all, stored: plan.stored, next: $0)
        }
        guard let rated, let optimiserChoice = rated.choices[rated.best] else { return nil }
        let scale = HouseScale(plan.horizon, grid: plan.chooser.grid)
        let outlook = Outlook(plan.situation, plan.horizon, battery: battery, scale: scale)
        let option = driver.choose(outlook.inputs, charge: battery.charge(plan.stored), rated, scale)
        guard let choice = rated.choices[option], let decision = plan.decision(choice) else { return nil }
        let learned = LearnedReason(
            expectedSaving: Money(Double(driver.output.value ?? 0) * scale.money),
            optimiserIntent: optimiserChoice.intent, extraCostByPlan: Money(rated.loss(option) ?? 0),
            inputs: driver.strongestInputs())
        return PolicyDecision(
            intents: decision.intents, importLimit: decision.importLimit, pvLimit: decision.pvLimit,
            reason: decision.reason.explained(by: learned), plan: decision.plan)
    }
}
