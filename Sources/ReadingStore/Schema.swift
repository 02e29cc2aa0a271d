// SPDX-License-Identifier: Apache-2.0

/// One step forward of the schema, applied whole or not at all.
package struct Migration: Sendable {
    /// What the step does, in SQL.
    package let sql: String
    /// Wraps a step.
    package init(_ sql: String) { self.sql = sql }
}

/// The tables, as the sequence of steps that leads to them: `PRAGMA user_version` counts the steps taken.
///
/// Steps are only ever added at the end. Every table with content has `crc`, the checksum over the row's other columns.
package enum Schema {
    /// `HRTH` in ASCII, kept in the file's header to know our own databases from others.
    static let applicationID = 0x4852_5448

    /// All steps up to now.
    package static let migrations = [Migration(first), Migration(outcomes)]

    private static let first = """
        CREATE TABLE device (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE boot (
            id INTEGER PRIMARY KEY,
            boot_id INTEGER NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE reading (
            device INTEGER NOT NULL REFERENCES device (id),
            slot INTEGER NOT NULL,
            observed_ms INTEGER NOT NULL,
            quality INTEGER NOT NULL,
            signals BLOB NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (device, slot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE slice (
            boot INTEGER NOT NULL REFERENCES boot (id) ON DELETE CASCADE,
            device INTEGER NOT NULL REFERENCES device (id),
            start_ns INTEGER NOT NULL,
            slot INTEGER NOT NULL,
            PRIMARY KEY (boot, device, start_ns)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE price_import (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            imported_at INTEGER NOT NULL DEFAULT (unixepoch())
        ) STRICT;

        CREATE TABLE price_source (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE price (
            slot INTEGER NOT NULL,
            source INTEGER NOT NULL REFERENCES price_source (id),
            import INTEGER NOT NULL,
            spot REAL NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (slot, source)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE decision (
            slot INTEGER PRIMARY KEY,
            made_at INTEGER NOT NULL,
            policy TEXT NOT NULL,
            driver INTEGER NOT NULL,
            import_price REAL,
            stored_value REAL,
            break_even REAL,
            advantage REAL,
            alternative BLOB NOT NULL,
            forecast TEXT NOT NULL,
            batteries BLOB NOT NULL,
            crc INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            wall_time INTEGER NOT NULL,
            boot_ns INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            device INTEGER REFERENCES device (id),
            interlock INTEGER,
            detail TEXT NOT NULL,
            crc INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX event_by_time ON event (wall_time, boot_ns);
        """

    /// What became of decisions; which signal an event is about, and why it was lost.
    private static let outcomes = """
        CREATE TABLE outcome (
            slot INTEGER PRIMARY KEY,
            dry_run INTEGER,
            commanded BLOB NOT NULL,
            stored_price REAL,
            paid REAL,
            measured_stored REAL,
            no_battery REAL,
            self_consumption REAL,
            self_consumption_stored REAL,
            withheld REAL,
            withheld_stored REAL,
            crc INTEGER NOT NULL
        ) STRICT;

        ALTER TABLE event ADD COLUMN signal INTEGER;
        ALTER TABLE event ADD COLUMN fault INTEGER;
        """
}
