// SPDX-License-Identifier: Apache-2.0

import Energy
import Tables

/// What the cells of a recording may be: a column in another unit than its name says is found by its size.
struct PlausibleCells {
    let file: String

    /// What a column may hold, nil where anything may be.
    private static func range(of column: SeriesColumn) -> (range: ClosedRange<Double>, unit: String)? {
        switch column {
        // A house beyond 1 MW is one whose load was recorded in watts.
        case .load, .heatPump, .pv: (-1000...1000, "kW")
        // As `hearth data import` has it; the exchanges stop at 5 EUR/kWh.
        case .pricePerKWh: (-5...5, "EUR/kWh")
        case .pricePerMWh: (-5000...5000, "EUR/MWh")
        case .carbonIntensity: (0...3000, "g/kWh")
        case .generation, .wind, .solar: (-1e6...1e6, "MW")
        case .temperature: (-90...60, "degrees Celsius")
        case .globalIrradiance: (-50...2000, "W/m2")
        case .relativeHumidity, .diffuseIrradiance, .directNormalIrradiance,
            .windSpeed, .pressure, .personsActive, .personsResting, .personsAway:
            nil
        }
    }

    /// Throws every cell that cannot be.
    func check(_ table: SlotTable) throws(TableError) {
        let slotsPerRow = max(1, table.rowMinutes * 60 / Slot.seconds)
        var faults: [TableFault] = []
        for column in table.columns {
            guard let (range, unit) = Self.range(of: column), let series = table[column] else { continue }
            for row in 0..<table.slots.count / slotsPerRow {
                guard let value = series[table.slots.lowerBound.advanced(by: row * slotsPerRow)],
                    !range.contains(value)
                else { continue }
                faults.append(fault(row, column.rawValue, value, range, unit))
            }
        }
        try Self.raise(faults)
    }

    /// Throws every price of a market table that cannot be, EUR/MWh.
    func check(prices: [Double], column: String) throws(TableError) {
        let range = -5000.0...5000.0
        let wrong = prices.indices.filter { !range.contains(prices[$0]) }
        try Self.raise(wrong.map { fault($0, column, prices[$0], range, "EUR/MWh") })
    }

    private func fault(
        _ row: Int, _ column: String, _ value: Double, _ range: ClosedRange<Double>, _ unit: String
    ) -> TableFault {
        // Readers take no empty line, so that rows and lines go together; the header is line 1.
        TableFault(
            file: file, line: row + 2, column: column, found: decimalText(value, decimals: 3, trimmed: true),
            expected:
                "\(decimalText(range.lowerBound, decimals: 0)) to \(decimalText(range.upperBound, decimals: 0)) \(unit)"
        )
    }

    private static func raise(_ faults: [TableFault]) throws(TableError) {
        guard !faults.isEmpty else { return }
        let sorted = faults.sorted { $0.line < $1.line }
        let listed = sorted.prefix(TableFaults.listed)
        throw .rows(TableFaults(Array(listed), omitted: sorted.count - listed.count))
    }

    /// A sentence where numbers are missing.
    func missing(_ series: SlotSeries, rowMinutes: Int) -> [String] {
        let rows = series.slots.count { series[$0] == nil } / max(1, rowMinutes * 60 / Slot.seconds)
        guard rows > 0 else { return [] }
        return ["\(file): \(rows) rows of \(rowMinutes) min have no number; they are left out and never taken as 0"]
    }
}
