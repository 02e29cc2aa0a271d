// SPDX-License-Identifier: Apache-2.0

import Energy

/// Hourly columns on the clock of a power market with exactly 24 rows for each day.
///
/// Benchmark files of day-ahead prices come so: the source has repaired the days of the clock changes. The column
/// `market_time` holds local times such as `2016-01-04T23:00:00`.
public struct MarketTable: Hashable, Sendable {
    /// The market days it spans, the end excluded.
    public let days: Range<CivilDate>
    /// Names of the columns besides `market_time`, as in the file.
    public let columns: [String]
    private let values: [String: [Double]]

    /// A column, 24 values for each day from hour 0 on; nil when the table has no such column.
    public subscript(column: String) -> [Double]? { values[column] }

    /// Reads a file, plain or gzip; every column but the first must hold numbers without a gap.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - limit: bytes of content that are accepted.
    public init(contentsOf path: String, limit: Int = TableFile.defaultLimit) throws(TableError) {
        var table = try CSVTable(contentsOf: path, limit: limit)
        do throws(TableFaults) { try self.init(reading: &table) } catch { throw .rows(error) }
    }

    init(reading table: inout CSVTable) throws(TableFaults) {
        let firstDay = MarketTable.firstDay(&table)
        columns = table.columns.filter { $0 != MarketTable.timeColumn }
        var values: [String: [Double]] = [:]
        for column in columns { values[column] = table.numbers(column) }
        self.values = values
        try table.finish()
        days = firstDay..<CivilDate(dayNumber: firstDay.dayNumber + table.rowCount / 24)
    }

    private static let timeColumn = "market_time"

    private static func firstDay(_ table: inout CSVTable) -> CivilDate {
        let times = table.read(
            timeColumn, expected: "a local time such as 2016-01-04T23:00:00"
        ) { cell in
            cell.count == 19 ? UTCInstant(iso8601: String(decoding: cell, as: UTF8.self) + "Z") : nil
        }
        if table.rowCount == 0 || table.rowCount % 24 != 0 {
            table.fault(
                row: nil, column: nil, found: "\(table.rowCount) rows", expected: "24 rows for each of one or more days"
            )
        }
        let first = times.first.flatMap { $0 }?.date ?? CivilDate(dayNumber: 0)
        var expected = first.startUTC
        for (row, time) in times.enumerated() {
            if let time, time != expected {
                let text = "\(expected.iso8601.dropLast()) (24 rows a day)"
                table.fault(row: row, column: timeColumn, expected: text)
            }
            expected = (time ?? expected).advanced(bySeconds: 3600)
        }
        return first
    }
}
