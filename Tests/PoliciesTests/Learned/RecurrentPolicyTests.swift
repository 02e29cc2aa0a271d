// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Policies

@Suite struct RecurrentPolicyTests {
    private static let first = Slot(index: 1_640_016)

    private static func decisions(_ policy: some Policy, slots: Range<Int>) -> [PolicyDecision] {
        var policy = policy
        return slots.map {
            policy.decide(SurprisedHouse.situation(first.advanced(by: $0), charge: Double($0 % 11) / 10))
        }
    }

    @Test func whatHasLearnedNothing_decidesAsTheOptimiser_andSaysSo() throws {
        let learned = Self.decisions(RecurrentPolicy(try smallWeights()), slots: 0..<96)
        let rival = Self.decisions(RollingOptimiser(parameters: SurprisedHouse.optimiser), slots: 0..<96)
        #expect(learned.map(\.intents) == rival.map(\.intents))
        #expect(learned.map(\.plan) == rival.map(\.plan))
        #expect(Set(learned.map(\.intents)).count > 1)
        for (decision, other) in zip(learned, rival) {
            let reason = try #require(decision.reason.learned)
            #expect(reason.agreesWithOptimiser && [reason.optimiserIntent] == other.intents)
            #expect(reason.inputs.isEmpty && decision.reason == other.reason.explained(by: reason))
            #expect(decision.reason.driver == other.reason.driver && decision.reason.driver != .learned)
        }
    }

    @Test func wherePeaksAreBilled_keepsToTheOptimisersImportLimit() throws {
        let situation = SurprisedHouse.situation(Self.first, charge: 0.4).billing(peak: 4, soFar: 1500)
        var learned = RecurrentPolicy(try smallWeights(followsOptimiser: false))
        var rival = RollingOptimiser(parameters: SurprisedHouse.optimiser)
        let limit = try #require(learned.decide(situation).importLimit)
        #expect(limit == rival.decide(situation).importLimit && limit >= Watts(1500))
    }

    @Test func whatDeparts_saysWhatItCostsByThePlan_andWhichInputsMovedIt() throws {
        let decisions = Self.decisions(RecurrentPolicy(try smallWeights(followsOptimiser: false)), slots: 0..<96)
        let departures = try decisions.map { try #require($0.reason.learned) }.filter { !$0.agreesWithOptimiser }
        #expect(departures.count > 5)
        for reason in departures {
            #expect(reason.extraCostByPlan > .zero && reason.expectedSaving.isFinite)
            let weights = reason.inputs.map { abs($0.weight) }
            #expect(!weights.isEmpty && weights == weights.sorted(by: >) && weights.allSatisfy { $0 <= 1 })
            let phrases = (0..<LearnedObservation.count).map(LearnedObservation.phrase)
            #expect(reason.inputs.allSatisfy { phrases.contains($0.name) })
        }
    }

    /// The optimiser's choice is the best other intent, unless it is of the same kind.
    @Test func whatDeparts_isDrivenByThePolicy_andItsAlternativeIsCheaperByThePlan() throws {
        let decisions = Self.decisions(RecurrentPolicy(try smallWeights(followsOptimiser: false)), slots: 0..<96)
        let departures = decisions.map(\.reason).filter { $0.learned?.agreesWithOptimiser == false }
        #expect(departures.allSatisfy { $0.driver == .learned })
        let others = departures.filter { $0.alternative == $0.learned?.optimiserIntent }
        #expect(others.count > 5)
        for reason in others {
            let extra = try #require(reason.learned?.extraCostByPlan.value)
            #expect(try (#require(reason.advantage?.value) + extra).magnitude < 1e-8)
        }
    }

    @Test func aSlotDecidedTwice_isDecidedAlike_andAfterAGapNothingIsRemembered() throws {
        let weights = try smallWeights(followsOptimiser: false)
        var policy = RecurrentPolicy(weights)
        var again = policy
        for slot in 0..<20 {
            let situation = SurprisedHouse.situation(Self.first.advanced(by: slot), charge: 0.4)
            let decision = policy.decide(situation)
            _ = again.decide(situation)
            #expect(again.decide(situation) == decision)
        }
        let later = SurprisedHouse.situation(Self.first.advanced(by: 40), charge: 0.4)
        var fresh = RecurrentPolicy(weights)
        #expect(policy.decide(later) == fresh.decide(later))
    }

    @Test func whatIsRemembered_countsInTheNextSlot() throws {
        let weights = try smallWeights(followsOptimiser: false)
        var (policy, fresh) = (RecurrentPolicy(weights), RecurrentPolicy(weights))
        let next = SurprisedHouse.situation(Self.first.advanced(by: 1), charge: 0.4)
        _ = policy.decide(SurprisedHouse.situation(Self.first, charge: 0.4))
        #expect(
            policy.decide(next).reason.learned?.expectedSaving != fresh.decide(next).reason.learned?.expectedSaving)
    }

    @Test func withoutAPriceOrAMeasurement_theBatteryFollowsTheHouse() throws {
        var policy = RecurrentPolicy(try smallWeights(followsOptimiser: false))
        let whole = SurprisedHouse.situation(Self.first, charge: 0.4)
        let noPrice = PolicySituation(
            now: whole.now, stateOfCharge: [0.4], batteries: whole.batteries, prices: [], load: whole.load,
            pv: whole.pv, site: whole.site)
        let noCharge = PolicySituation(
            now: whole.now, stateOfCharge: [nil], batteries: whole.batteries, prices: whole.prices,
            load: whole.load, pv: whole.pv, site: whole.site)
        for (situation, driver) in [(noPrice, Reason.Driver.noPrice), (noCharge, .noMeasurement)] {
            let decision = policy.decide(situation)
            #expect(decision.intents == [.selfConsume] && decision.reason.driver == driver)
        }
    }
}
