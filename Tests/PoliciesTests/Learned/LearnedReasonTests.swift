// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import Learning
import Testing

@testable import Policies

/// What a learned policy tells of a choice, against networks that are made by hand.
@Suite struct LearnedReasonTests {
    private static let first = Slot(index: 1_640_016)
    /// Of the surprised house: 24 quarter hours of a day at 0.10, 16 at 0.45 and 56 at 0.25.
    private static let meanPrice = (24 * 0.10 + 16 * 0.45 + 56 * 0.25) / 96

    /// The surprised house with other prices, or with everything that is energy or power larger.
    private static func situation(_ slot: Int, prices: Double = 1, energy: Double = 1) -> PolicySituation {
        let plain = SurprisedHouse.situation(first.advanced(by: slot), charge: Double(slot % 11) / 10)
        func larger(_ forecast: Forecast?) -> Forecast? {
            forecast.flatMap { forecast in
                func values(_ values: [Double]) -> [Double] { values.map { energy * $0 } }
                return Forecast(
                    firstSlot: forecast.firstSlot, p10: values(forecast.p10), p50: values(forecast.p50),
                    p90: values(forecast.p90), madeAt: forecast.madeAt, model: forecast.model)
            }
        }
        let battery = BatteryDescription(
            capacity: energy * wholeBattery.capacity, maxCharge: energy * wholeBattery.maxCharge,
            maxDischarge: energy * wholeBattery.maxDischarge, roundTripEfficiency: wholeBattery.roundTripEfficiency,
            floor: wholeBattery.floor, ceiling: wholeBattery.ceiling)
        return PolicySituation(
            now: plain.now, stateOfCharge: plain.stateOfCharge, batteries: [battery],
            prices: plain.prices.map {
                SlotPrices(importPrice: prices * $0.importPrice, exportPrice: prices * $0.exportPrice)
            }, load: larger(plain.load), pv: larger(plain.pv), site: plain.site)
    }

    private static func saving(_ weights: LearnedWeights, _ situation: PolicySituation) throws -> Double {
        var policy = RecurrentPolicy(weights)
        return try #require(policy.decide(situation).reason.learned).expectedSaving.value
    }

    /// Whose critic says 3, and so expects rewards of 6, whatever it sees.
    private static func expectingSix() throws -> LearnedWeights {
        let small = try smallWeights()
        var model = try small.model.changing { name, values in
            if name == "critic.output.weight" { values = values.map { _ in 0 } }
            if name == "critic.output.bias" { values = [3] }
        }
        model.valueScale = 2
        return LearnedWeights(model: model, doubt: small.doubt, optimiser: small.optimiser)
    }

    @Test func expectedSaving_isInThousandthsOfAFullBattery() throws {
        let weights = try Self.expectingSix()
        let expected = 6 * Self.meanPrice * 10 / 1000
        for slot in [0, 20, 70] {
            #expect(abs(try Self.saving(weights, Self.situation(slot)) - expected) < 1e-9)
            #expect(abs(try Self.saving(weights, Self.situation(slot, prices: 3)) - 3 * expected) < 1e-9)
            #expect(abs(try Self.saving(weights, Self.situation(slot, energy: 2)) - 2 * expected) < 1e-9)
        }
    }

    /// A network sees shares of the mean price: where all prices are twice as high it sees the same.
    @Test func pricesTwiceAsHigh_letTheSameNetworkExpectTwiceTheMoney() throws {
        let weights = try smallWeights(followsOptimiser: false)
        for slot in 0..<11 {
            let saving = try Self.saving(weights, Self.situation(slot))
            #expect(saving != 0 && abs(saving) < 1)
            let doubled = try Self.saving(weights, Self.situation(slot, prices: 2))
            #expect(abs(doubled - 2 * saving) < 1e-6 * abs(saving))
        }
    }

    /// Where one path leads from an input to the option of not discharging, and nothing else anywhere.
    private static func seeing(_ input: Int, normalisation: ObservationNormalisation? = nil) throws -> LearnedWeights {
        let small = try smallWeights()
        let width = small.model.parameters.memoryWidth
        var model = try small.model.changing { name, values in
            values = values.map { _ in 0 }
            switch name {
            // The third quarter of the sums is that of the cells.
            case "actor.lstm.input.weight": values[input * 4 * width + 2 * width] = 1
            case "actor.first.weight", "actor.second.weight": values[0] = 2
            case "actor.output.weight": values[IntentOption.noDischarge.rawValue] = 3
            default: break
            }
        }
        if let normalisation { model.normalisation = normalisation }
        return LearnedWeights(model: model, doubt: 1, optimiser: small.optimiser)
    }

    /// The names of the inputs that moved each choice of an afternoon.
    private static func namedInputs(_ weights: LearnedWeights) throws -> [[String]] {
        var policy = RecurrentPolicy(weights)
        return try (0..<22).map { slot in
            try #require(policy.decide(situation(slot)).reason.learned).inputs.map(\.name)
        }
    }

    @Test(arguments: ["import price now", "size of the battery", "charge of the battery", "worth of energy now"])
    func inputThatAloneMovesTheChoice_isNamedAlone(name: String) throws {
        let input = try #require(LearnedObservation.names.firstIndex(of: name))
        let named = try Self.namedInputs(Self.seeing(input))
        // In two of the slots the battery is empty: discharging or not is no choice then.
        #expect(named.allSatisfy { $0.isEmpty || $0 == ["the \(name)"] }, "\(named)")
        #expect(named.count { !$0.isEmpty } > 15)
    }

    @Test func inputThatIsAsItWasInTheTraining_movedNothing() throws {
        let input = try #require(LearnedObservation.names.firstIndex(of: "size of the battery"))
        var policy = RecurrentPolicy(try Self.seeing(input))
        let weight = try #require(policy.decide(Self.situation(4)).reason.learned?.inputs.first).weight
        #expect(abs(weight) > 0.01)
        // All houses of the training had 10 kWh, as this one, or some had less and some more.
        func named(_ sizes: [Double]) throws -> [[String]] {
            var normalisation = ObservationNormalisation(observationCount: LearnedObservation.count)
            normalisation.update(
                sizes.flatMap { size in
                    (0..<LearnedObservation.count).map { $0 == input ? Float(log(size)) : 0 }
                })
            return try Self.namedInputs(Self.seeing(input, normalisation: normalisation))
        }
        #expect(try named([10, 10]).allSatisfy(\.isEmpty))
        #expect(try named([1, 100, 100]).contains { !$0.isEmpty })
    }
}
