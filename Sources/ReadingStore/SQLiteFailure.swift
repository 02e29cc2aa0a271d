// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// What SQLite answered when it did not do what it was asked.
public struct SQLiteFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure a caller can react to.
    public enum Kind: Hashable, Sendable {
        /// No space left on the device, or the file may not grow.
        case full
        /// Another process holds the database.
        case busy
        /// The file may not be written.
        case readOnly
        /// The content is damaged.
        case damaged
        /// The file could not be opened.
        case cannotOpen
        /// A read, write or fsync failed.
        case inputOutput
        /// Anything else; the code tells.
        case other
    }

    /// The file.
    public let path: String
    /// What was being done, as in `storing a batch`.
    public let purpose: String
    /// SQLite's extended result code.
    public let code: Int32
    /// SQLite's own words.
    public let message: String

    /// The kind, from the primary result code.
    public var kind: Kind {
        switch code & 0xFF {
        case SQLITE_FULL: .full
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_READONLY, SQLITE_PERM: .readOnly
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
        case SQLITE_CANTOPEN: .cannotOpen
        case SQLITE_IOERR: .inputOutput
        default: .other
        }
    }

    /// File, purpose, what happened, code and what follows, in one line.
    public var description: String {
        "\(path): \(purpose): \(words) (SQLite code \(code): \(message))"
    }

    private var words: String {
        switch kind {
        case .full: "the disk is full; nothing of it was stored, what was stored before is safe"
        case .busy: "another process holds the database"
        case .readOnly: "the file may not be written"
        case .damaged: "the file is damaged"
        case .cannotOpen: "the file cannot be opened"
        case .inputOutput: "reading or writing failed"
        case .other: "SQLite refused"
        }
    }
}
