// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Tables
import Testing

@testable import PlanCycle

/// Prices in a wrong unit against all real days there are.
@Suite struct PriceCheckTests {
    /// A market's prices, per kWh.
    private struct Market {
        let zone: TimeZoneRule
        let series: SlotSeries

        /// The series as it would be in another unit.
        func times(_ factor: Double) -> SlotSeries {
            SlotSeries(firstSlot: series.firstSlot, values: series.slots.map { series.rawValue(at: $0) * factor })
        }
    }

    /// What is asked of a market.
    struct Expectation: CustomTestStringConvertible, Sendable {
        let market: String
        let days: Int
        /// Days that are refused as they are.
        var refused: [String] = []
        /// Days that pass though they were multiplied by a factor, each a document by itself.
        var passes: [Double: [String]] = [:]
        var testDescription: String { market }
    }

    private func market(_ name: String) throws -> Market? {
        guard name == "se3" else {
            guard let path = SharedData.path("price_\(name)_epf.csv.gz") else { return nil }
            let table = try MarketTable(contentsOf: path)
            let prices = try #require(table["price_eur_per_mwh"])
            // Its clock has 24 h every day.
            return Market(
                zone: .utc,
                series: SlotSeries(
                    firstSlot: Slot(containing: table.days.lowerBound.startUTC),
                    values: prices.flatMap { [Double](repeating: $0 / 1000, count: 4) }))
        }
        guard let path = SharedData.path("price_se3.csv.gz") else { return nil }
        let prices = try #require(try SlotTable(contentsOf: path)[.pricePerMWh])
        let perKWh = prices.slots.map { prices.rawValue(at: $0) / 1000 }
        return Market(zone: .centralEuropean, series: SlotSeries(firstSlot: prices.firstSlot, values: perKWh))
    }

    /// The days of `scaled` that pass, each against the real ones of the 28 days before it.
    private func passing(_ scaled: [PriceDay], _ real: [PriceDay], _ check: PriceCheck) -> [String] {
        scaled.indices.dropFirst(PriceCheck.leastDays).compactMap { k in
            let before = Array(real[max(0, k - PriceCheck.historyDays)..<k])
            return check.refusal([scaled[k]], stored: before, ofSource: before) == nil
                ? scaled[k].date.description : nil
        }
    }

    /// Of 7,547 real days one is refused, and that one is none: the Nord Pool file has the prices of a Friday for a Monday too.
    @Test(arguments: [
        Expectation(
            market: "se3", days: 3193,
            passes: [
                10: [
                    "2021-10-03", "2022-01-16", "2022-01-29", "2022-05-14", "2022-06-11", "2022-06-18", "2022-07-02",
                    "2022-07-09", "2022-07-14", "2022-07-25", "2022-08-03", "2022-10-06", "2022-11-11", "2023-08-07",
                    "2023-09-19", "2024-02-03", "2024-02-23", "2024-04-07", "2024-04-10", "2024-08-26",
                ], 0.1: ["2023-10-09", "2023-10-16"],
            ]),
        Expectation(market: "de", days: 2177),
        Expectation(market: "np", days: 2177, refused: ["2013-08-05"]),
    ])
    func realDaysPass_andThoseInAnotherUnitAreRefused(expected: Expectation) throws {
        guard let market = try market(expected.market) else { return }
        let check = PriceCheck(quantity: .spotPrice, zone: market.zone)
        let real = PriceDay.days(of: market.series, zone: market.zone)
        let days = real.dropFirst(PriceCheck.leastDays).map(\.date.description)
        let passing = Set(passing(real, real, check))
        #expect(days.filter { !passing.contains($0) } == expected.refused && days.count == expected.days)
        for factor in [10, 100, 1000, 0.1, 0.01, 0.001] {
            let scaled = PriceDay.days(of: market.times(factor), zone: market.zone)
            #expect(self.passing(scaled, real, check) == expected.passes[factor] ?? [], "times \(factor)")
        }
    }

    /// Sources are asked from today on: there the least factor is told on every day.
    @Test(arguments: [("se3", 10), ("se3", 0.1), ("de", 10), ("np", 0.1)])
    func otherUnit_isAlwaysRefused_whereTodayIsStoredAndInTheDocument(name: String, factor: Double) throws {
        guard let market = try market(name) else { return }
        let check = PriceCheck(quantity: .spotPrice, zone: market.zone)
        let (scaled, real) = (market.times(factor), market.series)
        var day = LocalDay(containing: real.firstSlot, in: market.zone)
        var passing: [CivilDate] = []
        while day.slots.upperBound < real.slots.upperBound {
            let next = day.next(in: market.zone)
            let document = scaled.part(day.slots.lowerBound..<next.slots.upperBound)
            let nothing = SlotSeries(firstSlot: day.slots.lowerBound, values: [Double]())
            if check.refusal(document, stored: real.part(day.slots), ofSource: nothing) == nil {
                passing.append(next.date)
            }
            day = next
        }
        #expect(passing.isEmpty)
    }
}
