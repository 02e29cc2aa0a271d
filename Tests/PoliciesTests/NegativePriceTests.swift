// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HearthTestKit
import Policies
import Testing

/// Two hours of surplus under a negative export price, then an evening.
private func sunnyAfternoon(canLimitPV: Bool, load: Forecast? = nil, importPrice: Double = 0.07) -> PolicySituation {
    let count = 24
    let pv = Array(repeating: 6000.0, count: 8) + Array(repeating: 0, count: 16)
    let export = Array(repeating: -0.05, count: 8) + Array(repeating: 0.06, count: 16)
    let prices = export.map {
        SlotPrices(
            importPrice: PricePerKWh($0 < 0 ? importPrice : 0.25), exportPrice: PricePerKWh($0))
    }
    return PolicySituation(
        now: firstSlot, stateOfCharge: [0.9], batteries: [wholeBattery], prices: prices,
        load: load ?? forecast(Array(repeating: 800, count: count)), pv: forecast(pv), site: Fixture.site,
        canLimitPV: canLimitPV)
}

@Test func exportThatCosts_isLimitedToTheLoad() throws {
    var optimiser = RollingOptimiser(parameters: coarse)
    let decision = optimiser.decide(sunnyAfternoon(canLimitPV: true))
    #expect(decision.pvLimit == Watts(800))
    #expect(decision.plan.prefix(8).allSatisfy { $0.grid.value >= 0 })
    #expect(optimiser.decide(sunnyAfternoon(canLimitPV: false)).pvLimit == nil)
}

// Buying what a low limit leaves costs 0.07, exporting what a high one lets out 0.05: the middle load is the cheapest.
// At 0.30 the highest load is, and where import is paid for there is no output too low.
@Test(arguments: [(0.07, 800.0), (0.30, 1500), (-0.01, 0)])
func uncertainLoad_setsTheLimitByWhatBothErrorsCost(importPrice: Double, limit: Double) throws {
    let load = forecast(
        Array(repeating: 800, count: 24), p10: Array(repeating: 300, count: 24), p90: Array(repeating: 1500, count: 24))
    var optimiser = RollingOptimiser(parameters: coarse)
    let decision = optimiser.decide(sunnyAfternoon(canLimitPV: true, load: load, importPrice: importPrice))
    #expect(decision.pvLimit == Watts(limit))
}

/// A low limit would make the house buy, and one dear quarter hour raises the peak of the month.
@Test func billedPeak_keepsTheLimitAtTheHighestLoad() {
    let load = forecast(
        Array(repeating: 800, count: 24), p10: Array(repeating: 300, count: 24), p90: Array(repeating: 1500, count: 24))
    var optimiser = RollingOptimiser(parameters: coarse)
    let sunny = sunnyAfternoon(canLimitPV: true, load: load, importPrice: -0.01)
    #expect(optimiser.decide(sunny.billing(peak: 5, soFar: 200)).pvLimit == Watts(1500))
    #expect(optimiser.decide(sunny.billing(peak: nil, soFar: nil)).pvLimit == Watts(0))
}

@Test func nightUnderANegativePrice_isNotLimited() {
    let sunny = sunnyAfternoon(canLimitPV: true)
    var optimiser = RollingOptimiser(parameters: coarse)
    let night = PolicySituation(
        now: sunny.now, stateOfCharge: [0.5], batteries: sunny.batteries, prices: sunny.prices, load: sunny.load,
        pv: forecast(Array(repeating: 0, count: 24)), site: sunny.site, canLimitPV: true)
    #expect(optimiser.decide(night).pvLimit == nil)
}

/// Burning energy in the losses of the battery would earn money in every one of these slots.
@Test(arguments: [true, false]) func negativePrice_neverDischargesTheBatteryToChargeItAgain(canLimitPV: Bool) {
    var random = SplitMix64(seed: 11)
    let spot = (0..<48).map { $0 % 7 == 6 ? 0.2 : -0.2 - 0.3 * random.nextUniform() }
    let net = (0..<48).map { _ in random.nextUniform() * 6 - 3 }
    let plain = situation(
        netLoad: net, importPrice: spot.map { 1.25 * ($0 + 0.1) }, exportPrice: spot, stateOfCharge: 0.8)
    var optimiser = RollingOptimiser(parameters: coarse)
    let decision = optimiser.decide(
        PolicySituation(
            now: plain.now, stateOfCharge: plain.stateOfCharge, batteries: plain.batteries, prices: plain.prices,
            load: plain.load, pv: plain.pv, site: plain.site, canLimitPV: canLimitPV))
    for (slot, price) in zip(decision.plan, spot) where price < 0 {
        #expect(slot.battery.value <= 0)
        switch slot.intent {
        case .noDischarge, .idle, .charge: break
        case .selfConsume, .noCharge, .discharge: Issue.record("\(slot.intent) at \(price)")
        }
    }
}

/// Nor where load and sun are not known, nor with two batteries that are planned as one.
@Test(arguments: 0..<8) func negativePrice_neverDischarges_alsoWhereForecastsAreUnsure(seed: Int) {
    let small = BatteryDescription(
        capacity: WattHours(4000), maxCharge: Watts(2000), maxDischarge: Watts(2000), roundTripEfficiency: 0.85,
        floor: 0, ceiling: 1)
    for batteries in [[wholeBattery], [wholeBattery, small]] {
        let situation = unsureSituation(seed: seed, batteries: batteries, canLimitPV: seed % 2 == 0) { $0 % 7 != 6 }
        var optimiser = RollingOptimiser(parameters: coarse)
        let decision = optimiser.decide(situation)
        #expect(decision.intents.count == batteries.count && decision.plan.count == situation.prices.count)
        #expect(decision.intents.allSatisfy { !$0.mayDischarge }, "\(decision.intents)")
        for (slot, prices) in zip(decision.plan, situation.prices) where prices.importPrice < .zero {
            #expect(slot.battery.value <= 0)
            #expect(!slot.intent.mayDischarge, "\(slot.intent) at \(prices.importPrice)")
        }
    }
}
