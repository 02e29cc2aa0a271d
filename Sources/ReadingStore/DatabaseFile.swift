// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Opens the database file: checks whose it is and that it is whole, and brings its schema forward.
struct DatabaseFile {
    let path: String
    let vfs: String?
    let settings: ConnectionSettings
    let migrations: [Migration]

    /// A connection that is ready for use.
    ///
    /// A damaged file is renamed and kept, and an empty one begun in its place: the house goes on without its history.
    ///
    /// - Parameter notices: receives what a person should hear about.
    func open(notices: inout [StoreNotice]) throws(ReadingStoreError) -> SQLiteConnection {
        do {
            return try openAsItIs(notices: &notices)
        } catch .sqlite(let failure) where failure.kind == .damaged {
            let kept = try setAside()
            notices.append(.setAside(path: path, keptAs: kept, cause: failure.message))
            return try openAsItIs(notices: &notices)
        }
    }

    /// A connection that only reads, beside the one that writes; the file must be there, ours and of this schema.
    func openForReading() throws(ReadingStoreError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, vfs: vfs, isForReading: true)
        let version = try knownVersion(connection)
        guard version == migrations.count else {
            throw .olderSchema(path: path, found: version, expected: migrations.count)
        }
        try settings.applyForReading(to: connection)
        return connection
    }

    private func openAsItIs(notices: inout [StoreNotice]) throws(ReadingStoreError) -> SQLiteConnection {
        if vfs == nil { FolderOwner.makeFile(path) }
        let connection = try SQLiteConnection(path: path, vfs: vfs)
        // Nothing is written, not even the journal mode, before the file is known to be ours.
        let version = try knownVersion(connection)
        guard !connection.isReadOnly else { throw .notWritable(path: path, systemError: EACCES) }
        try settings.apply(to: connection)
        try Self.checkIntegrity(connection)
        try migrate(connection, from: version)
        if version > 0 && version < migrations.count {
            notices.append(.migrated(path: path, from: version, to: migrations.count))
        }
        return connection
    }

    private func knownVersion(_ connection: SQLiteConnection) throws(ReadingStoreError) -> Int {
        let version = try integer("PRAGMA user_version", connection)
        let tables = try integer("SELECT count(*) FROM sqlite_schema", connection)
        if version == 0 && tables == 0 { return 0 }
        guard try integer("PRAGMA application_id", connection) == Schema.applicationID else {
            throw .foreignDatabase(path: path)
        }
        guard version <= migrations.count else {
            throw .newerSchema(path: path, found: version, supported: migrations.count)
        }
        return version
    }

    private func integer(_ sql: String, _ connection: SQLiteConnection) throws(ReadingStoreError) -> Int {
        try connection.statement(sql, purpose: "reading the schema").first()?.first?.integer ?? 0
    }

    /// Reads every page and fails where the structure is broken; what the rows hold is for their checksums.
    static func checkIntegrity(_ connection: SQLiteConnection) throws(ReadingStoreError) {
        let purpose = "checking the database"
        let found = try connection.statement("PRAGMA quick_check(1)", purpose: purpose).first()?.first?.text
        guard found == "ok" else {
            // SQLITE_CORRUPT, as SQLite itself says where it stumbles over the same damage.
            let message = found?.split(separator: "\n").last.map(String.init) ?? "no answer"
            throw .sqlite(SQLiteFailure(path: connection.path, purpose: purpose, code: 11, message: message))
        }
    }

    private func migrate(_ connection: SQLiteConnection, from version: Int) throws(ReadingStoreError) {
        for step in migrations.indices.dropFirst(version) {
            let purpose = "bringing the schema to version \(step + 1)"
            try connection.transaction(purpose: purpose) { () throws(ReadingStoreError) in
                try connection.execute(migrations[step].sql, purpose: purpose)
                try connection.execute("PRAGMA application_id = \(Schema.applicationID)", purpose: purpose)
                try connection.execute("PRAGMA user_version = \(step + 1)", purpose: purpose)
            }
        }
    }

    /// Renames the database and what belongs to it.
    ///
    /// The log goes along under the name that fits, so that whoever repairs the file finds all that was written.
    private func setAside() throws(ReadingStoreError) -> String {
        var number = 1
        while access("\(path).damaged-\(number)", F_OK) == 0 { number += 1 }
        let kept = "\(path).damaged-\(number)"
        for suffix in ["-wal", "-shm", ""] where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, kept + suffix) == 0 else {
                throw .cannotSetAside(path: path, systemError: errno)
            }
        }
        return kept
    }
}
