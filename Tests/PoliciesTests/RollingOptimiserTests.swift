// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HearthTestKit
import Policies
import Testing

@Test func flatPriceWithoutSun_leavesTheBatteryToItsOwnMode() {
    var optimiser = RollingOptimiser(parameters: coarse)
    let decision = optimiser.decide(
        situation(
            netLoad: Array(repeating: 1, count: 40), importPrice: Array(repeating: 0.3, count: 40),
            exportPrice: Array(repeating: 0.3 / 2, count: 40)))
    #expect(decision.intents == [.selfConsume])
    #expect(decision.reason.driver == .selfConsumption)
}

@Test func cheapNowDearLater_chargesFromTheGridAndSaysWhy() throws {
    var optimiser = RollingOptimiser(parameters: coarse)
    let prices = Array(repeating: 0.10, count: 4) + Array(repeating: 0.40, count: 20)
    let decision = optimiser.decide(
        situation(
            netLoad: Array(repeating: 2, count: 24), importPrice: prices, exportPrice: prices.map { $0 - 0.08 },
            stateOfCharge: 0.1))
    guard case .charge(let power) = try #require(decision.intents.first) else {
        Issue.record("expected a charge, got \(decision.intents)")
        return
    }
    #expect(power.value > 4900)
    #expect(decision.reason.driver == .chargeForLater)
    #expect(try #require(decision.reason.advantage) > Money(0.05))
    #expect(decision.reason.forecast == "test")
}

@Test func dearLater_savesTheStoredEnergy() {
    var optimiser = RollingOptimiser(parameters: .init(gridNodes: 201, terminalWeight: 0))
    let prices = Array(repeating: 0.25, count: 8) + Array(repeating: 0.45, count: 16)
    let decision = optimiser.decide(
        situation(
            netLoad: Array(repeating: 1.5, count: 24), importPrice: prices, exportPrice: prices.map { _ in 0.05 },
            stateOfCharge: 0.4, battery: slowBattery))
    #expect(decision.intents == [.noDischarge])
    #expect(decision.reason.driver == .saveForLater)
}

@Test func wear_keepsASmallSpreadFromMovingTheBattery() {
    var optimiser = RollingOptimiser(parameters: coarse)
    let prices = Array(repeating: 0.20, count: 4) + Array(repeating: 0.30, count: 8)
    func decide(wear: Double) -> BatteryIntent? {
        let battery = BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.92,
            floor: 0, ceiling: 1, wear: PricePerKWh(wear))
        return optimiser.decide(
            situation(
                netLoad: Array(repeating: 1, count: 12), importPrice: prices, exportPrice: prices.map { _ in 0 },
                stateOfCharge: 0, battery: battery)
        ).intents.first
    }
    #expect(decide(wear: 0).map { if case .charge = $0 { true } else { false } } == true)
    #expect(decide(wear: 0.15) == .selfConsume)
}

@Test func batteryFillsAnyway_exportsTheSurplusWhileItEarnsMost() {
    var optimiser = RollingOptimiser(parameters: coarse)
    let export = Array(repeating: 0.20, count: 8) + Array(repeating: -0.02, count: 32)
    let decision = optimiser.decide(
        situation(
            netLoad: Array(repeating: -4, count: 40), importPrice: export.map { $0 + 0.15 }, exportPrice: export,
            stateOfCharge: 0.2))
    #expect(decision.intents == [.noCharge])
    #expect(decision.reason.driver == .exportSurplus)
}

@Test func unsureSun_storesTheSurplusThatASureSunWouldExport() throws {
    let count = 40
    let export =
        Array(repeating: 0.12, count: 4) + Array(repeating: 0.06, count: 16) + Array(repeating: 0.10, count: 20)
    let mean = Array(repeating: 3000.0, count: 20) + Array(repeating: 0.0, count: 20)
    let load = Array(repeating: 500.0, count: 20) + Array(repeating: 2000.0, count: 20)
    func decide(p10: Double, p90: Double) throws -> BatteryIntent {
        var optimiser = RollingOptimiser(parameters: coarse)
        let pv = try #require(
            forecast(
                mean, p10: [3000] + mean.dropFirst().map { $0 * p10 }, p90: [3000] + mean.dropFirst().map { $0 * p90 }))
        let sure = situation(
            netLoad: Array(repeating: 0, count: count), importPrice: export.map { $0 + 0.25 }, exportPrice: export,
            stateOfCharge: 0.1)
        let decision = optimiser.decide(
            PolicySituation(
                now: sure.now, stateOfCharge: sure.stateOfCharge, batteries: sure.batteries, prices: sure.prices,
                load: forecast(load), pv: pv, site: sure.site))
        return try #require(decision.intents.first)
    }
    #expect(try decide(p10: 1, p90: 1) == .noCharge)
    #expect(try decide(p10: 0.05, p90: 1.9) == .selfConsume)
}

@Test func missingPrice_missingChargeState_missingForecast_fallBackToTheOwnMode() {
    var optimiser = RollingOptimiser(parameters: coarse)
    let full = situation(netLoad: [1, 1], importPrice: [0.1, 0.5], exportPrice: [0, 0])
    let noPrice = optimiser.decide(situation(netLoad: [1], importPrice: [], exportPrice: []))
    let noCharge = optimiser.decide(
        situation(netLoad: [1, 1], importPrice: [0.1, 0.5], exportPrice: [0, 0], stateOfCharge: nil))
    let nonsense = optimiser.decide(
        situation(netLoad: [1, 1], importPrice: [0.1, 0.5], exportPrice: [0, 0], stateOfCharge: .nan))
    let noForecast = optimiser.decide(
        PolicySituation(
            now: full.now, stateOfCharge: full.stateOfCharge, batteries: full.batteries, prices: full.prices,
            load: nil, pv: full.pv, site: full.site))
    let brokenPrice = optimiser.decide(situation(netLoad: [1, 1], importPrice: [.nan, 0.5], exportPrice: [0, 0]))
    let noRoom = optimiser.decide(
        PolicySituation(
            now: full.now, stateOfCharge: full.stateOfCharge,
            batteries: [
                BatteryDescription(
                    capacity: .zero, maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.9)
            ],
            prices: full.prices, load: full.load, pv: full.pv, site: full.site))
    for (decision, driver) in [
        (noPrice, Reason.Driver.noPrice), (noCharge, .noMeasurement), (nonsense, .noMeasurement),
        (noForecast, .noForecast), (brokenPrice, .noPrice), (noRoom, .noPlan),
    ] {
        #expect(decision.intents == [.selfConsume])
        #expect(decision.reason.driver == driver)
        #expect(decision.plan.isEmpty)
    }
}

@Test func importLimit_capsThePlannedCharge() throws {
    var optimiser = RollingOptimiser(parameters: coarse)
    let prices = Array(repeating: 0.10, count: 4) + Array(repeating: 0.40, count: 20)
    let decision = optimiser.decide(
        situation(
            netLoad: Array(repeating: 2, count: 24), importPrice: prices, exportPrice: prices.map { _ in 0 },
            stateOfCharge: 0.1, site: Fixture.site(importLimit: Watts(4200))))
    #expect(decision.plan.allSatisfy { $0.grid.value < 4200.001 })
    guard case .charge(let power) = try #require(decision.intents.first) else {
        Issue.record("expected a charge, got \(decision.intents)")
        return
    }
    #expect(power.value <= 2200.001)
}

@Test func twoBatteries_shareAForcedChargeByTheirPower() throws {
    var optimiser = RollingOptimiser(parameters: coarse)
    let prices = Array(repeating: 0.10, count: 4) + Array(repeating: 0.40, count: 30)
    let one = situation(
        netLoad: Array(repeating: 2, count: 34), importPrice: prices, exportPrice: prices.map { _ in 0 })
    let decision = optimiser.decide(
        PolicySituation(
            now: one.now, stateOfCharge: [0.2, 0.3], batteries: [wholeBattery, slowBattery], prices: one.prices,
            load: one.load, pv: one.pv, site: one.site))
    guard case .charge(let first) = decision.intents.first, case .charge(let second) = decision.intents.last else {
        Issue.record("expected two charges, got \(decision.intents)")
        return
    }
    #expect(decision.intents.count == 2)
    #expect(abs(first / second - 5) < 1e-9)
}

@Test func plan_obeysTheEnergyBalanceAndStaysInsideTheBattery() {
    var random = SplitMix64(seed: 3)
    let spot = (0..<96).map { _ in random.nextUniform() * 0.4 - 0.1 }
    let net = (0..<96).map { _ in random.nextUniform() * 8 - 4 }
    var optimiser = RollingOptimiser(parameters: coarse)
    let decision = optimiser.decide(
        situation(netLoad: net, importPrice: spot.map { $0 * 1.25 + 0.1 }, exportPrice: spot))
    #expect(decision.plan.count == 96)
    #expect(decision.plan.first?.intent == decision.intents.first)
    for (slot, net) in zip(decision.plan, net) {
        #expect(abs(slot.grid.value + slot.battery.value - net * 1000) < 1e-6)
        #expect((0...10_000).contains(slot.storedEnergy.value))
    }
}

@Test func keptMemory_neverChangesAnAnswer() {
    var random = SplitMix64(seed: 4)
    var old = RollingOptimiser(parameters: coarse)
    for length in [40, 96, 12, 60] {
        let spot = (0..<length).map { _ in random.nextUniform() * 0.4 }
        let next = situation(
            netLoad: spot.map { _ in random.nextUniform() * 6 - 3 }, importPrice: spot.map { $0 + 0.1 },
            exportPrice: spot, stateOfCharge: random.nextUniform())
        var new = RollingOptimiser(parameters: coarse)
        #expect(old.decide(next) == new.decide(next))
    }
}

/// 10 kWh, 1 kW.
private let slowBattery = BatteryDescription(
    capacity: WattHours(10_000), maxCharge: Watts(1000), maxDischarge: Watts(1000), roundTripEfficiency: 0.92, floor: 0,
    ceiling: 1)
