// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// One connection to a database file: the only owner of SQLite's handle.
///
/// Belongs to one thread (`SQLITE_OPEN_NOMUTEX`); it is not `Sendable`, and its handle never leaves this file.
final class SQLiteConnection {
    /// The database file.
    let path: String
    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]

    /// Opens a file, made where there is none.
    ///
    /// - Parameters:
    ///   - path: of the database.
    ///   - vfs: SQLite's name of another file system layer, nil for the default one.
    ///   - isForReading: true for a connection that cannot write and makes no file.
    init(path: String, vfs: String? = nil, isForReading: Bool = false) throws(ReadingStoreError) {
        let access = isForReading ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, vfs)
        guard code == SQLITE_OK, let opened else {
            let message = String(cString: opened.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw .sqlite(SQLiteFailure(path: path, purpose: "opening the database", code: code, message: message))
        }
        self.path = path
        self.handle = opened
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// True when the file could only be opened for reading.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// The prepared form of a statement, prepared once and kept.
    ///
    /// - Parameters:
    ///   - sql: one statement.
    ///   - purpose: what it is for, as an error will say.
    func statement(_ sql: String, purpose: String) throws(ReadingStoreError) -> SQLiteStatement {
        if let kept = statements[sql] {
            kept.purpose = purpose
            return kept
        }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw failure(purpose: purpose) }
        let statement = SQLiteStatement(handle: prepared, path: path, purpose: purpose)
        statements[sql] = statement
        return statement
    }

    /// Runs one or several statements that answer nothing and take no values.
    func execute(_ sql: String, purpose: String) throws(ReadingStoreError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(purpose: purpose) }
    }

    /// Does everything in `body` or nothing of it: one commit, and with it one fsync of the log.
    ///
    /// Takes the write lock at the beginning, so that a lock held elsewhere is met before any work.
    func transaction<Answer>(
        purpose: String, _ body: () throws(ReadingStoreError) -> Answer
    ) throws(ReadingStoreError) -> Answer {
        try statement("BEGIN IMMEDIATE", purpose: "beginning to write").run()
        do {
            let answer = try body()
            try statement("COMMIT", purpose: purpose).run()
            return answer
        } catch {
            // SQLite rolls back by itself after some errors; the first error is the one to tell.
            if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    private func failure(purpose: String) -> ReadingStoreError {
        .sqlite(
            SQLiteFailure(
                path: path, purpose: purpose, code: sqlite3_extended_errcode(handle),
                message: String(cString: sqlite3_errmsg(handle))))
    }
}
