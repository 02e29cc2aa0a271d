// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies
import Testing

/// Asks for one intent after the other, and keeps what it was told.
private struct Script: Policy {
    let name = "script"
    var intents: [BatteryIntent]
    var importLimit: Watts?
    var seen: [PolicySituation] = []

    mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        seen.append(situation)
        return PolicyDecision(
            intents: [intents[seen.count - 1]], importLimit: importLimit, reason: Reason(driver: .schedule))
    }
}

@Test func bill_followsThePowersOfTheBattery() throws {
    let house = try Benchmark.house(netLoad: [2, 2, -1, 2], spot: [0.1, 0.3, 0.2, 0.3])
    var script = Script(intents: [.charge(Watts(4000)), .selfConsume, .noCharge, .discharge(Watts(4000))])
    let result = try #require(Backtest(house, mode: .perfect).run(&script))
    let expected = 0.25 * (0.25 * 6 + 0 - 0.2 * 1 - 0.3 * 2)
    #expect(abs(result.cost.value - expected) < 1e-9)
    #expect(abs(result.gridImport.kWh - 1.5) < 1e-9)
    #expect(abs(result.gridExport.kWh - 0.75) < 1e-9)
    #expect(abs(result.batteryDischarge.kWh - 1.5) < 1e-9)
    #expect(abs(result.cycles - 0.15) < 1e-9)
    #expect(result.modeChanges == 3)
    let eta = 0.92.squareRoot()
    #expect(abs(result.finalStored.kWh - (5 + eta - 1.5 / eta)) < 1e-9)
    let mean = 1.25 * (0.225 + 0.10)
    #expect(abs(result.socAdjustedCost.value - expected - (5 - result.finalStored.kWh) * eta * mean) < 1e-9)
}

/// 3.5 kW leave 1.5 beside 2 kW, 4.5 beside a surplus of 1 kW and nothing beside 4 kW.
@Test func charge_isCutToTheImportLimit_asTheLoadCame() throws {
    let house = try Benchmark.house(netLoad: [2, -1, 4, 2], spot: [0.1, 0.1, 0.1, 0.1])
    var script = Script(
        intents: Array(repeating: .charge(Watts(4000)), count: 3) + [.noDischarge], importLimit: Watts(3500))
    let result = try #require(Backtest(house, mode: .perfect).run(&script))
    #expect(abs(result.gridImport.kWh - 0.25 * (3.5 + 3 + 4 + 2)) < 1e-9)
    #expect(abs(result.finalStored.kWh - (5 + 0.25 * (1.5 + 4) * 0.92.squareRoot())) < 1e-9)
    #expect(result.modeChanges == 1, "a charge of nothing is noDischarge")
}

/// Asks for one output limit in every slot.
private struct Limiter: Policy {
    let name = "limiter"
    let limit: Watts

    func decide(_ situation: PolicySituation) -> PolicyDecision {
        PolicyDecision(intents: [.noCharge], pvLimit: limit, reason: Reason(driver: .schedule))
    }
}

@Test func outputLimit_curtailsOnlyWhereABacktestAllowsIt() throws {
    let house = try Benchmark.house(netLoad: [-4, -4, 1], spot: [-0.2, -0.2, 0.1])
    var policy = Limiter(limit: Watts(1000))
    let plain = try #require(Backtest(house, mode: .perfect).run(&policy))
    #expect(plain.pvCurtailed == .zero)
    #expect(abs(plain.gridExport.kWh - 2) < 1e-9)
    let limited = try #require(Backtest(house, mode: .perfect, canLimitPV: true).run(&policy))
    #expect(abs(limited.pvCurtailed.kWh - 1.5) < 1e-9)
    #expect(abs(limited.gridExport.kWh - 0.5) < 1e-9)
    #expect(abs(limited.cost.value - 0.2 * 0.5) < 1e-9)
    #expect(limited.noBattery == plain.noBattery)
}

@Test func optimiser_earnsByCurtailingOnADayOfNegativePrices() throws {
    let net = Array(repeating: -4.0, count: 16) + Array(repeating: 1, count: 16)
    let house = try Benchmark.house(
        netLoad: net, spot: Array(repeating: -0.05, count: 16) + Array(repeating: 0.05, count: 16))
    var optimiser = RollingOptimiser(parameters: .init(gridNodes: 101))
    let without = try #require(Backtest(house, mode: .perfect).run(&optimiser))
    let with = try #require(Backtest(house, mode: .perfect, canLimitPV: true).run(&optimiser))
    #expect(with.gridExport.kWh < 1e-6)
    #expect(with.pvCurtailed.kWh > 5)
    #expect(with.socAdjustedCost.value < without.socAdjustedCost.value - 0.2)
}

@Test func stopRequest_endsTheRunWithoutABill() throws {
    let house = try Benchmark.house(netLoad: [1, 1, 1], spot: [0.1, 0.1, 0.1])
    var script = Script(intents: [.idle, .idle, .idle])
    #expect(Backtest(house, mode: .perfect).run(&script, progress: { $0 < 2 }) == nil)
    #expect(script.seen.count == 2)
}

@Test func missingData_isNamedWithItsSlot() throws {
    let house = try Benchmark.house(netLoad: [1, 1], spot: [0.1, 0.1])
    let after = house.window.upperBound
    #expect(throws: BacktestHouse.Fault.missingPower(after)) {
        try BacktestHouse(
            home: house.home, tariff: house.tariff, battery: house.battery, site: house.site,
            window: house.window.lowerBound..<after.advanced(by: 1))
    }
    #expect(throws: BacktestHouse.Fault.emptyWindow) {
        try BacktestHouse(
            home: house.home, tariff: house.tariff, battery: house.battery, site: house.site, window: after..<after)
    }
}

@Test func knowledge_perfectSeesAll_knownPricesSeesTheMarketDay_naiveSeesOnlyThePast() throws {
    guard let house = try Benchmark.house("home_de_a", from: "2016-11-07T23:00Z", to: "2016-11-10T23:00Z") else {
        return
    }
    let morning = try Benchmark.slot("2016-11-08T11:45Z")
    let perfect = Backtest(house, mode: .perfect).situation(at: morning, stored: WattHours(5000))
    #expect(perfect.prices.count == 192)
    #expect(perfect.expectedPrices.isEmpty)
    let known = Backtest(house, mode: .knownPrices).situation(at: morning, stored: WattHours(5000))
    #expect(known.prices.count == 45)
    #expect(known.prices[...] == perfect.prices.prefix(45))
    #expect(known.expectedPrices.count == 147)
    #expect(known.load == perfect.load)
    #expect(known.stateOfCharge == [0.5])
    let naive = Backtest(house, mode: .naive).situation(at: morning, stored: WattHours(5000))
    #expect(naive.prices == known.prices)
    #expect(naive.load?.model == "naive-mean-1-14d-v2")
    #expect(naive.load != perfect.load)
}

/// The first slot without a price: end of the market day, or of the next one from 12:00Z on.
@Test(
    arguments: [
        ("2016-11-07T23:00Z", "2016-11-08T23:00Z"), ("2016-11-08T11:45Z", "2016-11-08T23:00Z"),
        ("2016-11-08T12:00Z", "2016-11-09T23:00Z"), ("2016-11-08T22:45Z", "2016-11-09T23:00Z"),
        ("2016-07-01T11:45Z", "2016-07-01T22:00Z"), ("2016-07-01T12:00Z", "2016-07-02T22:00Z"),
        ("2016-03-26T12:00Z", "2016-03-27T22:00Z"), ("2016-10-29T12:00Z", "2016-10-30T23:00Z"),
        ("2016-10-29T22:00Z", "2016-10-30T23:00Z"),
    ])
func prices_areKnownToTheEndOfTheMarketDay(now: String, end: String) throws {
    #expect(PriceKnowledge().end(at: try Benchmark.slot(now)) == (try Benchmark.slot(end)))
}

@Test(arguments: [ForecastMode.perfect, .knownPrices, .naive])
func optimiser_beatsSelfConsumptionOnADayOfNovember(mode: ForecastMode) throws {
    guard let house = try Benchmark.house("home_de_b", from: "2016-11-07T23:00Z", to: "2016-11-08T23:00Z") else {
        return
    }
    var rule = SelfConsumption()
    let ruled = try #require(Backtest(house, mode: mode, horizonSlots: 1).run(&rule))
    // Coarse and short-sighted, because a debug build runs this.
    var optimiser = RollingOptimiser(parameters: .init(horizonSlots: 96, gridNodes: 101, uncertainGridNodes: 51))
    let planned = try #require(Backtest(house, mode: mode, horizonSlots: 96).run(&optimiser))
    #expect(planned.socAdjustedCost < ruled.socAdjustedCost)
    #expect(planned.noBattery == ruled.noBattery)
}
