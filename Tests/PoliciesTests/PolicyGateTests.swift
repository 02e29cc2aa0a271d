// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies
import Testing

@Suite struct PolicyGateTests {
    /// What a policy saves by day: a mean, and a swing around it of no mean over seven days.
    private static func saving(_ mean: Double, swing: Double = 0.1, days count: Int = 28) -> [Double] {
        (0..<count).map { mean + swing * Double($0 * 3 % 7 - 3) }
    }

    private static let learned = (0..<28).map { 2 + Double($0 * 37 % 101) / 100 }

    /// A gate on the last of so many days, with what the learned policy saved against both.
    private static func gate(
        _ selfConsumption: [Double], _ optimiser: [Double], learned: [Double] = Self.learned
    ) -> PolicyGate {
        func costs(_ savings: [Double]) -> [DailyCost] { days(zip(learned, savings).map { $0 + $1 }) }
        return PolicyGate(
            learned: days(learned), selfConsumption: costs(selfConsumption), optimiser: costs(optimiser),
            through: CivilDate(dayNumber: 20454 + learned.count - 1), currency: "EUR")
    }

    @Test func policyThatBeatBoth_isPromoted() throws {
        let decision = Self.gate(Self.saving(0.3), Self.saving(0.12)).decide(isInUse: false)
        #expect(decision.verdict == .promote)
        #expect(decision.selfConsumption.days == 28 && decision.optimiser.days == 28)
        #expect(try #require(decision.optimiser.confidence) > 0.995)
        #expect(
            decision.sentence.hasPrefix(
                "promoted: over 28 days it saved 0.300 EUR a day against self-consumption, with a confidence of 9"))
        #expect(decision.sentence.contains("; over 28 days it saved 0.120 EUR a day against the optimiser"))
    }

    @Test(arguments: [(0.3, 0.02, "the optimiser"), (0.02, 0.3, "self-consumption"), (-0.2, -0.3, "self-consumption")])
    func policyThatBeatOneAlone_isNotPromoted(rule: Double, plan: Double, unbeaten: String) {
        let decision = Self.gate(Self.saving(rule), Self.saving(plan)).decide(isInUse: false)
        #expect(decision.verdict == .keep)
        #expect(decision.sentence.hasPrefix("not promoted: over 28 days it "))
        #expect(decision.sentence.contains("against \(unbeaten), with a confidence of "))
        #expect(decision.sentence.hasSuffix(", and 99.5 % is needed"))
    }

    @Test func twentyDays_areTooFew_twentyOneAreEnough() {
        func decision(_ count: Int) -> PolicyGate.Decision {
            let savings = Self.saving(1, days: count)
            return Self.gate(savings, savings, learned: Array(Self.learned.prefix(count))).decide(isInUse: false)
        }
        #expect(decision(20).verdict == .keep)
        #expect(decision(20).sentence == "not promoted: 20 of the last 28 days have numbers, and 21 are needed")
        #expect(decision(21).verdict == .promote)
    }

    @Test func savingOfLessThanACent_isNotWorthAChange() {
        let small = Self.saving(0.008, swing: 0.001)
        let decision = Self.gate(Self.saving(1), small).decide(isInUse: false)
        #expect(decision.verdict == .keep && decision.optimiser.confidence.map { $0 > 0.995 } == true)
        #expect(decision.sentence.contains("saved 0.008 EUR a day against the optimiser"))
        #expect(decision.sentence.hasSuffix(", and 0.010 EUR is needed"))
        #expect(Self.gate(Self.saving(1), Self.saving(0.012, swing: 0.001)).decide(isInUse: false).verdict == .promote)
    }

    /// One bad day is within two standard errors of its week, whatever it costs.
    @Test func fewBadDays_thatCostMoreThanAllWasSaved_demote() {
        var savings = Self.saving(0.01, swing: 0)
        savings[25] = -5
        let decision = Self.gate(Self.saving(1), savings).decide(isInUse: true)
        #expect(decision.verdict == .demote)
        #expect(decision.sentence.hasPrefix("demoted: over 28 days it lost 0.169 EUR a day against the optimiser"))
    }

    @Test func policyClearlyBehindOne_isDemoted_thoughTheOtherDidBetterByChance() {
        let before = Self.saving(1, days: 21)
        let rule = before + Self.saving(-0.16, swing: 0.01, days: 7)
        let plan = before + Self.saving(-0.17, swing: 0.2, days: 7)
        let decision = Self.gate(rule, plan).decide(isInUse: true)
        #expect(decision.verdict == .demote && decision.sentence.contains("more than self-consumption"))
    }

    @Test func daysBeforeTheLast28_doNotCount() {
        let old = Array(repeating: 5.0, count: 40)
        let savings = old + Self.saving(-0.2)
        let gate = Self.gate(savings, savings, learned: old + Self.learned)
        #expect(gate.decide(isInUse: false).verdict == .keep)
        #expect(gate.decide(isInUse: false).selfConsumption.days == 28)
        #expect(gate.decide(isInUse: false) == Self.gate(Self.saving(-0.2), Self.saving(-0.2)).decide(isInUse: false))
    }

    @Test func dayThatOneOfThemLacks_countsForNone() {
        var optimiser = Self.saving(0.3)
        optimiser[4] = .nan
        let decision = Self.gate(Self.saving(0.3), optimiser).decide(isInUse: false)
        #expect(decision.selfConsumption.days == 27 && decision.optimiser.days == 27)
        #expect(decision.verdict == .promote)
    }

    /// A standard error of 0.0816 a day: seven days from -0.3 to 0.3.
    @Test(arguments: [
        (
            0.2, PolicyVerdict.keep,
            "stays in use: over the last 7 days it cost 0.200 EUR a day less than the optimiser"
        ),
        (
            -0.16, .keep,
            "stays in use: over the last 7 days it cost 0.160 EUR a day more than the optimiser, within the margin of 0.163 EUR"
        ),
        (
            -0.17, .demote,
            "demoted: over the last 7 days it cost 0.170 EUR a day more than the optimiser, beyond the margin of 0.163 EUR"
        ),
    ])
    func policyThatFallsBehind_isDemoted(saving: Double, verdict: PolicyVerdict, sentence: String) {
        let lately = Self.saving(0.5, days: 21) + Self.saving(saving, days: 7)
        let decision = Self.gate(Self.saving(1), lately).decide(isInUse: true)
        #expect(decision.verdict == verdict)
        #expect(decision.sentence == sentence)
        #expect(decision.lately.days == 7)
    }

    @Test func policyThatFallsBehindSelfConsumptionAlone_isDemoted() {
        let decision = Self.gate(Self.saving(-0.2), Self.saving(0.2)).decide(isInUse: true)
        #expect(decision.verdict == .demote && decision.sentence.contains("more than self-consumption"))
    }

    @Test func policyThatWouldBeDemotedTomorrow_isNotPromoted() {
        let fallen = Self.saving(2, days: 21) + Self.saving(-0.3, days: 7)
        let gate = Self.gate(Self.saving(1), fallen)
        #expect(gate.decide(isInUse: false).optimiser.confidence.map { $0 > 0.995 } == true)
        #expect(gate.decide(isInUse: false).verdict == .keep)
        #expect(gate.decide(isInUse: false).sentence.hasPrefix("not promoted: over the last 7 days it cost 0.300 EUR"))
        #expect(gate.decide(isInUse: true).verdict == .demote)
    }

    @Test func policyThatDoesTheSame_isNeitherPromotedNorDemoted() {
        let same = Self.saving(0, swing: 0)
        #expect(Self.gate(same, same).decide(isInUse: false).verdict == .keep)
        #expect(Self.gate(same, same).decide(isInUse: true).verdict == .keep)
        let rounding = Self.saving(-1e-9, swing: 0)
        #expect(Self.gate(rounding, rounding).decide(isInUse: true).verdict == .keep)
    }

    @Test func driverThatNobodyCouldWatch_isDemoted() {
        let gate = PolicyGate(
            learned: days(Self.learned), selfConsumption: [], optimiser: days(Self.learned),
            through: CivilDate(dayNumber: 20481), currency: "EUR")
        #expect(gate.decide(isInUse: true).verdict == .demote)
        #expect(
            gate.decide(isInUse: true).sentence
                == "demoted: 0 of the last 28 days have numbers, and 7 are needed")
    }
}
