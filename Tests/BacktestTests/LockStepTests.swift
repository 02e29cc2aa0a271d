// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies
import Testing

/// Asks for one intent after the other, over and over.
private struct Round: Policy {
    let name = "round"
    let intents: [BatteryIntent]
    var asked = 0

    init(_ intents: [BatteryIntent]) { self.intents = intents }

    mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        defer { asked += 1 }
        return PolicyDecision(intents: [intents[asked % intents.count]], reason: Reason(driver: .schedule))
    }
}

@Suite struct LockStepTests {
    /// Five days and two hours from 13:00 on by the market's clock.
    private static func house() throws -> BacktestHouse {
        let slots = 0..<(5 * 96 + 8)
        return try Benchmark.house(
            netLoad: slots.map { Double($0 * 7919 % 601) / 100 - 3 },
            spot: slots.map { 0.02 * Double($0 / 4 * 31 % 17) - 0.05 })
    }

    @Test(arguments: [ForecastMode.perfect, .knownPrices, .naive])
    func policiesInLockStep_doAsOneByOne(mode: ForecastMode) throws {
        let backtest = Backtest(try Self.house(), mode: mode, horizonSlots: 8)
        func policies() -> [any Policy] {
            [
                SelfConsumption(),
                RollingOptimiser(parameters: .init(horizonSlots: 8, gridNodes: 21, uncertainGridNodes: 11)),
                Round([.charge(Watts(3000)), .noDischarge, .discharge(Watts(2000))]),
            ]
        }
        var together = policies()
        var done = 0
        let results = try #require(
            backtest.run(&together) {
                done = $0; return true
            })
        #expect(done == backtest.house.window.count)
        #expect(Set(results).count == 3)
        for (policy, result) in zip(policies(), results) {
            var alone = [policy]
            #expect(backtest.run(&alone) == [result])
        }
        var round = Round([.charge(Watts(3000)), .noDischarge, .discharge(Watts(2000))])
        #expect(backtest.run(&round) == results[2])
        #expect(round.asked == done && (together[2] as? Round)?.asked == done)
    }

    @Test func executor_isEveryPolicysOwn() throws {
        let house = try Benchmark.house(netLoad: [2, -2], spot: [0.1, 0.1])
        let gate = GatedExecutor(site: house.site, battery: house.battery)
        let backtest = Backtest(house, mode: .perfect)
        var policies: [any Policy] = [Round([.charge(Watts(3000))]), SelfConsumption()]
        let results = try #require(backtest.run(&policies, executor: gate))
        var alone = SelfConsumption()
        #expect(backtest.run(&alone, executor: gate) == results[1])
        #expect(results[0].batteryDischarge == .zero && results[1].batteryDischarge > .zero)
    }

    @Test func clock_tellsWhatTheDecisionsOfEachTook() throws {
        let house = try Benchmark.house(netLoad: [1, 1, 1], spot: [0.1, 0.1, 0.1])
        var policies: [any Policy] = [SelfConsumption(), SelfConsumption()]
        var readings = 0
        let results = Backtest(house, mode: .perfect).run(
            &policies,
            clock: {
                readings += 1
                return Double(readings * readings)
            })
        // (4 - 1) + (36 - 25) + (100 - 81), and those between.
        #expect(results?.map(\.seconds) == [33, 45])
    }

    @Test func days_areThoseOfTheMarket_andSumUpToTheBill() throws {
        let house = try Self.house()
        var policies: [any Policy] = [Round([.charge(Watts(900)), .idle, .discharge(Watts(700)), .selfConsume])]
        let result = try #require(Backtest(house, mode: .perfect, horizonSlots: 1).run(&policies)?.first)
        #expect(result.days.map(\.isWhole) == [false, true, true, true, true, false])
        let first = LocalDay(containing: house.window.lowerBound, in: .centralEuropean).date.dayNumber
        #expect(result.days.map(\.date.dayNumber) == Array(first..<first + 6))
        let sum = result.days.reduce(.zero) { $0 + $1.cost }
        #expect((sum - result.socAdjustedCost).magnitude.value < 1e-9)
        #expect((result.socAdjustedCost - result.cost).magnitude.value > 0.01, "energy was left or taken")
        let best = try #require(PerfectForesight(gridNodes: 201).run(house))
        #expect((best.days.reduce(.zero) { $0 + $1.cost } - best.socAdjustedCost).magnitude.value < 1e-9)
    }

    @Test func day_paysForWhatItTakesOutOfTheBattery_andTellsWhatWoreOff() throws {
        // 22:30Z in winter: two quarter hours to the market's midnight, and one after it.
        let first = try Benchmark.slot("2026-01-05T22:30Z")
        func series(_ values: [Double]) -> SlotSeries { SlotSeries(firstSlot: first, values: values) }
        let house = try BacktestHouse(
            home: HomeSeries(
                load: series([2000, 2000, 2000]), heatPump: series([0, 0, 0]), pv: series([0, 0, 0]),
                spotPrice: series([0.1, 0.3, 0.2]), temperature: nil),
            tariff: Benchmark.tariff,
            battery: BatteryDescription(
                capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000),
                roundTripEfficiency: 0.92, floor: 0, ceiling: 1, wear: PricePerKWh(0.06)),
            site: Benchmark.site, window: first..<first.advanced(by: 3))
        var round = Round([.idle, .selfConsume, .charge(Watts(4000))])
        let days = try #require(Backtest(house, mode: .perfect).run(&round)).days
        let (mean, eta) = (1.25 * 0.3, 0.92.squareRoot())
        #expect(days.map(\.date.description) == ["2026-01-05", "2026-01-06"])
        #expect(abs(days[0].cost.value - (0.5 * 0.25 + 0.5 / eta * eta * mean)) < 1e-9)
        #expect(abs(days[1].cost.value - (1.5 * 0.375 - 1 * eta * eta * mean)) < 1e-9)
        #expect(abs(days[0].wear.value - 0.5 * 0.06) < 1e-9 && days[1].wear == .zero)
    }

    @Test func writes_areTheWishesThatNoRefreshWouldKeep() throws {
        let wishes: [(BatteryIntent, writes: Int)] = [
            (.selfConsume, 0), (.charge(Watts(4000)), 1), (.charge(Watts(4099)), 1), (.charge(Watts(4199)), 2),
            (.idle, 3), (.idle, 3), (.noCharge, 4), (.selfConsume, 5), (.selfConsume, 5), (.discharge(Watts(30)), 6),
            (.noCharge, 7),
        ]
        let house = try Benchmark.house(netLoad: wishes.map { _ in 1 }, spot: wishes.map { _ in 0.1 })
        for count in 1...wishes.count {
            let part = try BacktestHouse(
                home: house.home, tariff: house.tariff, battery: house.battery, site: house.site,
                window: house.window.lowerBound..<house.window.lowerBound.advanced(by: count))
            var script = Round(wishes.map(\.0))
            #expect(Backtest(part, mode: .perfect).run(&script)?.writes == wishes[count - 1].writes, "\(count)")
        }
    }
}
