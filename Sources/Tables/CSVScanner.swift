// SPDX-License-Identifier: Apache-2.0

/// Splits the bytes of a CSV file into cells (RFC 4180: commas, optional double quotes, LF or CRLF).
struct CSVScanner {
    /// Offsets into `bytes`, end excluded.
    typealias Cell = Range<Int>

    struct Row {
        let line: Int
        let cells: [Cell]
    }

    /// A row that is no row.
    struct Damage: Error {
        let line: Int
        let found: String
        let expected: String
    }

    /// The file; the text of quoted cells with doubled quotes is appended behind it.
    private(set) var bytes: [UInt8]
    private let end: Int
    private var position: Int
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
        // Spreadsheets begin UTF-8 files with a byte order mark.
        position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// Reads the next row into `cells`; nil at the end of the file.
    ///
    /// - Returns: the line the row begins on.
    mutating func nextRow(into cells: inout [Cell]) throws(Damage) -> Int? {
        cells.removeAll(keepingCapacity: true)
        guard position < end, !onlyLineEndsRemain() else { return nil }
        let first = line
        while true {
            cells.append(try nextCell(rowLine: first))
            guard position < end else { return first }
            if bytes[position] == UInt8(ascii: ",") {
                position += 1
            } else {
                skipLineEnd()
                return first
            }
        }
    }

    /// Ends `nextRow`'s current row after a damage, so that the next call begins on a new line.
    mutating func skipRow() {
        while position < end, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        skipLineEnd()
    }

    /// Reads one cell and stops at the comma, line end or end of file behind it.
    private mutating func nextCell(rowLine: Int) throws(Damage) -> Cell {
        if position < end, bytes[position] == UInt8(ascii: "\"") { return try quotedCell(rowLine: rowLine) }
        let start = position
        while position < end, !isAtSeparator {
            if bytes[position] == UInt8(ascii: "\"") {
                throw Damage(line: rowLine, found: "a quote inside a cell", expected: "quotes around the whole cell")
            }
            position += 1
        }
        return start..<position
    }

    private mutating func quotedCell(rowLine: Int) throws(Damage) -> Cell {
        position += 1
        let start = position
        var hasDoubledQuotes = false
        while position < end {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            guard bytes[position] == UInt8(ascii: "\"") else {
                position += 1
                continue
            }
            let isDoubled = position + 1 < end && bytes[position + 1] == UInt8(ascii: "\"")
            if !isDoubled { break }
            hasDoubledQuotes = true
            position += 2
        }
        guard position < end else {
            throw Damage(line: rowLine, found: "a quote that is never closed", expected: "a closing quote")
        }
        let cell = start..<position
        position += 1
        guard position == end || isAtSeparator else {
            throw Damage(line: rowLine, found: "text behind a closing quote", expected: "a comma or the line's end")
        }
        return hasDoubledQuotes ? unescaped(cell) : cell
    }

    private mutating func unescaped(_ cell: Cell) -> Cell {
        let start = bytes.count
        var index = cell.lowerBound
        while index < cell.upperBound {
            bytes.append(bytes[index])
            index += bytes[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return start..<bytes.count
    }

    private var isAtSeparator: Bool {
        switch bytes[position] {
        case UInt8(ascii: ","), UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"): position + 1 == end || bytes[position + 1] == UInt8(ascii: "\n")
        default: false
        }
    }

    private mutating func skipLineEnd() {
        if position < end, bytes[position] == UInt8(ascii: "\r") { position += 1 }
        if position < end, bytes[position] == UInt8(ascii: "\n") { position += 1 }
        line += 1
    }

    /// Empty lines at the end of a file are no rows.
    private func onlyLineEndsRemain() -> Bool {
        guard bytes[position] == UInt8(ascii: "\n") || bytes[position] == UInt8(ascii: "\r") else { return false }
        return bytes[position..<end].allSatisfy { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    }
}
