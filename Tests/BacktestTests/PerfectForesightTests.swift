// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies
import Testing

/// A small convex problem with the optimum of the same linear programme.
///
/// Optimum by scipy 1.17.1 (`linprog`, HiGHS): minimise the bill over charge and discharge, end with at least the 5 kWh of
/// the start. No price is below 0. Net loads are drawn from a normal distribution with numpy's `default_rng(7)`; each price
/// holds for four quarter hours.
private struct SmallProblem: Sendable {
    let netLoad: [Double]
    let hourlySpot: [Double]
    let optimum: Double
}

private let smallProblems = [
    SmallProblem(
        netLoad: [
            0.3, 0.9, -0.25, -1.48, -0.61, -1.68, 0.42, 2.98, -0.68, -0.94, 1.28, 1.01, 0.51, -1.56, 0.24, 1.69,
            -2.39, -0.62, -3.5, -2.28, -3.38, -0.17, -2.23, 0.84,
        ], hourlySpot: [0.009, 0.129, 0.117, 0.229, 0.157, 0.129], optimum: -0.80245),
    SmallProblem(
        netLoad: [
            -2.76, -0.66, -1.66, -1.32, 2.42, -1.32, 0.23, 2.07, -0.87, 0.08, 0.52, 0.43, -2.15, 0.45, 3.02, -2.79,
            2.02, 0.54, -0.98, 4.3, 1.82, -2.1, 0.45, 1.45,
        ], hourlySpot: [0.038, 0.204, 0.095, 0.245, 0.147, 0.151], optimum: 0.072389),
    SmallProblem(
        netLoad: [
            0.71, -0.63, 0.55, -2.07, -0.86, -0.09, 2.1, 2.59, -2.35, -1.29, 1.59, -3.68, -0.63, 0.11, 2.81, 1.68,
            -0.35, -0.44, -0.2, 3.35, -0.56, -0.31, 1.01, 0.06,
        ], hourlySpot: [0.16, 0.142, 0.094, 0.103, 0.06, 0.01], optimum: 0.106023),
    SmallProblem(
        netLoad: [
            0.25, 1.64, -0.38, 2.4, 0.29, 1.47, -2.28, 0.99, -3.08, -3.77, -0.31, -1.5, 0.63, 4.79, -1.36, -0.95,
            0.71, 1.29, -0.05, -0.11, 1.7, 1.34, -1.77, 0.14,
        ], hourlySpot: [0.188, 0.203, 0.034, 0.105, 0.204, 0.004], optimum: -0.217151),
]

@Test(arguments: smallProblems) fileprivate func smallProblem_costsWhatTheLinearProgrammeSays(
    problem: SmallProblem
) throws {
    let house = try Benchmark.house(
        netLoad: problem.netLoad, spot: problem.hourlySpot.flatMap { Array(repeating: $0, count: 4) })
    let result = try #require(PerfectForesight().run(house))
    #expect(abs(result.cost.value - problem.optimum) < 0.0005)
    #expect(result.finalStored.value >= 4999.99)
}

/// Three days of November: optimum of the same linear programme on the recorded houses.
@Test(arguments: [("home_de_a", 9.539423), ("home_de_b", 11.2824), ("home_de_c", 9.055324)])
func recordedDays_costWhatTheLinearProgrammeSays(home: String, optimum: Double) throws {
    guard let house = try Benchmark.house(home, from: "2016-11-07T23:00Z", to: "2016-11-10T23:00Z") else { return }
    let result = try #require(PerfectForesight(gridNodes: 1001).run(house))
    #expect(abs(result.cost.value - optimum) < 0.001)
    #expect(result.finalStored.value >= 4999.99)
}

@Test func negativePrices_areUsedWithoutChargingAndDischargingAtOnce() throws {
    // Import pays 0.25 per kWh in the first hour: the battery takes all it can, 5 kW for the room of 5 kWh.
    let house = try Benchmark.house(
        netLoad: Array(repeating: 1, count: 8),
        spot: Array(repeating: -0.30, count: 4) + Array(repeating: 0.10, count: 4))
    let result = try #require(PerfectForesight().run(house))
    let eta = 0.92.squareRoot()
    let charged = 5 * 0.25 * 4.0
    let cost = -0.25 * (1 + charged) + 0.25 * 0 - 0.10 * (charged * eta * eta - 1)
    #expect(abs(result.cost.value - cost) < 0.0005)
}

@Test func noPolicy_beatsPerfectForesight() throws {
    guard let house = try Benchmark.house("home_de_a", from: "2016-11-07T23:00Z", to: "2016-11-10T23:00Z") else {
        return
    }
    let best = try #require(PerfectForesight(gridNodes: 501).run(house))
    var rule = SelfConsumption()
    let ruled = try #require(Backtest(house, mode: .perfect, horizonSlots: 1).run(&rule))
    let endedWithLess = try #require(PerfectForesight(gridNodes: 501).run(house, finalStored: ruled.finalStored))
    #expect(endedWithLess.cost <= ruled.cost)
    #expect(best.noBattery == ruled.noBattery)
    #expect(try #require(ruled.sharePercent(perfectForesight: best.cost)) < 100)
}

@Test func surplusThatCostsMoney_isTurnedDownWhereItMayBe() throws {
    let net = Array(repeating: -4.0, count: 16) + Array(repeating: 1, count: 16)
    let house = try Benchmark.house(
        netLoad: net, spot: Array(repeating: -0.05, count: 16) + Array(repeating: 0.05, count: 16))
    var optimiser = RollingOptimiser(parameters: .init(gridNodes: 101))
    let limited = try #require(Backtest(house, mode: .perfect, canLimitPV: true).run(&optimiser))
    // That leaves as much as the optimiser does.
    let left = limited.finalStored
    let plain = try #require(PerfectForesight().run(house, finalStored: left))
    let best = try #require(PerfectForesight(canLimitPV: true).run(house, finalStored: left))
    #expect(limited.cost.value < plain.cost.value - 0.1, "what must export is no bound")
    #expect(best.cost.value < limited.cost.value + 1e-6)
    #expect(best.pvCurtailed.kWh > 5)
}

@Test func batteryIsNotEmptiedIntoAGridThatChargesForIt() throws {
    // At night: emptied at a loss of 0.05 and filled again at 0.02 earned, 5 kW for a quarter hour each.
    let first = Slot(index: 1_640_000)
    func series(_ values: [Double]) -> SlotSeries { SlotSeries(firstSlot: first, values: values) }
    let house = try BacktestHouse(
        home: HomeSeries(
            load: series([0, 0]), heatPump: series([0, 0]), pv: series([0, 0]), spotPrice: series([-0.05, -0.12]),
            temperature: nil),
        tariff: Benchmark.tariff, battery: Benchmark.battery, site: Benchmark.site,
        window: first..<first.advanced(by: 2), initialStored: WattHours(10_000))
    let best = try #require(PerfectForesight(canLimitPV: true).run(house))
    #expect(best.socAdjustedCost.value < 1e-9)
    #expect(best.batteryDischarge == .zero)
}

@Test func whoIsPaidToImport_turnsAllPVDown() throws {
    let first = Slot(index: 1_640_000)
    func series(_ value: Double) -> SlotSeries { SlotSeries(firstSlot: first, values: [value, value]) }
    // Import earns 0.25 per kWh, and a battery that holds nothing takes none of it.
    let house = try BacktestHouse(
        home: HomeSeries(
            load: series(1000), heatPump: series(0), pv: series(3000), spotPrice: series(-0.3), temperature: nil),
        tariff: Benchmark.tariff,
        battery: BatteryDescription(
            capacity: .zero, maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.92),
        site: Benchmark.site, window: first..<first.advanced(by: 2))
    let plain = try #require(PerfectForesight().run(house))
    let best = try #require(PerfectForesight(canLimitPV: true).run(house))
    #expect(abs(plain.cost.value - 0.3) < 1e-9)
    #expect(abs(best.cost.value + 0.5 * 0.25) < 1e-9)
    #expect(abs(best.pvCurtailed.kWh - 1.5) < 1e-9)
}

@Test func search_stopsWhereverItIsTold() throws {
    let house = try Benchmark.house(netLoad: Array(repeating: 1, count: 24), spot: Array(repeating: 0.1, count: 24))
    var asked = 0
    let whole = PerfectForesight().run(house) {
        asked += 1
        return true
    }
    #expect(whole != nil && asked > 2, "in both passes")
    for limit in 0..<asked {
        var left = limit
        let stopped = PerfectForesight().run(house) {
            left -= 1
            return left >= 0
        }
        #expect(stopped == nil, "after \(limit) of \(asked)")
    }
}
