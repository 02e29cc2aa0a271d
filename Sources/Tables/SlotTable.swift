// SPDX-License-Identifier: Apache-2.0

import Energy

/// Columns of numbers over a run of quarter hours, in the units of the file.
public struct SlotTable: Hashable, Sendable {
    /// The quarter hours it spans.
    public let slots: Range<Slot>
    /// Step of the rows it was read from, min: 15, 30 or 60.
    public let rowMinutes: Int
    private let series: [SeriesColumn: SlotSeries]

    /// The columns it has.
    public var columns: [SeriesColumn] { SeriesColumn.allCases.filter { series[$0] != nil } }

    /// A column by quarter hours, rows of 30 and 60 min repeated; nil when the table has no such column.
    public subscript(column: SeriesColumn) -> SlotSeries? { series[column] }

    /// A table from series; cells outside of a series are missing.
    public init(slots: Range<Slot>, series: [SeriesColumn: SlotSeries]) {
        self.slots = slots
        self.rowMinutes = Slot.seconds / 60
        self.series = series
    }

    /// Reads a file, plain or gzip.
    ///
    /// Rows every 15, 30 or 60 min in the order of time; a gap, a duplicate, an unknown column, a cell that is no
    /// number are faults.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - required: columns that must be there; others of `SeriesColumn` may.
    ///   - emptyCell: whether an empty cell is a fault or a missing number.
    ///   - limit: bytes of content that are accepted.
    public init(
        contentsOf path: String, required: [SeriesColumn] = [], emptyCell: CSVTable.EmptyCell = .fault,
        limit: Int = TableFile.defaultLimit
    ) throws(TableError) {
        var table = try CSVTable(contentsOf: path, limit: limit)
        do throws(TableFaults) {
            try self.init(reading: &table, required: required, emptyCell: emptyCell)
        } catch {
            throw .rows(error)
        }
    }

    init(
        reading table: inout CSVTable, required: [SeriesColumn], emptyCell: CSVTable.EmptyCell
    ) throws(TableFaults) {
        let times = RowTimes(reading: &table)
        var rows: [SeriesColumn: [Double]] = [:]
        for column in SeriesColumn.allCases where table.contains(column.rawValue) || required.contains(column) {
            rows[column] = table.numbers(column.rawValue, emptyCell: emptyCell)
        }
        try table.finish()
        // Without times `finish` has thrown.
        let firstSlot = times?.firstSlot ?? Slot(index: 0)
        let perRow = times?.slotsPerRow ?? 1
        slots = firstSlot..<firstSlot.advanced(by: table.rowCount * perRow)
        rowMinutes = perRow * Slot.seconds / 60
        series = rows.mapValues { values in
            SlotSeries(firstSlot: firstSlot, values: values.flatMap { repeatElement($0, count: perRow) })
        }
    }

    /// Writes a row for each quarter hour, packed when the name ends in `.gz`; a missing number is an empty cell.
    ///
    /// Numbers have up to nine decimals.
    public func write(to path: String) throws(TableError) {
        try TableFile.write(csv, to: path)
    }

    /// The table as the bytes of a CSV file.
    var csv: [UInt8] {
        let columns = self.columns
        let names = [RowTimes.column] + columns.map(\.rawValue)
        var bytes = Array(names.joined(separator: ",").utf8)
        bytes.append(UInt8(ascii: "\n"))
        for slot in slots {
            bytes.append(contentsOf: slot.start.iso8601.utf8)
            for column in columns {
                bytes.append(UInt8(ascii: ","))
                guard let value = series[column]?[slot], value.isFinite else { continue }
                bytes.append(contentsOf: decimalText(value, decimals: 9, trimmed: true).utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }
}
