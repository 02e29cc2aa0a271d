// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies
import Testing

@Suite struct TariffPeriodBacktestTests {
    private static let calendar = TariffCalendar(zone: .centralEuropean)
    /// Working days of winter.
    private static let workday = CalendarPeriod(
        months: [11, 12, 1, 2, 3], weekdays: Set(0..<5), quarters: Set(24..<88))

    private static func tariff(_ energy: Tariff.Import) -> Tariff {
        Tariff(
            currency: "EUR", energy: energy, importFees: PricePerKWh(0.125), vat: 0, export: .fixed(.zero),
            periods: [TariffPeriod(name: "working day", times: workday, importFees: PricePerKWh(0.375))],
            calendar: calendar)
    }

    /// A load of 1 kW from Tuesday, 2026-03-24 00:00 on, over the weekend, the clock change and the end of March.
    private static func house(_ tariff: Tariff, days: Int = 10) throws -> BacktestHouse {
        let first = try Benchmark.slot("2026-03-23T23:00Z")
        func series(_ value: Double) -> SlotSeries {
            SlotSeries(firstSlot: first, values: [Double](repeating: value, count: 96 * days))
        }
        return try BacktestHouse(
            home: HomeSeries(
                load: series(1000), heatPump: series(0), pv: series(0), spotPrice: series(0.25), temperature: nil),
            tariff: tariff, battery: Benchmark.battery, site: Benchmark.site,
            window: first..<first.advanced(by: 96 * days), initialStored: .zero)
    }

    /// Friday afternoon, 2026-03-27: what comes on the weekend is no mean of the days before.
    @Test(arguments: [Tariff.Import.spot, .fixed(PricePerKWh(0.25))])
    func expectedPrices_areThoseOfTheirOwnHours(energy: Tariff.Import) throws {
        let house = try Self.house(Self.tariff(energy))
        let now = try Benchmark.slot("2026-03-27T14:00Z")
        let situation = Backtest(house, mode: .naive).situation(at: now, stored: .zero)
        let told = situation.prices + situation.expectedPrices
        #expect(told.count == 192 && !situation.expectedPrices.isEmpty)
        for (place, prices) in told.enumerated() {
            let isWorkday = Self.workday.contains(now.advanced(by: place), in: Self.calendar)
            #expect((prices.importPrice.value - (isWorkday ? 0.625 : 0.375)).magnitude < 1e-12, "\(place)")
        }
    }

    /// From 22:00 to 06:00 on working days it is cheaper, which a load of 1 kW can be shifted to.
    @Test func optimiser_shiftsTheLoadOfAFixedTariff() throws {
        let house = try Self.house(Self.tariff(.fixed(PricePerKWh(0.25))), days: 2)
        var optimiser = RollingOptimiser(parameters: .init(gridNodes: 101, terminalWeight: 0))
        let result = try #require(Backtest(house, mode: .perfect).run(&optimiser))
        // 16 of 24 hours are dear. A charge of 10 kWh before each day covers 9.6 kWh of them, at the price of 10.4 at night.
        #expect(abs(result.noBattery.value - 2 * (16 * 0.625 + 8 * 0.375)) < 1e-9)
        let saved = result.noBattery.value - result.cost.value
        #expect(saved > 1.9 * (9.59 * 0.625 - 10.43 * 0.375) && saved < 2 * (9.6 * 0.625 - 10.42 * 0.375))
    }
}
