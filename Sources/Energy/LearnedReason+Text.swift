// SPDX-License-Identifier: Apache-2.0

extension LearnedReason {
    /// Half of the smallest amount that is written; what is nearer to nothing is not told as a number.
    private static let smallest = 0.005

    /// The reason in words for the owner: what the optimiser would have done, and which inputs moved the choice.
    ///
    /// - Parameter currency: the tariff's, written after each amount; empty for bare numbers.
    public func text(currency: String = "") -> String {
        let comparison =
            agreesWithOptimiser
            ? "The optimiser would do the same"
            : "The optimiser would \(optimiserIntent.phrase); by its plan this choice \(planned(currency)), and the policy "
                + "\(expected(currency))"
        guard !inputs.isEmpty else { return comparison + "." }
        return comparison + "; what moved the choice most: \(inputs.map(\.name).joined(separator: ", "))."
    }

    private func planned(_ currency: String) -> String {
        guard extraCostByPlan.isFinite else { return "has no known cost" }
        let isSmall = extraCostByPlan.value < Self.smallest
        return isSmall ? "costs about the same" : "costs \(Self.amount(extraCostByPlan, currency)) more"
    }

    private func expected(_ currency: String) -> String {
        guard expectedSaving.isFinite else { return "cannot say what it saves" }
        guard expectedSaving.magnitude.value >= Self.smallest else { return "expects to come out even" }
        let amount = Self.amount(expectedSaving.magnitude, currency)
        return "expects to " + (expectedSaving > .zero ? "save \(amount)" : "pay \(amount) more") + " in the next hours"
    }

    private static func amount(_ money: Money, _ currency: String) -> String {
        decimalText(money.value, decimals: 2) + (currency.isEmpty ? "" : " " + currency)
    }
}
