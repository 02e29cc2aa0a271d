// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HearthTestKit
import Learning

@testable import Policies

/// A house whose forecasts never see an evening's cooking: cheap nights, dear evenings, and 3 kW more than was expected.
///
/// Export earns next to nothing, and what is left counts for little, so that the optimiser buys too little at night.
enum SurprisedHouse {
    static let days = 4
    static let optimiser = RollingOptimiser.Parameters(
        horizonSlots: 96, gridNodes: 51, uncertainGridNodes: 21, terminalWeight: 0.4)

    static func price(_ slot: Slot) -> SlotPrices {
        let hour = hour(slot)
        let value = hour < 6 ? 0.10 : hour >= 17 && hour < 21 ? 0.45 : 0.25
        return SlotPrices(importPrice: PricePerKWh(value), exportPrice: PricePerKWh(0.05))
    }

    static func load(_ slot: Slot) -> Double { expected(slot) + (hour(slot) >= 17 && hour(slot) < 20 ? 3000 : 0) }
    static func expected(_ slot: Slot) -> Double { 100 + 10 * Double(slot.index % 7) }
    private static func hour(_ slot: Slot) -> Int { slot.start.secondOfDay / 3600 }

    /// - Parameter peakPrice: of the month's highest quarter hour, which was 1 kW so far.
    static func situation(_ now: Slot, charge: Double, peakPrice: PricePerKWMonth? = nil) -> PolicySituation {
        let slots = (0..<96).map { now.advanced(by: $0) }
        let load = slots.map(expected)
        return PolicySituation(
            now: now, stateOfCharge: [charge], batteries: [wholeBattery], prices: slots.map(price),
            load: Forecast(
                firstSlot: now, p10: load.map { 0.8 * $0 }, p50: load, p90: load.map { 1.3 * $0 },
                madeAt: now.start, model: "blind"),
            pv: Forecast(
                firstSlot: now, p10: load.map { _ in 0 }, p50: load.map { _ in 0 }, p90: load.map { _ in 0 },
                madeAt: now.start, model: "dark"), site: Fixture.site,
            peakPrice: peakPrice, peakSoFar: Watts(1000))
    }

    static func episodes(
        peakPrice: PricePerKWMonth? = nil, from first: Slot = Slot(index: 1_640_000 - 1_640_000 % 96)
    ) -> [PolicyEpisode] {
        var recorder = EpisodeRecorder(parameters: optimiser)
        for slot in 0..<96 * days {
            _ = recorder.decide(situation(first.advanced(by: slot), charge: 0.5, peakPrice: peakPrice))
        }
        return recorder.episodes(finalPrice: PricePerKWh(0.05)) { Watts(load($0)) }
    }
}

/// Weights of a small network for all options; without `output` it follows the optimiser exactly.
func smallWeights(seed: UInt64 = 1, followsOptimiser: Bool = true) throws -> LearnedWeights {
    var model = try RecurrentActorCritic(
        parameters: .init(
            observationCount: LearnedObservation.count, actionSpace: BatteryEnvironment.Control.options.actionSpace,
            memoryWidth: 4, headWidth: 4), seed: seed)
    let tensors = model.tensors.map { tensor in
        guard tensor.name == "actor.output.weight" else { return tensor }
        return NamedTensor(
            name: tensor.name, shape: tensor.shape, values: tensor.values.map { followsOptimiser ? 0 : 400 * $0 })
    }
    model = try RecurrentActorCritic(parameters: model.parameters, tensors: tensors)
    return LearnedWeights(model: model, doubt: 0.3, optimiser: SurprisedHouse.optimiser)
}

extension RecurrentActorCritic {
    /// The same network with the numbers of its tensors changed, by name.
    func changing(_ change: (String, inout [Float]) -> Void) throws -> RecurrentActorCritic {
        let tensors = tensors.map { tensor in
            var values = tensor.values
            change(tensor.name, &values)
            return NamedTensor(name: tensor.name, shape: tensor.shape, values: values)
        }
        return try RecurrentActorCritic(parameters: parameters, tensors: tensors)
    }
}
