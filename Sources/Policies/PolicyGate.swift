// SPDX-License-Identifier: Apache-2.0

import Energy

/// Decides whether a learned policy drives the battery, by what it would have cost the house on its recent days.
///
/// That is the bill, what was taken out of the battery and what was worn off it. The charge for a month's peak stands on the
/// days that raised it: one such day, by luck or not, is within the errors of a few weeks and promotes nothing.
///
/// It is promoted when it beat self-consumption and the optimiser, each with `leastConfidence` and by `leastSaving` a day, over
/// the last `promotionDays`, of which `leastPromotionDays` have numbers. It is demoted when it cost more than one of them: over
/// the last `demotionDays` that have numbers by more than `demotionErrors` standard errors, or over the last `promotionDays` at
/// all, as a few bad days of any size are within the errors of a week. It is demoted, too, where too few days have numbers to
/// know. Otherwise everything stays as it is.
public struct PolicyGate: Hashable, Sendable {
    /// Confidence that a promotion needs, against each of the two, on the night it is looked at.
    ///
    /// The gate looks every night, and will see what is not there if it looks often enough: drawn at random (normal, independent
    /// days), a policy that is as good as its rival is promoted within 90 nights in 9 of 100 cases, with 0.95 in 50; one that
    /// saves 0.4 standard deviations of a day in 94.
    public static let leastConfidence = 0.995
    /// Saving a day that a promotion needs, against each of the two: less is not worth a change.
    public static let leastSaving = Money(0.01)
    /// Days with numbers that a promotion needs.
    public static let leastPromotionDays = 21
    /// Days up to the last one that a promotion looks at.
    public static let promotionDays = 28
    /// Days with numbers that a demotion looks at.
    public static let demotionDays = 7
    /// The margin of a demotion, standard errors of the week's mean difference.
    ///
    /// Two are 95 % confidence over a week. A week is short and the gate looks every night: drawn at random (normal, independent
    /// days), a policy that saves 0.08 a day against self-consumption and 0.03 against the optimiser, with a spread of 0.15 and
    /// 0.08, is demoted within 90 nights in 30 of 100 cases by the week alone, in 46 with the rule on all days, which catches a few
    /// bad days of any size. One that costs 0.05 a day more than the optimiser is gone after some five nights by the week alone,
    /// at once with both. A good policy that is demoted has to earn its place again, and costs the 0.03 a day meanwhile.
    public static let demotionErrors = 2.0
    /// A loss of less in all is rounding, whatever its standard error.
    public static let leastLoss = Money(0.01)

    /// A verdict with what it rests on.
    public struct Decision: Hashable, Sendable {
        /// What is to be done.
        public let verdict: PolicyVerdict
        /// The learned policy against self-consumption over the last `promotionDays`.
        public let selfConsumption: PairedByDay
        /// The learned policy against the optimiser over the last `promotionDays`.
        public let optimiser: PairedByDay
        /// The learned policy over the last `demotionDays`, against the one of the two that it is behind, or that cost less.
        public let lately: PairedByDay
        /// Why, in a sentence for the owner.
        public let sentence: String
    }

    private let selfConsumption: Rivalry
    private let optimiser: Rivalry
    private let currency: String

    /// A gate over the costs of the same house.
    ///
    /// Only whole days for which all three have a number count, so that all comparisons are over the same days.
    ///
    /// - Parameters:
    ///   - learned: costs by day of the learned policy.
    ///   - selfConsumption: those of self-consumption.
    ///   - optimiser: those of the optimiser.
    ///   - last: the last day looked at; later ones do not count, and the days are counted back from it.
    ///   - currency: the tariff's, for the sentence.
    public init(
        learned: [DailyCost], selfConsumption: [DailyCost], optimiser: [DailyCost], through last: CivilDate,
        currency: String
    ) {
        let first = CivilDate(dayNumber: last.dayNumber - Self.promotionDays + 1)
        let all = [learned, selfConsumption, optimiser].map(\.byDate)
        let days = all[0].keys.filter { day in
            (first...last).contains(day) && all.allSatisfy { $0[day] != nil }
        }.sorted()
        func costs(_ policy: Int) -> [DailyCost] {
            days.compactMap { day in all[policy][day].map { DailyCost(date: day, cost: $0) } }
        }
        self.selfConsumption = Rivalry(name: "self-consumption", learned: costs(0), rival: costs(1))
        self.optimiser = Rivalry(name: "the optimiser", learned: costs(0), rival: costs(2))
        self.currency = currency
    }

    /// The verdict for a policy that drives now, or does not.
    public func decide(isInUse: Bool) -> Decision {
        isInUse ? judgeDriver() : judgeCandidate()
    }

    private func judgeDriver() -> Decision {
        if let few = tooFewDays(Self.demotionDays) { return decision(.demote, "demoted: \(few)") }
        if toughest.isBehind { return decision(.demote, "demoted: \(lately)") }
        if let winner = rivals.first(where: \.hasWon) { return decision(.demote, "demoted: \(tell(winner))") }
        return decision(.keep, "stays in use: \(lately)")
    }

    private func judgeCandidate() -> Decision {
        if let few = tooFewDays(Self.leastPromotionDays) { return decision(.keep, "not promoted: \(few)") }
        if let unbeaten = rivals.first(where: { !$0.isBeaten }) {
            let needed = "\(decimalText(100 * Self.leastConfidence, decimals: 1)) %"
            return decision(.keep, "not promoted: \(tell(unbeaten)), and \(needed) is needed")
        }
        if let close = rivals.first(where: { $0.saving < Self.leastSaving }) {
            return decision(.keep, "not promoted: \(tell(close)), and \(money(Self.leastSaving)) is needed")
        }
        // Or it would be promoted tonight and demoted tomorrow.
        if toughest.isBehind { return decision(.keep, "not promoted: \(lately)") }
        return decision(.promote, "promoted: \(tell(selfConsumption)); \(tell(optimiser))")
    }

    private func decision(_ verdict: PolicyVerdict, _ sentence: String) -> Decision {
        Decision(
            verdict: verdict, selfConsumption: selfConsumption.paired, optimiser: optimiser.paired,
            lately: toughest.lately, sentence: sentence)
    }
}

// MARK: - The two rivals

extension PolicyGate {
    /// The learned policy beside another one over the same days.
    private struct Rivalry: Hashable {
        let name: String
        let paired: PairedByDay
        let lately: PairedByDay

        init(name: String, learned: [DailyCost], rival: [DailyCost]) {
            self.name = name
            paired = PairedByDay(of: learned, against: rival)
            lately = PairedByDay(
                of: learned.suffix(PolicyGate.demotionDays), against: rival.suffix(PolicyGate.demotionDays))
        }

        /// What the learned policy saved per day over all days, + = less.
        var saving: Money { paired.meanSaving ?? .zero }

        var isBeaten: Bool { (paired.confidence ?? 0) >= PolicyGate.leastConfidence }

        /// What the learned policy cost more per day lately, + = more.
        var loss: Money { -(lately.meanSaving ?? .zero) }

        /// The loss per day that is still let pass.
        var margin: Money {
            max(
                PolicyGate.leastLoss / Double(PolicyGate.demotionDays),
                PolicyGate.demotionErrors * (lately.standardError ?? .zero))
        }

        /// Whether the learned policy cost more lately, beyond the margin.
        var isBehind: Bool { loss > margin }

        /// Whether the learned policy cost more over all days.
        var hasWon: Bool { saving * Double(paired.days) < .zero - PolicyGate.leastLoss }
    }

    private var rivals: [Rivalry] { [selfConsumption, optimiser] }

    /// The one that the learned policy is behind beyond the margin; where it is so with both or none, the one that cost less
    /// lately.
    private var toughest: Rivalry {
        guard optimiser.isBehind == selfConsumption.isBehind else {
            return optimiser.isBehind ? optimiser : selfConsumption
        }
        return optimiser.loss >= selfConsumption.loss ? optimiser : selfConsumption
    }

    private func tooFewDays(_ needed: Int) -> String? {
        let days = selfConsumption.paired.days
        guard days < needed else { return nil }
        return "\(days) of the last \(Self.promotionDays) days have numbers, and \(needed) are needed"
    }

    private var lately: String {
        let loss = toughest.loss
        let words = "over the last \(toughest.lately.days) days it cost \(money(loss.magnitude)) a day"
        guard loss > .zero else { return "\(words) less than \(toughest.name)" }
        let place = toughest.isBehind ? "beyond" : "within"
        return "\(words) more than \(toughest.name), \(place) the margin of \(money(toughest.margin))"
    }

    private func tell(_ rivalry: Rivalry) -> String {
        let saving = rivalry.saving
        let verb = saving < .zero ? "lost" : "saved"
        // Rounded down, so that what is not enough does not look so.
        let percent = ((rivalry.paired.confidence ?? 0) * 1000).rounded(.down) / 10
        return "over \(rivalry.paired.days) days it \(verb) \(money(saving.magnitude)) a day against \(rivalry.name), "
            + "with a confidence of \(decimalText(percent, decimals: 1)) %"
    }

    private func money(_ amount: Money) -> String { "\(decimalText(amount.value, decimals: 3)) \(currency)" }
}
