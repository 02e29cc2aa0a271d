// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HearthTestKit
import Policies
import Testing

/// The cheapest sequence of intents by trying all of them, forced powers in steps; without those that are paid for
/// discharging, which the optimiser does not plan.
private struct BruteForce {
    let net: [Double]
    let importPrice: [Double]
    let exportPrice: [Double]
    let battery: SlotBattery
    private let intents: [BatteryIntent]

    init(net: [Double], importPrice: [Double], exportPrice: [Double], battery: SlotBattery) {
        (self.net, self.importPrice, self.exportPrice, self.battery) = (net, importPrice, exportPrice, battery)
        let levels = [1, 2.4, 5].map { Watts($0 * 1000) }
        intents =
            [.selfConsume, .noDischarge, .noCharge, .idle] + levels.map(BatteryIntent.charge)
            + levels.map(BatteryIntent.discharge)
    }

    func bill(_ grid: Watts, _ slot: Int) -> Double {
        let prices = SlotPrices(
            importPrice: PricePerKWh(importPrice[slot]), exportPrice: PricePerKWh(exportPrice[slot]))
        return Tariff.cost(gridImport: grid, prices: prices).value
    }

    func wear(_ power: Watts) -> Double {
        (battery.wear * Watts(max(0, power.value)).energy(seconds: Double(Slot.seconds))).value
    }

    private func isPlanned(_ intent: BatteryIntent, _ slot: Int) -> Bool {
        switch intent {
        case .selfConsume, .noCharge: importPrice[slot] >= 0
        case .discharge: importPrice[slot] >= 0 && exportPrice[slot] >= 0
        case .noDischarge, .idle, .charge: true
        }
    }

    func cheapest(from slot: Int, stored: WattHours) -> Double {
        guard slot < net.count else { return 0 }
        let netLoad = Watts(net[slot] * 1000)
        var best = Double.infinity
        for intent in intents where isPlanned(intent, slot) {
            let outcome = battery.run(intent, netLoad: netLoad, stored: stored)
            let now = bill(netLoad - outcome.power, slot) + wear(outcome.power)
            best = min(best, now + cheapest(from: slot + 1, stored: outcome.stored))
        }
        return best
    }
}

/// Small batteries reach full and empty within a few slots; prices go below zero, where the problem is not convex.
@Test(arguments: 0..<9) func optimiser_isNeverDearerThanEverySequenceOfIntents(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let battery = BatteryDescription(
        capacity: WattHours(2000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.9,
        floor: 0.05, ceiling: 1, wear: PricePerKWh(seed % 3 == 0 ? 0.02 : 0))
    let net = (0..<5).map { _ in random.nextUniform() * 8 - 4 }
    let spot = (0..<5).map { _ in random.nextUniform() * 0.6 - 0.3 }
    let importPrice = spot.map { 1.25 * ($0 + 0.1) }
    let brute = BruteForce(net: net, importPrice: importPrice, exportPrice: spot, battery: SlotBattery(battery))
    let start = WattHours(1000)
    var optimiser = RollingOptimiser(parameters: .init(terminalWeight: 0))
    var stored = start
    var cost = 0.0
    for slot in 0..<5 {
        let rest = situation(
            netLoad: Array(net[slot...]), importPrice: Array(importPrice[slot...]), exportPrice: Array(spot[slot...]),
            stateOfCharge: stored.value / 2000, battery: battery)
        let intent = optimiser.decide(rest).intents.first ?? .selfConsume
        let outcome = brute.battery.run(intent, netLoad: Watts(net[slot] * 1000), stored: stored)
        cost += brute.bill(Watts(net[slot] * 1000) - outcome.power, slot) + brute.wear(outcome.power)
        stored = outcome.stored
    }
    // The error left is that of the grid where the values are not convex.
    let reference = brute.cheapest(from: 0, stored: start)
    #expect(cost <= reference + 1e-4, "seed \(seed): \(cost) against \(reference)")
    #expect(cost >= reference - 0.25, "seed \(seed): \(cost) against \(reference)")
}
