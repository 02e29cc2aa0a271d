// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Tables
import Testing

@testable import Forecasting

@Suite struct MarketDaysTests {
    /// The day of spring's clock change in the middle of five, each quarter hour numbered by its local hour.
    private func hours(from date: CivilDate, days: Int) -> SlotSeries {
        let zone = TimeZoneRule.centralEuropean
        let first = LocalDay(date, in: zone).slots.lowerBound
        let end = LocalDay(CivilDate(dayNumber: date.dayNumber + days), in: zone).slots.lowerBound
        return SlotSeries(
            firstSlot: first,
            values: (first..<end).map { Double(zone.localSecondOfDay(at: $0.start) / 3600) })
    }

    @Test func clockChanges_giveDaysOf24Hours() throws {
        for (month, day) in [(3, 29), (10, 25)] {
            let date = try #require(CivilDate(year: 2026, month: month, day: day - 2))
            let market = try #require(MarketDays(hours(from: date, days: 5), zone: .centralEuropean))
            #expect(market.count == 5)
            #expect(market.firstDate == date)
            // Each hour's price is its number: the spring hour is filled in, the autumn hours are averaged.
            #expect(market[2].elementsEqual((0..<24).map { Double($0) }))
        }
    }

    @Test func gaps_areFilled_orEndTheRun() throws {
        let date = try #require(CivilDate(year: 2026, month: 5, day: 1))
        let whole = hours(from: date, days: 30)
        func without(_ range: Range<Int>) -> MarketDays? {
            MarketDays(
                SlotSeries(
                    firstSlot: whole.firstSlot,
                    values: whole.slots.map { slot -> Double? in
                        range.contains(whole.firstSlot.distance(to: slot)) ? nil : whole[slot]
                    }), zone: .centralEuropean)
        }
        // Two hours of day 3; day 10; days 10 to 17 and the first hour of day 18.
        #expect(without(3 * 96 + 20..<3 * 96 + 28)?[3].elementsEqual((0..<24).map { Double($0) }) == true)
        #expect(without(10 * 96..<11 * 96)?.count == 30)
        #expect(without(10 * 96..<18 * 96 + 4)?.count == 11)
        #expect(without(0..<30 * 96) == nil)
        // A last day that is not whole is left out.
        #expect(without(29 * 96 + 40..<30 * 96)?.count == 29)
    }

    @Test func numbersThatAreNoDays_areRefused() throws {
        let date = try #require(CivilDate(year: 2026, month: 5, day: 1))
        #expect(MarketDays(firstDate: date, prices: [1, 2, 3]) == nil)
        #expect(MarketDays(firstDate: date, prices: [Double](repeating: .nan, count: 24)) == nil)
        let day = [Double](repeating: 1, count: 24)
        #expect(MarketDays(firstDate: date, prices: day + day, exogenous: [day]) == nil)
        #expect(MarketDays(firstDate: date, prices: day, exogenous: [day + day])?.exogenousCount == 2)
    }

    /// Reference: the protocol's figures by numpy for the same hour a day and a week before, on the test windows.
    @Test(
        arguments: [
            ("np", "2016-12-27", 728, 2.8855, 4.1248), ("de", "2016-01-04", 728, 8.1882, 9.1142),
            ("se3", "2023-01-01", 365, 24.4747, 35.2427),
        ])
    func naiveErrors_areThoseOfTheProtocol(
        market name: String, start: String, count: Int, day: Double, week: Double
    ) throws {
        guard let market = try market(name) else { return }
        let date = try #require(UTCInstant(iso8601: start)).date
        let first = date.dayNumber - market.firstDate.dayNumber
        func error(_ lag: Int) -> Double {
            let errors = (first..<first + count).flatMap { day in
                zip(market[day], market[day - lag]).map { abs($0 - $1) }
            }
            return errors.reduce(0, +) / Double(errors.count)
        }
        #expect(abs(error(1) - day) < 0.00006)
        #expect(abs(error(7) - week) < 0.00006)
    }

    private func market(_ name: String) throws -> MarketDays? {
        guard name == "se3" else {
            guard let path = SharedData.path("price_\(name)_epf.csv.gz") else { return nil }
            let table = try MarketTable(contentsOf: path)
            return MarketDays(
                firstDate: table.days.lowerBound, prices: try #require(table["price_eur_per_mwh"]))
        }
        guard let path = SharedData.path("price_se3.csv.gz") else { return nil }
        let prices = try SlotTable(contentsOf: path)[.pricePerMWh]
        return MarketDays(try #require(prices), zone: .centralEuropean)
    }
}
