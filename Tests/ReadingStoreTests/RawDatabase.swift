// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Testing

/// SQLite without the store in between: how the tests look behind it and damage what it wrote.
final class RawDatabase {
    private let handle: OpaquePointer

    init(_ path: String) throws {
        var opened: OpaquePointer?
        try #require(sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK)
        handle = try #require(opened)
    }

    deinit { sqlite3_close_v2(handle) }

    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        try #require(code == SQLITE_OK, "\(sql): \(String(cString: sqlite3_errmsg(handle)))")
    }

    /// The first column of every row of an answer, as text.
    func texts(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        try #require(sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        var answer: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            answer.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "NULL")
        }
        return answer
    }

    func columns(of table: String) throws -> [String] {
        try texts("SELECT name FROM pragma_table_info('\(table)')")
    }

    /// Every row of a table in order of its key, as SQL would write the values of some columns.
    func contents(of table: String, columns: [String]) throws -> [String] {
        try texts(
            "SELECT \(columns.map { "quote(\($0))" }.joined(separator: " || ',' || ")) FROM \(table) ORDER BY 1")
    }

    func integer(_ sql: String) throws -> Int { try #require(try texts(sql).first.flatMap { Int($0) }) }
}
