// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Tables

/// Reads one recording for one target.
struct ForecastReader {
    let file: String
    let source: ForecastSource

    /// The recording; every fault is a `CommandFailure` with file, line and column.
    func data() throws -> ForecastData {
        do {
            switch source.target {
            case .price: return try RecordedPrices(file: file, calendar: source.calendar).data()
            case .demand: return try house(.load)
            case .solar: return try house(.pv)
            case .carbon: return try carbon()
            }
        } catch let error as TableError {
            throw CommandFailure.usage("\(error)")
        }
    }

    private func house(_ column: SeriesColumn) throws -> ForecastData {
        let table = try table([column])
        let series = watts(table, column)
        func steps(_ series: SlotSeries) -> StepSeries {
            StepSeries(series, quarters: table.rowMinutes * 60 / Slot.seconds)
        }
        let weather = try source.weather.map {
            try WeatherFile(path: $0).series(
                column == .load ? .temperature : .globalIrradiance, alongside: steps(series))
        }
        guard column == .load else {
            return ForecastData(
                file: file,
                inputs: .house(.solar(steps(series), site: source.site, irradiance: weather)),
                history: series, market: nil, notes: missing(series, table.rowMinutes))
        }
        let heatPump = table.columns.contains(.heatPump) ? watts(table, .heatPump) : nil
        let isMetered = heatPump.map { pump in pump.slots.contains { (pump[$0] ?? 0) > 0 } } ?? false
        let demand = heatPump.map { pump in
            SlotSeries(
                firstSlot: series.firstSlot,
                values: series.slots.map { series.rawValue(at: $0) + pump.rawValue(at: $0) })
        }
        let whole = demand ?? series
        return ForecastData(
            file: file,
            inputs: .house(
                .demand(
                    steps(whole), heatPump: isMetered ? heatPump.map(steps) : nil, calendar: source.calendar,
                    temperature: weather)),
            history: whole, market: nil, notes: missing(whole, table.rowMinutes))
    }

    private func watts(_ table: SlotTable, _ column: SeriesColumn) -> SlotSeries {
        SlotSeries(
            firstSlot: table.slots.lowerBound,
            values: table.slots.map { (table[column]?.rawValue(at: $0) ?? .nan) * 1000 })
    }

    private func carbon() throws(TableError) -> ForecastData {
        let table = try table([.generation, .wind, .solar, .carbonIntensity])
        guard let generation = table[.generation], let wind = table[.wind], let solar = table[.solar],
            let intensity = table[.carbonIntensity]
        else { throw .rows(TableFaults([])) }
        let grid = GridHours(generation: generation, wind: wind, solar: solar, carbonIntensity: intensity)
        return ForecastData(
            file: file, inputs: .carbon(grid, source.calendar), history: intensity, market: nil,
            notes: missing(intensity, table.rowMinutes))
    }

    private func table(_ columns: [SeriesColumn]) throws(TableError) -> SlotTable {
        let table = try SlotTable(contentsOf: file, required: columns, emptyCell: .missing)
        try PlausibleCells(file: file).check(table)
        return table
    }

    private func missing(_ series: SlotSeries, _ rowMinutes: Int) -> [String] {
        PlausibleCells(file: file).missing(series, rowMinutes: rowMinutes)
    }
}
