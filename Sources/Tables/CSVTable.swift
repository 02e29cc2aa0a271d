// SPDX-License-Identifier: Apache-2.0

import Energy

/// A CSV table whose columns are read strictly and by name.
///
/// Reading goes on after a fault, with NaN or an empty text in its place, and `finish` lists all faults at once; a
/// column that was never asked for is one.
///
/// ```swift
/// var table = try CSVTable(contentsOf: "prices.csv.gz")
/// let times = table.instants("timestamp_utc")
/// let prices = table.numbers("price_eur_per_mwh")
/// try table.finish()
/// ```
public struct CSVTable {
    /// What an empty cell of a numeric column is.
    public enum EmptyCell: Sendable {
        /// A fault.
        case fault
        /// A missing number, read as NaN.
        case missing
    }

    /// The table's name for messages.
    public let file: String
    /// The header.
    public let columns: [String]

    private let bytes: [UInt8]
    /// Row by row; empty for the rows that are no rows, which were noted.
    private var cells: [CSVScanner.Cell] = []
    private var lines: [Int] = []
    private var isDamaged: [Bool] = []
    private var asked: Set<String> = []
    private var faultList = FaultList()

    /// Number of rows below the header, faulty ones included.
    public var rowCount: Int { lines.count }

    /// Reads a file, plain or gzip; see `TableFile.read`.
    public init(contentsOf path: String, limit: Int = TableFile.defaultLimit) throws(TableError) {
        let bytes = try TableFile.read(path, limit: limit)
        do throws(TableFaults) { try self.init(parsing: bytes, file: path) } catch { throw .rows(error) }
    }

    /// Splits bytes into columns.
    ///
    /// - Throws: faults of the header only; damaged rows are noted for `finish`.
    public init(parsing bytes: [UInt8], file: String) throws(TableFaults) {
        self.file = file
        var scanner = CSVScanner(bytes)
        var row: [CSVScanner.Cell] = []
        do throws(CSVScanner.Damage) {
            guard try scanner.nextRow(into: &row) != nil else {
                throw CSVScanner.Damage(line: 1, found: "nothing", expected: "a header with the names of the columns")
            }
        } catch {
            throw TableFaults([
                TableFault(file: file, line: error.line, column: nil, found: error.found, expected: error.expected)
            ])
        }
        let names = row.map { String(decoding: scanner.bytes[$0], as: UTF8.self) }
        columns = names
        let faults = CSVTable.headerFaults(names, file: file)
        if !faults.isEmpty { throw TableFaults(faults) }
        var rows = RowCollector(columnCount: names.count, file: file)
        rows.collect(&scanner)
        (cells, lines, isDamaged, faultList) = (rows.cells, rows.lines, rows.isDamaged, rows.faults)
        self.bytes = scanner.bytes
    }

    private static func headerFaults(_ names: [String], file: String) -> [TableFault] {
        var seen: Set<String> = []
        return names.enumerated().compactMap { index, name in
            let isNew = seen.insert(name).inserted
            if !name.isEmpty, isNew { return nil }
            let found = name.isEmpty ? "no name for column \(index + 1)" : "the name \(name.debugDescription) twice"
            return TableFault(file: file, line: 1, column: nil, found: found, expected: "one name for each column")
        }
    }

    // MARK: Columns

    /// True when the header names the column.
    public func contains(_ column: String) -> Bool { columns.contains(column) }

    /// Line of a row in the file, from 1; rows count from 0.
    public func line(ofRow row: Int) -> Int { lines[row] }

    /// A column of finite numbers such as `-12.5` or `1e-3`, NaN where a fault was noted; a missing column is a fault.
    public mutating func numbers(_ column: String, emptyCell: EmptyCell = .fault) -> [Double] {
        read(column, expected: "a number") { cell in
            cell.isEmpty && emptyCell == .missing ? .nan : decimalNumber(cell)
        }.map { $0 ?? .nan }
    }

    /// A column of moments such as `2016-10-31T23:00:00Z`, nil where a fault was noted; a missing column is a fault.
    public mutating func instants(_ column: String) -> [UTCInstant?] {
        read(column, expected: "a moment such as 2016-10-31T23:00:00Z") { cell in
            // A date alone would do elsewhere; a row needs its time of day.
            cell.count > 10 ? UTCInstant(iso8601: String(decoding: cell, as: UTF8.self)) : nil
        }
    }

    /// A column of text as it stands, empty where a fault was noted; a missing column is a fault.
    public mutating func strings(_ column: String) -> [String] {
        read(column, expected: "text") { String(validating: $0, as: UTF8.self) }.map { $0 ?? "" }
    }

    /// Accepts a column without reading it.
    public mutating func ignore(_ column: String) { asked.insert(column) }

    // MARK: Faults

    /// Notes a fault the caller found.
    ///
    /// - Parameters:
    ///   - row: counted from 0; nil for the header.
    ///   - found: a phrase; nil for the cell's text.
    ///   - expected: a phrase that fits after "expected".
    public mutating func fault(row: Int?, column: String?, found: String? = nil, expected: String) {
        let cell = row.flatMap { row in column.flatMap { cellText(row: row, column: $0) } }
        faultList.add(
            TableFault(
                file: file, line: row.map { lines[$0] } ?? 1, column: column, found: found ?? cell ?? "nothing",
                expected: expected))
    }

    /// Ends the reading: throws every fault noted so far and every column never asked for.
    public mutating func finish() throws(TableFaults) {
        let known = asked.sorted().joined(separator: ", ")
        for column in columns where !asked.contains(column) {
            fault(row: nil, column: column, found: "an unknown column", expected: "one of: \(known)")
        }
        if !faultList.isEmpty { throw faultList.faults }
    }

    // MARK: The one way to read a column

    /// A column as `convert` understands it, nil where a fault was noted; `expected` names what is understood.
    mutating func read<Value>(
        _ column: String, expected: String, convert: (ArraySlice<UInt8>) -> Value?
    ) -> [Value?] {
        asked.insert(column)
        guard let index = columns.firstIndex(of: column) else {
            fault(row: nil, column: column, found: "no such column", expected: "one")
            return Array(repeating: nil, count: rowCount)
        }
        var values: [Value?] = []
        values.reserveCapacity(rowCount)
        for row in lines.indices {
            let value = isDamaged[row] ? nil : convert(bytes[cells[row * columns.count + index]])
            if value == nil, !isDamaged[row] { fault(row: row, column: column, expected: expected) }
            values.append(value)
        }
        return values
    }

    fileprivate static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

    private func cellText(row: Int, column: String) -> String? {
        guard let index = columns.firstIndex(of: column), !isDamaged[row] else { return nil }
        let cell = bytes[cells[row * columns.count + index]]
        return cell.isEmpty ? nil : String(String(decoding: cell, as: UTF8.self).prefix(60)).debugDescription
    }
}

/// Takes all rows from a scanner and notes those that are none.
private struct RowCollector {
    let columnCount: Int
    let file: String
    var cells: [CSVScanner.Cell] = []
    var lines: [Int] = []
    var isDamaged: [Bool] = []
    var faults = FaultList()

    init(columnCount: Int, file: String) {
        self.columnCount = columnCount
        self.file = file
    }

    mutating func collect(_ scanner: inout CSVScanner) {
        var row: [CSVScanner.Cell] = []
        while true {
            do throws(CSVScanner.Damage) {
                guard let line = try scanner.nextRow(into: &row) else { return }
                if row.count == columnCount {
                    append(row, line: line)
                } else {
                    let found = row.count == 1 && row[0].isEmpty ? "an empty line" : CSVTable.cells(row.count)
                    appendDamaged(.init(line: line, found: found, expected: CSVTable.cells(columnCount)))
                }
            } catch {
                appendDamaged(error)
                scanner.skipRow()
            }
        }
    }

    private mutating func append(_ row: [CSVScanner.Cell], line: Int) {
        cells.append(contentsOf: row)
        lines.append(line)
        isDamaged.append(false)
    }

    private mutating func appendDamaged(_ damage: CSVScanner.Damage) {
        cells.append(contentsOf: repeatElement(0..<0, count: columnCount))
        lines.append(damage.line)
        isDamaged.append(true)
        faults.add(
            TableFault(file: file, line: damage.line, column: nil, found: damage.found, expected: damage.expected))
    }
}
