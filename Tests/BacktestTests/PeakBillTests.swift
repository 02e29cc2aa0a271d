// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies
import Testing

@Suite struct PeakBillTests {
    /// Does nothing, and keeps what it was told.
    private struct Idle: Policy {
        let name = "idle"
        var seen: [PolicySituation] = []
        mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
            seen.append(situation)
            return PolicyDecision(intents: [.idle], reason: Reason(driver: .schedule))
        }
    }

    /// A house without sun at one price, 4 EUR per kW of the month's peak and 25 % on it; net load in kW.
    private static func house(
        _ netLoad: [Double], from: String, spot: Double = 0.1, stored: Double = 0, counting: PeakCounting = .all
    ) throws -> BacktestHouse {
        let first = try Benchmark.slot(from)
        func series(_ values: [Double]) -> SlotSeries { SlotSeries(firstSlot: first, values: values) }
        return try BacktestHouse(
            home: HomeSeries(
                load: series(netLoad.map { $0 * 1000 }), heatPump: series(netLoad.map { _ in 0 }),
                pv: series(netLoad.map { _ in 0 }), spotPrice: series(netLoad.map { _ in spot }), temperature: nil),
            tariff: Tariff(
                currency: "EUR", energy: .spot, importFees: .zero, vat: 0.25, export: .fixed(.zero),
                peakFee: PricePerKWMonth(4), peakCounting: counting),
            battery: Benchmark.battery, site: Benchmark.site, window: first..<first.advanced(by: netLoad.count),
            initialStored: WattHours(stored))
    }

    @Test func windowOverAMonthsEnd_billsThePeakOfEach() throws {
        let house = try Self.house([2, 3, 1, 2, 1], from: "2016-10-31T22:30Z")
        var idle = Idle()
        let result = try #require(Backtest(house, mode: .perfect).run(&idle))
        let energy = 0.25 * 9 * 0.1 * 1.25
        #expect(abs(result.peakCost.value - 5 * (3 + 2)) < 1e-9)
        #expect(abs(result.cost.value - energy - 25) < 1e-9)
        #expect(abs(result.noBattery.value - result.cost.value) < 1e-9)
        // The charge falls on the days that caused it.
        #expect(result.days.count == 2)
        #expect(abs(result.days[0].cost.value - (0.25 * 5 * 0.125 + 15)) < 1e-9)
        #expect(abs(result.days.reduce(0) { $0 + $1.cost.value } - result.socAdjustedCost.value) < 1e-9)
        #expect(idle.seen.map(\.peakSoFar) == [0, 2000, 0, 1000, 2000].map { Watts($0) })
        #expect(idle.seen.allSatisfy { $0.peakPrice == PricePerKWMonth(5) })
    }

    @Test func optimiser_levelsAnEveningThatItSeesComing() throws {
        let net = Array(repeating: 1.0, count: 24) + Array(repeating: 4, count: 4) + Array(repeating: 1, count: 8)
        let house = try Self.house(net, from: "2016-11-07T12:00Z")
        var (rule, optimiser) = (
            SelfConsumption(), RollingOptimiser(parameters: .init(gridNodes: 201, terminalWeight: 0))
        )
        let ruled = try #require(Backtest(house, mode: .perfect).run(&rule))
        let planned = try #require(Backtest(house, mode: .perfect).run(&optimiser))
        let best = try #require(PerfectForesight(gridNodes: 501).run(house))
        // 4 kWh, with losses, from 24 quarter hours of 1 kW: 36 quarter hours of about 1.4 kW.
        #expect(abs(ruled.peakCost.value - 20) < 1e-9)
        #expect(planned.peakCost.value < 5 * 1.8)
        #expect(planned.socAdjustedCost < ruled.socAdjustedCost)
        #expect(best.peakCost.value < 5 * 1.8)
        #expect(best.socAdjustedCost.value < planned.socAdjustedCost.value + 0.02)
    }

    /// One quarter hour of 4 kW, and the hour after it of 2 kW.
    @Test func peak_isBilledByTheHour_andByTheHoursThatCount() throws {
        func peakCost(_ counting: PeakCounting) throws -> Double {
            let house = try Self.house([4, -1, 0, 0, 2, 2, 2, 2], from: "2016-11-07T12:00Z", counting: counting)
            var idle = Idle()
            let result = try #require(Backtest(house, mode: .perfect).run(&idle))
            #expect(abs(result.noBattery.value - result.cost.value) < 1e-9)
            return result.peakCost.value
        }
        let noon = PeakCounting.Period(name: "noon", times: CalendarPeriod(quarters: Set(48..<52)))
        #expect(abs(try peakCost(.all) - 20) < 1e-9)
        #expect(abs(try peakCost(PeakCounting(average: .hour)) - 10) < 1e-9)
        #expect(abs(try peakCost(PeakCounting(average: .hour, periods: [noon])) - 5) < 1e-9)
        #expect(try peakCost(PeakCounting(periods: [.init(name: "June", times: CalendarPeriod(months: [6]))])) == 0)
    }

    @Test func perfectForesight_takesAllFromTheHourThatDoesNotCount() throws {
        let second = PeakCounting.Period(name: "second", times: CalendarPeriod(quarters: [49]))
        let house = try Self.house([2, 4], from: "2016-11-07T12:00Z", counting: PeakCounting(periods: [second]))
        let best = try #require(PerfectForesight().run(house))
        #expect(best.peakCost.value < 0.1)
    }

    @Test func perfectForesight_levelsTwoQuarterHours() throws {
        let house = try Self.house([2, 4], from: "2016-11-07T12:00Z")
        let best = try #require(PerfectForesight().run(house))
        // Charging c and giving 0.92 c back: 2 + c = 4 - 0.92 c.
        #expect(abs(best.peakCost.value - 5 * (2 + 2 / 1.92)) < 0.1)
    }
}
