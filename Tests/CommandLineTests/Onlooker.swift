// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// Looks into a database that another process writes, which `ReadingStore` refuses to.
struct Onlooker {
    let path: String

    /// The first number of an answer; 0 while there is no such table, file or row.
    func number(_ sql: String) -> Int {
        var connection: OpaquePointer?
        defer { sqlite3_close_v2(connection) }
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else { return 0 }
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK,
            sqlite3_step(statement) == SQLITE_ROW
        else { return 0 }
        return Int(sqlite3_column_int64(statement, 0))
    }
}
