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
    package static let migrations = [
        Migration(first), Migration(outcomes), Migration(forecasts), Migration(trials), Migration(learned),
        Migration(limits), Migration(feeds),
    ]

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

    /// Forecasts, how they did, and the models that make them; of each target at most one model is in use.
    ///
    /// Targets, states and outcomes are the words of `Energy`'s enumerations. The checksums of forecasts and scores cover
    /// the forecaster's name in place of its number. `forecast.slot` holds `made_at`, which is in seconds.
    private static let forecasts = """
        CREATE TABLE forecaster (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE forecast (
            target TEXT NOT NULL,
            slot INTEGER NOT NULL,
            made_at INTEGER NOT NULL,
            forecaster INTEGER NOT NULL REFERENCES forecaster (id),
            first_slot INTEGER NOT NULL,
            fallback TEXT,
            published INTEGER NOT NULL,
            quantiles BLOB NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (target, slot)
        ) STRICT;

        CREATE TABLE forecast_score (
            day INTEGER NOT NULL,
            target TEXT NOT NULL,
            forecaster INTEGER NOT NULL REFERENCES forecaster (id),
            lead INTEGER NOT NULL,
            count INTEGER NOT NULL,
            absolute_error REAL NOT NULL,
            squared_error REAL NOT NULL,
            relative_error REAL NOT NULL,
            relative_count INTEGER NOT NULL,
            symmetric_error REAL NOT NULL,
            actual REAL NOT NULL,
            actual_squared REAL NOT NULL,
            persistence_error REAL NOT NULL,
            compared_error REAL NOT NULL,
            persistence_count INTEGER NOT NULL,
            hits INTEGER NOT NULL,
            in_band INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (day, target, forecaster, lead)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE model (
            id TEXT NOT NULL PRIMARY KEY,
            target TEXT NOT NULL,
            state TEXT NOT NULL,
            training_from INTEGER NOT NULL,
            training_to INTEGER NOT NULL,
            admitted_at INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            crc INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE UNIQUE INDEX model_in_use ON model (target) WHERE state = 'champion';

        CREATE TABLE model_decision (
            id INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            target TEXT NOT NULL,
            outcome TEXT NOT NULL,
            model TEXT NOT NULL,
            champion TEXT,
            model_error REAL,
            champion_error REAL,
            naive_error REAL,
            reason TEXT NOT NULL,
            crc INTEGER NOT NULL
        ) STRICT;
        """

    /// Verdicts on policies that have to earn their place, with the text of the comparison each rests on; and what each
    /// policy would have made of a quarter hour.
    private static let trials = """
        CREATE TABLE policy_verdict (
            id INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            policy TEXT,
            fingerprint INTEGER,
            verdict TEXT NOT NULL,
            sentence TEXT NOT NULL,
            comparison TEXT NOT NULL,
            crc INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE policy_outcome (
            slot INTEGER NOT NULL,
            policy TEXT NOT NULL,
            intents BLOB NOT NULL,
            fault TEXT,
            cost REAL,
            stored REAL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (slot, policy)
        ) STRICT, WITHOUT ROWID;
        """

    /// What a learned policy says of its decisions; all NULL for those of other policies and of before.
    private static let learned = """
        ALTER TABLE decision ADD COLUMN expected_saving REAL;
        ALTER TABLE decision ADD COLUMN optimiser_intent BLOB;
        ALTER TABLE decision ADD COLUMN extra_cost_by_plan REAL;
        ALTER TABLE decision ADD COLUMN inputs BLOB;
        """

    /// What kept a decision from doing more, as the raw value of `Reason.Limit`, and the limits it asked for; NULL where there
    /// is none and for decisions of before.
    private static let limits = """
        ALTER TABLE decision ADD COLUMN binding_limit INTEGER;
        ALTER TABLE decision ADD COLUMN import_limit_w REAL;
        ALTER TABLE decision ADD COLUMN pv_limit_w REAL;
        """

    /// What was fetched but for prices, when of each source last, and how the jobs ran.
    ///
    /// Quantities, natures, kinds and outcomes are the words of `Energy`'s enumerations. `published_at` is when the source made
    /// what it told, where it says so.
    private static let feeds = """
        CREATE TABLE feed_series (
            id INTEGER PRIMARY KEY,
            quantity TEXT NOT NULL,
            place TEXT NOT NULL,
            nature TEXT NOT NULL,
            UNIQUE (quantity, place, nature)
        ) STRICT;

        CREATE TABLE feed_source (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE feed_value (
            series INTEGER NOT NULL REFERENCES feed_series (id),
            slot INTEGER NOT NULL,
            source INTEGER NOT NULL REFERENCES feed_source (id),
            value REAL NOT NULL,
            fetched_at INTEGER NOT NULL,
            published_at INTEGER,
            crc INTEGER NOT NULL,
            PRIMARY KEY (series, slot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE feed_fetch (
            source TEXT NOT NULL,
            kind TEXT NOT NULL,
            place TEXT NOT NULL,
            nature TEXT NOT NULL,
            fetched_at INTEGER NOT NULL,
            crc INTEGER NOT NULL,
            PRIMARY KEY (source, kind, place, nature)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE job_run (
            id INTEGER PRIMARY KEY,
            job TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            rows INTEGER NOT NULL,
            error TEXT,
            crc INTEGER NOT NULL,
            UNIQUE (job, started_at, ended_at)
        ) STRICT;

        CREATE INDEX job_run_by_job ON job_run (job, id);
        """
}
