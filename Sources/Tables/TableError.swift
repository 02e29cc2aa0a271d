// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a table could not be read or written.
public enum TableError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operating system refused; `operation` as `open`, `code` is the value of errno.
    case system(file: String, operation: String, code: Int32)
    /// The file is larger than the caller allows, `limit` in bytes after decompression.
    case tooLarge(file: String, limit: Int)
    /// The file is gzip and damaged.
    case gzip(file: String, GzipError)
    /// The rows are not what they should be.
    case rows(TableFaults)

    /// One line, or one line a fault.
    public var description: String {
        switch self {
        case .system(let file, let operation, let code):
            "\(file): cannot \(operation): \(String(cString: strerror(code)))"
        case .tooLarge(let file, let limit): "\(file): holds more than \(limit) bytes, the limit for this file"
        case .gzip(let file, let error): "\(file): \(error)"
        case .rows(let faults): faults.description
        }
    }
}

/// One thing wrong with a table: where it is, what was found, what was expected.
public struct TableFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The table's name as the user gave it.
    public let file: String
    /// Line of the row, from 1; the header is line 1.
    public let line: Int
    /// Name of the column; nil where the row as a whole is meant.
    public let column: String?
    /// What the table holds, for example `"x"` or `nothing`.
    public let found: String
    /// What would have been accepted, for example `a number`.
    public let expected: String

    /// Describes a fault; `found` and `expected` are phrases that fit into `found ..., expected ...`.
    public init(file: String, line: Int, column: String?, found: String, expected: String) {
        self.file = file
        self.line = line
        self.column = column
        self.found = found
        self.expected = expected
    }

    /// As `home.csv:17: column load_kw: found "x", expected a number`.
    public var description: String {
        "\(file):\(line): \(column.map { "column \($0): " } ?? "")found \(found), expected \(expected)"
    }
}

/// What is wrong with a table: the first faults by line and how many there are beyond.
public struct TableFaults: Error, Hashable, Sendable, CustomStringConvertible {
    /// How many faults are listed at most.
    public static let listed = 20

    /// The first faults, at most `listed`, by line.
    public let faults: [TableFault]
    /// Number of faults not listed.
    public let omitted: Int

    /// Wraps a list of faults and the number of those left out.
    public init(_ faults: [TableFault], omitted: Int = 0) {
        self.faults = faults
        self.omitted = omitted
    }

    /// One fault a line.
    public var description: String {
        let lines = faults.map(\.description)
        let rest = omitted == 0 ? [] : ["... and \(omitted) more fault\(omitted == 1 ? "" : "s")"]
        return (lines + rest).joined(separator: "\n")
    }
}
