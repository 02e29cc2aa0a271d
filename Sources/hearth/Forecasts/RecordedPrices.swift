// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Tables

/// Spot prices from a table by UTC slots or by market days.
struct RecordedPrices {
    private static let perMWh = "price_eur_per_mwh"
    private static let perKWh = "price_eur_per_kwh"

    let file: String
    let calendar: LocalCalendar

    /// The prices, EUR/kWh inside, and by market day in EUR/MWh.
    func data() throws(TableError) -> ForecastData {
        let header = try CSVTable(contentsOf: file)
        return header.contains("market_time") ? try market() : try slots()
    }

    private func slots() throws(TableError) -> ForecastData {
        let table = try SlotTable(contentsOf: file, emptyCell: .missing)
        guard let history = table.spotPrice else { throw noPrice() }
        let cells = PlausibleCells(file: file)
        try cells.check(table)
        let perMWh =
            table[.pricePerMWh]
            ?? SlotSeries(
                firstSlot: history.firstSlot, values: history.slots.map { history.rawValue(at: $0) * 1000 })
        let market = MarketDays(perMWh, zone: calendar.zone, holidays: calendar.holidays)
        let notes = cells.missing(history, rowMinutes: table.rowMinutes) + leftOut(market, history)
        return ForecastData(
            file: file, inputs: .price(PriceInputs(history: history, calendar: calendar)), history: history,
            market: market, notes: notes)
    }

    private func market() throws(TableError) -> ForecastData {
        let table = try MarketTable(contentsOf: file)
        guard let column = [Self.perMWh, Self.perKWh].first(where: { table[$0] != nil }), let prices = table[column]
        else { throw noPrice() }
        let factor = column == Self.perKWh ? 1000.0 : 1
        let perMWh = prices.map { $0 * factor }
        try PlausibleCells(file: file).check(prices: perMWh, column: column)
        // The prices in another unit are no other quantity: they would tell what is to be forecast.
        let others = table.columns.filter { ![Self.perMWh, Self.perKWh].contains($0) }.compactMap { table[$0] }
        let history = series(perMWh.map { $0 / 1000 }, table.days)
        let inputs = PriceInputs(
            history: history, exogenous: others.map { series($0, table.days) }, calendar: calendar)
        return ForecastData(
            file: file, inputs: .price(inputs), history: history,
            market: MarketDays(
                firstDate: table.days.lowerBound, prices: perMWh, exogenous: others, holidays: calendar.holidays),
            notes: [])
    }

    /// Market days on the wall clock: the hour that spring has not is dropped, the one that autumn has twice is repeated.
    private func series(_ values: [Double], _ days: Range<CivilDate>) -> SlotSeries {
        let dates = (days.lowerBound.dayNumber..<days.upperBound.dayNumber).map { CivilDate(dayNumber: $0) }
        let first = Slot(containing: calendar.zone.start(of: days.lowerBound))
        let numbers = dates.enumerated().flatMap { day, date in
            LocalDay(date, in: calendar.zone).slots.map { slot in
                values[day * 24 + calendar.zone.localSecondOfDay(at: slot.start) / 3600]
            }
        }
        return SlotSeries(firstSlot: first, values: numbers)
    }

    private func noPrice() -> TableError {
        .rows(
            TableFaults([
                TableFault(
                    file: file, line: 1, column: nil, found: "no column with a price",
                    expected: "\(Self.perKWh) or \(Self.perMWh)")
            ]))
    }

    /// A sentence where a gap was too long to be filled, and the prices before it are not used.
    private func leftOut(_ market: MarketDays?, _ history: SlotSeries) -> [String] {
        guard let market else { return ["\(file): not one whole day of prices"] }
        let first = calendar.zone.localDate(at: history.slots.lowerBound.start)
        guard market.firstDate.dayNumber > first.dayNumber + 1 else { return [] }
        return ["\(file): prices before \(market.firstDate) are left out, a gap of days comes after them"]
    }
}
