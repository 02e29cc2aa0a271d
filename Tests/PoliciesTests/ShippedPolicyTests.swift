// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Learning
import Policies
import Testing

/// The learned policy that comes with Hearth, in houses as they are and in those that its training may have seen little of.
@Suite struct ShippedPolicyTests {
    /// What is not as in an ordinary house.
    struct House: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var wear = 0.0
        var peakPrice: Double?
        /// Whether exporting costs at noon and the sun can be limited.
        var limitsPV = false
    }

    private static let houses = [
        House(testDescription: "ordinary"), House(testDescription: "wear of the battery", wear: 0.05),
        House(testDescription: "peak price", peakPrice: 4), House(testDescription: "limit of the sun", limitsPV: true),
        House(testDescription: "all of it", wear: 0.05, peakPrice: 4, limitsPV: true),
    ]

    private static func weights() throws -> LearnedWeights {
        guard case .recurrent(let weights) = try shippedPolicy("recurrent-ppo").rule else {
            throw NoCompanion(name: "recurrent-ppo")
        }
        return weights
    }

    /// A day and a half of sun, with cheap nights and dear evenings, of which nothing is sure.
    private static func situation(_ house: House, at now: Slot, charge: Double) -> PolicySituation {
        let slots = (0..<144).map { now.advanced(by: $0) }
        func hour(_ slot: Slot) -> Double { Double(slot.start.secondOfDay) / 3600 }
        let prices = slots.map { slot in
            let time = hour(slot)
            let value = time < 6 ? 0.12 : (17..<21).contains(time) ? 0.42 : 0.26
            let export = house.limitsPV && abs(time - 12) < 3 ? -0.03 : value / 3
            return SlotPrices(importPrice: PricePerKWh(value), exportPrice: PricePerKWh(export))
        }
        let load = slots.map { (17..<21).contains(hour($0)) ? 1500.0 : 400 }
        let sun = slots.map { max(0, 4500 - 200 * (hour($0) - 12) * (hour($0) - 12)) }
        func unsure(_ values: [Double], _ low: Double, _ high: Double) -> Forecast? {
            Forecast(
                firstSlot: now, p10: values.map { low * $0 }, p50: values, p90: values.map { high * $0 },
                madeAt: now.start, model: "test")
        }
        let battery = BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.92,
            floor: 0.1, ceiling: 0.95, wear: PricePerKWh(house.wear))
        return PolicySituation(
            now: now, stateOfCharge: [charge], batteries: [battery], prices: prices, load: unsure(load, 0.5, 1.8),
            pv: unsure(sun, 0.3, 1.3), site: Fixture.site, canLimitPV: house.limitsPV,
            peakPrice: house.peakPrice.map { PricePerKWMonth($0) }, peakSoFar: Watts(2500))
    }

    @Test(arguments: houses) func decisions_areSane(in house: House) throws {
        let weights = try Self.weights()
        var policy = RecurrentPolicy(weights)
        var limits = 0
        // From 8 to 18 o'clock.
        let first = Slot(index: 1_640_000 - 1_640_000 % 96 + 32)
        for slot in 0..<40 {
            let situation = Self.situation(
                house, at: first.advanced(by: slot), charge: 0.1 + 0.85 * Double(slot % 18) / 17)
            let decision = policy.decide(situation)
            let reason = try #require(decision.reason.learned)
            // By the next day's mean price; as the training has it no choice costs more by the plan than eight doubts.
            let price = situation.prices.prefix(96).reduce(0) { $0 + $1.importPrice.value } / 96
            let money = price * 8.5 / 1000
            #expect(reason.extraCostByPlan.value >= 0 && reason.extraCostByPlan.value <= 8.001 * weights.doubt * money)
            // Not a tenth of a full battery's worth in the few hours that it looks ahead.
            #expect(abs(reason.expectedSaving.value) < 100 * money, "\(reason.expectedSaving)")
            #expect(reason.inputs.allSatisfy { abs($0.weight) <= 1 })
            try expectItCanBeDone(decision)
            if slot % 4 == 0 { expectThePlansLimits(decision, situation, weights.optimiser) }
            limits += decision.pvLimit == nil ? 0 : 1
        }
        #expect((limits > 0) == house.limitsPV)
    }

    private func expectThePlansLimits(
        _ decision: PolicyDecision, _ situation: PolicySituation, _ parameters: RollingOptimiser.Parameters
    ) {
        var optimiser = RollingOptimiser(parameters: parameters)
        let rival = optimiser.decide(situation)
        #expect(decision.pvLimit == rival.pvLimit && decision.importLimit == rival.importLimit)
        #expect((decision.importLimit == nil) == (situation.peakPrice == nil))
        #expect(decision.reason.learned.map { [$0.optimiserIntent] } == rival.intents)
    }

    private func expectItCanBeDone(_ decision: PolicyDecision) throws {
        #expect(decision.intents.count == 1)
        switch try #require(decision.intents.first) {
        case .charge(let power), .discharge(let power): #expect(power.value > 0 && power.value <= 5000)
        case .selfConsume, .noDischarge, .noCharge, .idle: break
        }
        let lowest = try #require(decision.plan.map(\.storedEnergy).min())
        let highest = try #require(decision.plan.map(\.storedEnergy).max())
        #expect(lowest.value > 999.9 && highest.value < 9500.1)
    }

    /// What never varied has no scale: the first house that has it is the largest surprise there can be.
    @Test func everyInput_variedInTheTraining() throws {
        let normalisation = try Self.weights().model.normalisation
        #expect(normalisation.variance.count == LearnedObservation.count && normalisation.count > 1000)
        for (name, variance) in zip(LearnedObservation.names, normalisation.variance) {
            #expect(variance > 1e-6, "\(name) had a variance of \(variance)")
        }
    }
}
