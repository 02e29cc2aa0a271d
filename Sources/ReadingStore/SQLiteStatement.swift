// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// A prepared statement; owned and kept by its `SQLiteConnection`, used by one thread.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let path: String
    /// What the next run is for, as an error will say.
    var purpose: String

    /// Takes over a prepared handle.
    init(handle: OpaquePointer, path: String, purpose: String) {
        self.handle = handle
        self.path = path
        self.purpose = purpose
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs a statement that answers no rows.
    ///
    /// - Returns: the number of rows it changed.
    @discardableResult func run(_ values: [SQLValue] = []) throws(ReadingStoreError) -> Int {
        try forEachRow(values) { _ in }
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// The first row of the answer, nil when there is none.
    func first(_ values: [SQLValue] = []) throws(ReadingStoreError) -> [SQLValue]? {
        defer { reset() }
        try bind(values)
        return try step() ? row() : nil
    }

    /// Hands every row of the answer to `body`, in order.
    func forEachRow(
        _ values: [SQLValue] = [], _ body: ([SQLValue]) throws(ReadingStoreError) -> Void
    ) throws(ReadingStoreError) {
        defer { reset() }
        try bind(values)
        while try step() { try body(row()) }
    }

    private func step() throws(ReadingStoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure()
        }
    }

    private func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private func bind(_ values: [SQLValue]) throws(ReadingStoreError) {
        for (offset, value) in values.enumerated() {
            guard bind(value, at: Int32(offset + 1)) == SQLITE_OK else { throw failure() }
        }
    }

    private func bind(_ value: SQLValue, at position: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, position)
        case .integer(let number): return sqlite3_bind_int64(handle, position, number)
        case .real(let number): return sqlite3_bind_double(handle, position, number)
        case .text(var text):
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    hearth_sqlite3_bind_text(handle, position, $0.baseAddress, Int32(clamping: $0.count))
                }
            }
        case .blob(let bytes):
            return bytes.withUnsafeBytes {
                hearth_sqlite3_bind_blob(handle, position, $0.baseAddress, Int32(clamping: $0.count))
            }
        }
    }

    private func row() -> [SQLValue] { (0..<sqlite3_column_count(handle)).map(column) }

    private func column(_ position: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, position) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, position))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, position))
        case SQLITE_TEXT:
            let text = sqlite3_column_text(handle, position)
            let length = Int(sqlite3_column_bytes(handle, position))
            return .text(String(decoding: UnsafeBufferPointer(start: text, count: length), as: UTF8.self))
        case SQLITE_BLOB:
            let bytes = sqlite3_column_blob(handle, position)
            let length = Int(sqlite3_column_bytes(handle, position))
            return .blob([UInt8](UnsafeRawBufferPointer(start: bytes, count: length)))
        default: return .null
        }
    }

    private func failure() -> ReadingStoreError {
        let connection = sqlite3_db_handle(handle)
        return .sqlite(
            SQLiteFailure(
                path: path, purpose: purpose, code: sqlite3_extended_errcode(connection),
                message: String(cString: sqlite3_errmsg(connection))))
    }
}
