// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Energy
import FoundationEssentials
import Glibc
import ReadingStore
import Testing

struct OpeningTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func failure(_ change: (inout ReadingStore.Options) -> Void = { _ in }) -> ReadingStoreError? {
        #expect(throws: ReadingStoreError.self) { try Samples.store(folder, change) }
    }

    private func fill() throws {
        let slices = (0..<200).map { Samples.slice(slot: $0, signals: [Samples.power(Double($0), -1, 4000)]) }
        try Samples.store(folder).store(StoreBatch(slices: slices))
    }

    @Test func secondWriter_isTurnedAway_untilTheFirstIsGone() throws {
        do {
            let first = try Samples.store(folder)
            let error = failure()
            #expect(error == .inUse(path: folder.database, processID: Int(ProcessInfo.processInfo.processIdentifier)))
            #expect(error?.isWorthRetrying == true)
            #expect(error.map { "\($0)".contains("only one may") } == true)
            try first.store(StoreBatch(slices: [Samples.slice(slot: 0)]))
        }
        #expect(try Samples.store(folder).rows(device: "meter", slots: Samples.slots(0..<1)).count == 1)
    }

    /// `sudo hearth data import` before the service ran for the first time.
    @Test(.enabled(if: geteuid() == 0, "only root makes files of others"))
    func databaseThatRootMakes_belongsToTheOwnerOfItsFolder() throws {
        try #require(chown(folder.path, 4711, 4712) == 0)
        let store = try Samples.store(folder)
        try store.store(StoreBatch(slices: [Samples.slice(slot: 0)]))
        let names = try folder.names()
        #expect(names == ["", "-shm", "-wal", ".lock"].map { "hearth.sqlite\($0)" }.sorted())
        for name in names {
            var information = stat()
            #expect(stat("\(folder.path)/\(name)", &information) == 0)
            #expect(information.st_uid == 4711 && information.st_gid == 4712, "\(name)")
        }
        withExtendedLifetime(store) {}
    }

    @Test func foreignLock_isReportedAsBusy_andNothingIsLost() throws {
        let store = try Samples.store(folder)
        let other = try RawDatabase(folder.database)
        try other.execute("BEGIN IMMEDIATE")
        let batch = StoreBatch(slices: [Samples.slice(slot: 0)])
        let error = #expect(throws: ReadingStoreError.self) { try store.store(batch) }
        guard case .sqlite(let failure)? = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(failure.kind == .busy && failure.code == SQLITE_BUSY && failure.purpose == "beginning to write")
        try other.execute("ROLLBACK")
        #expect(try store.store(batch) == 1)
    }

    @Test func missingFolder_isNamed() throws {
        let path = folder.path + "/nowhere/hearth.sqlite"
        let error = #expect(throws: ReadingStoreError.self) { try ReadingStore(path: path, deviceIDs: []) }
        #expect(error == .folderMissing(path: path))
    }

    @Test func folderInPlaceOfAFile_cannotBeOpened() throws {
        try FileManager.default.createDirectory(atPath: folder.database, withIntermediateDirectories: false)
        guard case .sqlite(let failure)? = failure() else { return #expect(Bool(false)) }
        #expect(failure.kind == .cannotOpen)
    }

    @Test func fileThatMayNotBeWritten_isReported() throws {
        try fill()
        let files = WatchedFileSystem()
        files.isReadOnly = true
        guard case .notWritable(folder.database, _)? = failure({ $0.vfs = files.name }) else {
            return #expect(Bool(false))
        }
    }

    @Test func withoutWriteAheadLog_theStoreRefuses() throws {
        let files = WatchedFileSystem()
        files.hasSharedMemory = false
        guard case .settingRefused(folder.database, "journal_mode", "WAL", _)? = failure({ $0.vfs = files.name })
        else { return #expect(Bool(false)) }
    }

    @Test func sameIDTwice_isRefused() {
        #expect(throws: ReadingStoreError.duplicateDeviceID("meter")) {
            try ReadingStore(path: folder.database, deviceIDs: ["meter", "pump", "meter"])
        }
    }

    @Test func newerSchema_isRefusedAndLeftAlone() throws {
        try fill()
        try RawDatabase(folder.database).execute("PRAGMA user_version = 99")
        let before = folder.bytes("hearth.sqlite")
        #expect(
            failure()
                == .newerSchema(path: folder.database, found: 99, supported: Schema.migrations.count))
        #expect(folder.bytes("hearth.sqlite") == before)
    }

    @Test func databaseOfAnotherProgram_isRefusedAndLeftAlone() throws {
        try RawDatabase(folder.database).execute("CREATE TABLE song (title TEXT)")
        let before = folder.bytes("hearth.sqlite")
        #expect(failure() == .foreignDatabase(path: folder.database))
        #expect(folder.bytes("hearth.sqlite") == before)
    }

    @Test func migration_goesForwardAndKeepsTheRows() throws {
        try fill()
        let step = Migration("ALTER TABLE device ADD COLUMN note TEXT; CREATE TABLE more (id INTEGER) STRICT;")
        do {
            let store = try Samples.store(folder) { $0.migrations.append(step) }
            let first = Schema.migrations.count
            #expect(store.notices == [.migrated(path: folder.database, from: first, to: first + 1)])
            #expect(try store.rows(device: "meter", slots: Samples.slots(0..<500)).count == 200)
        }
        let version = try RawDatabase(folder.database).integer("PRAGMA user_version")
        #expect(version == Schema.migrations.count + 1)
        guard case .newerSchema? = failure() else { return #expect(Bool(false)) }
    }

    @Test func firstSchema_isBroughtForward_andItsEventsStayWhole() throws {
        do { _ = try Samples.store(folder) { $0.migrations.removeLast($0.migrations.count - 1) } }
        // The checksum is zlib's over the row as the first schema sealed it, computed with Python.
        try RawDatabase(folder.database).execute(
            """
            INSERT INTO event (wall_time, boot_ns, kind, detail, crc)
            VALUES (1767225600, 1000000000, 11, 'gridImport: stale', -1379949869)
            """)
        let store = try Samples.store(folder)
        let wall = Samples.firstSlot.start
        let old = StoredEvent(
            time: BootInstant(seconds: 1), wallTime: wall, kind: .signalLost, detail: "gridImport: stale")
        #expect(try store.events(wall..<wall.advanced(bySeconds: 1)) == [old])
        #expect(try store.outcomes(slots: Samples.slots(0..<9)).isEmpty)
        #expect(store.notices == [.migrated(path: folder.database, from: 1, to: Schema.migrations.count)])
    }

    @Test func secondSchema_isBroughtForward_andKeepsEveryRow() throws {
        let wall = Samples.firstSlot.start
        let event = GuardEvent(
            time: BootInstant(seconds: 1), wallTime: wall, kind: .signalLost, signal: .stateOfCharge, fault: .stale)
        do {
            let store = try Samples.store(folder) { $0.migrations.removeLast($0.migrations.count - 2) }
            try store.store(
                StoreBatch(
                    slices: (0..<200).map { Samples.slice(slot: $0) },
                    outcomes: (0..<200).map { Samples.outcome(slot: $0) }, events: [event]))
            try store.store(
                prices: Samples.slots(0..<200).map { StoredPrice(slot: $0, spot: PricePerKWh(0.25)) }, source: "import")
        }
        try insertDecisions(0..<200)
        let tables = ["device", "boot", "reading", "slice", "price", "price_source", "decision", "outcome", "event"]
        let columns = try tables.map { try RawDatabase(folder.database).columns(of: $0) }
        func contents() throws -> [[String]] {
            try zip(tables, columns).map { try RawDatabase(folder.database).contents(of: $0, columns: $1) }
        }
        let before = try contents()
        do {
            let store = try Samples.store(folder)
            #expect(store.notices == [.migrated(path: folder.database, from: 2, to: Schema.migrations.count)])
            let slots = Samples.slots(0..<200)
            #expect(try store.rows(device: "meter", slots: slots).count == 200)
            #expect(try store.decisions(slots: slots).count == 200)
            #expect(try store.outcomes(slots: slots).count == 200)
            #expect(try store.prices(slots: slots).covers(slots))
            #expect(try store.events(wall..<wall.advanced(bySeconds: 1)).map(\.fault) == [.stale])
            #expect(store.notices.count == 1)
            let forecast = try Samples.forecast(slot: 0)
            try store.store(StoreBatch(slices: [Samples.slice(slot: 199)], forecasts: [forecast]))
            #expect(try store.latestForecast(target: .demand, madeAtOrBefore: Samples.firstSlot) == forecast)
            #expect(try store.models(target: nil).isEmpty && store.modelDecisions(target: nil, limit: 9).isEmpty)
        }
        #expect(try contents() == before)
    }

    /// Puts decisions of no learned policy into the database with the columns that it has.
    private func insertDecisions(_ offsets: Range<Int>) throws {
        let other = try TemporaryFolder()
        defer { withExtendedLifetime(other) {} }
        try Samples.store(other).store(StoreBatch(decisions: offsets.map { Samples.decision(slot: $0) }))
        let raw = try RawDatabase(folder.database)
        let columns = try raw.columns(of: "decision").joined(separator: ", ")
        try raw.execute(
            """
            ATTACH '\(other.database)' AS other;
            INSERT INTO decision (\(columns)) SELECT \(columns) FROM other.decision
            """)
    }

    @Test func migrationThatFails_leavesTheOldSchemaWhole() throws {
        try fill()
        let step = Migration("CREATE TABLE more (id INTEGER) STRICT; DROP TABLE reading; CREATE TABLE device (id);")
        guard case .sqlite(let failure)? = failure({ $0.migrations.append(step) }) else {
            return #expect(Bool(false))
        }
        #expect(failure.purpose == "bringing the schema to version \(Schema.migrations.count + 1)")
        let store = try Samples.store(folder)
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<500)).count == 200)
        #expect(try RawDatabase(folder.database).texts("SELECT name FROM sqlite_schema WHERE name = 'more'").isEmpty)
    }

    enum Damage: CaseIterable {
        case notADatabase, truncated, zeroedPage, zeroedHeader
    }

    @Test(arguments: Damage.allCases)
    func damagedFile_isKeptAside_andAnEmptyOneBegun(damage: Damage) throws {
        try fill()
        var bytes = folder.bytes("hearth.sqlite")
        switch damage {
        case .notADatabase: bytes = Array("These are not the readings you are looking for. ".utf8)
        case .truncated: bytes.removeLast(bytes.count / 2)
        case .zeroedPage: for place in 8192..<28_672 { bytes[place] = 0 }
        case .zeroedHeader: for place in 0..<100 { bytes[place] = 0 }
        }
        try folder.write(bytes, to: "hearth.sqlite")
        let store = try Samples.store(folder)
        guard case .setAside(folder.database, let kept, let cause)? = store.notices.first else {
            return #expect(Bool(false), "\(store.notices)")
        }
        #expect(kept == folder.database + ".damaged-1" && !cause.isEmpty)
        #expect(folder.bytes("hearth.sqlite.damaged-1") == bytes)
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<500)).isEmpty)
        #expect(try store.store(StoreBatch(slices: [Samples.slice(slot: 0)])) == 1)
    }

    @Test func secondDamage_getsItsOwnName() throws {
        for _ in 0..<2 {
            try folder.write(
                Array("no database, not at all, but longer than its header would have to be".utf8), to: "hearth.sqlite")
            #expect(try Samples.store(folder).notices.count == 1)
        }
        let kept = try folder.names().filter { $0.contains("damaged") }
        #expect(kept == ["hearth.sqlite.damaged-1", "hearth.sqlite.damaged-2"])
    }

    @Test func emptyFile_isAnEmptyDatabase() throws {
        try folder.write([], to: "hearth.sqlite")
        #expect(try Samples.store(folder).notices.isEmpty)
    }
}
