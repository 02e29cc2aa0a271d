// SPDX-License-Identifier: Apache-2.0

/// Why a learned policy chose as it did, with what the optimiser would have done beside it.
public struct LearnedReason: Hashable, Sendable {
    /// Something the policy looks at, and how much it moved the choice.
    public struct Input: Hashable, Sendable {
        /// What it is, in words for the owner that fit after "by".
        public let name: String
        /// By how much the probability of what was chosen falls when the input is replaced by its usual value.
        ///
        /// -1...1; - = the input spoke against the choice.
        public let weight: Double

        /// Names an input and its weight.
        public init(name: String, weight: Double) { (self.name, self.weight) = (name, weight) }
    }

    /// Most inputs that are named.
    public static let mostInputs = 3

    /// What the policy expects to save against the optimiser in the next hours, as far as its critic looks; + = saves.
    public let expectedSaving: Money
    /// What the optimiser would have asked of all batteries together.
    public let optimiserIntent: BatteryIntent
    /// What the policy's choice costs more than the optimiser's by the optimiser's plan, >= 0; 0 where they agree.
    public let extraCostByPlan: Money
    /// The inputs that moved the choice most, the strongest first; at most `mostInputs`.
    public let inputs: [Input]

    /// Puts a reason together.
    ///
    /// - Parameters:
    ///   - expectedSaving: against the optimiser, in the next hours; + = saves.
    ///   - optimiserIntent: of all batteries together.
    ///   - extraCostByPlan: >= 0, 0 where policy and optimiser agree.
    ///   - inputs: the strongest first; those after the first `mostInputs` are left out.
    public init(expectedSaving: Money, optimiserIntent: BatteryIntent, extraCostByPlan: Money, inputs: [Input]) {
        self.expectedSaving = expectedSaving
        self.optimiserIntent = optimiserIntent
        self.extraCostByPlan = extraCostByPlan
        self.inputs = Array(inputs.prefix(Self.mostInputs))
    }

    /// Whether the optimiser would have chosen the same.
    public var agreesWithOptimiser: Bool { extraCostByPlan == .zero }
}
