// SPDX-License-Identifier: Apache-2.0

import Energy

extension SlotTable {
    /// The spot price, currency per kWh, from whichever price column there is.
    public var spotPrice: SlotSeries? {
        self[.pricePerKWh] ?? self[.pricePerMWh]?.mapped(over: slots) { $0 / 1000 }
    }

    /// A column given in kW as W.
    public func watts(_ column: SeriesColumn) -> SlotSeries? {
        self[column]?.mapped(over: slots) { $0 * 1000 }
    }
}

extension HomeSeries {
    /// Reads a recorded house, plain or gzip: `timestamp_utc,load_kw,pv_kw` and what else `SeriesColumn` knows.
    ///
    /// Without `heat_pump_kw` the heat pump is zero: it is inside the load or there is none. Rows of 30 and 60 min are
    /// repeated by quarter hours.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - emptyCell: whether an empty cell is a fault or a missing number.
    ///   - limit: bytes of content that are accepted.
    public init(
        contentsOf path: String, emptyCell: CSVTable.EmptyCell = .fault, limit: Int = TableFile.defaultLimit
    ) throws(TableError) {
        self.init(try SlotTable(contentsOf: path, required: [.load, .pv], emptyCell: emptyCell, limit: limit))
    }

    /// The house in a table; a column that is absent is missing throughout, the heat pump's is zero.
    public init(_ table: SlotTable) {
        func series(_ column: SeriesColumn, otherwise value: Double) -> SlotSeries {
            table.watts(column)
                ?? SlotSeries(
                    firstSlot: table.slots.lowerBound, values: Array(repeating: value, count: table.slots.count))
        }
        self.init(
            load: series(.load, otherwise: .nan), heatPump: series(.heatPump, otherwise: 0),
            pv: series(.pv, otherwise: .nan), spotPrice: table.spotPrice, temperature: table[.temperature])
    }

    /// The recording as a table.
    public var table: SlotTable {
        func kilowatts(_ series: SlotSeries) -> SlotSeries { series.mapped(over: slots) { $0 / 1000 } }
        var series: [SeriesColumn: SlotSeries] = [
            .load: kilowatts(load), .heatPump: kilowatts(heatPump), .pv: kilowatts(pv),
        ]
        series[.pricePerKWh] = spotPrice
        series[.temperature] = temperature
        return SlotTable(slots: slots, series: series)
    }

    /// Writes the recording with the columns it was read from, packed when the name ends in `.gz`.
    public func write(to path: String) throws(TableError) { try table.write(to: path) }
}

extension SlotSeries {
    /// Reads spot prices, currency per kWh, from `timestamp_utc,price_eur_per_mwh` or `..._per_kwh`.
    ///
    /// Other columns of `SeriesColumn` may be there, so that the file of a house serves too.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - emptyCell: whether an empty cell is a fault or a missing number.
    ///   - limit: bytes of content that are accepted.
    public static func spotPrices(
        contentsOf path: String, emptyCell: CSVTable.EmptyCell = .fault, limit: Int = TableFile.defaultLimit
    ) throws(TableError) -> SlotSeries {
        let table = try SlotTable(contentsOf: path, emptyCell: emptyCell, limit: limit)
        if let prices = table.spotPrice { return prices }
        throw .rows(
            TableFaults([
                TableFault(
                    file: path, line: 1, column: nil, found: "no column with a price",
                    expected: "\(SeriesColumn.pricePerKWh.rawValue) or \(SeriesColumn.pricePerMWh.rawValue)")
            ]))
    }

    /// Writes the series as spot prices, currency per kWh, packed when the name ends in `.gz`.
    public func writeSpotPrices(to path: String) throws(TableError) {
        try SlotTable(slots: slots, series: [.pricePerKWh: self]).write(to: path)
    }

    fileprivate func mapped(over slots: Range<Slot>, _ transform: (Double) -> Double) -> SlotSeries {
        SlotSeries(firstSlot: slots.lowerBound, values: slots.map { transform(rawValue(at: $0)) })
    }
}
