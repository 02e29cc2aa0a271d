// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO

/// The database of the house: quarter-hour rows, prices, decisions, events, forecasts and models in one SQLite file.
///
/// Belongs to one thread and is the only writer of its file while it lives. A batch is one transaction, one commit, one
/// fsync of the log: what `store` has returned from survives a power cut. What the file holds is checked twice: its
/// structure when it is opened, and each row's content by a checksum when it is read.
public final class ReadingStore: ReadingStoring {
    /// The configured devices' ids, in the order of their `DeviceIndex`.
    public let deviceIDs: [String]
    /// How long what is kept.
    public var retention = Retention()
    /// What a person should hear about, oldest first, each said once; at most `noticeLimit` are held.
    public internal(set) var notices: [StoreNotice] = []

    /// Most notices held: a badly damaged file has a great many damaged rows.
    public static let noticeLimit = 100

    /// What only tests change.
    package struct Options {
        /// SQLite's name of another file system layer.
        package var vfs: String?
        /// How long a lock held elsewhere is waited for, ms.
        package var busyTimeoutMilliseconds = 5000
        /// The schema.
        package var migrations = Schema.migrations
        /// As in operation.
        package init() {}
    }

    let connection: SQLiteConnection
    /// Keys of the configured devices' rows, in the order of their `DeviceIndex`.
    let deviceKeys: [Int]
    /// Last, so that the lock is held until the connection is closed.
    private let lock: LockFile?

    /// Opens a database, made where there is none.
    ///
    /// A damaged file is renamed, kept and replaced by an empty one; `notices` says so.
    ///
    /// - Parameters:
    ///   - path: of the file, in a folder that exists; `-wal`, `-shm` and `.lock` stand beside it.
    ///   - deviceIDs: the configured devices' ids, in the order of their `DeviceIndex`, all different.
    /// - Throws: `ReadingStoreError`: another writer, no folder, not writable, a newer schema, another program's database.
    public convenience init(path: String, deviceIDs: [String]) throws(ReadingStoreError) {
        try self.init(path: path, deviceIDs: deviceIDs, options: Options())
    }

    /// Opens a database with other options than in operation.
    package init(path: String, deviceIDs: [String], options: Options) throws(ReadingStoreError) {
        if let twice = deviceIDs.enumerated().first(where: { deviceIDs[..<$0].contains($1) }) {
            throw .duplicateDeviceID(twice.element)
        }
        let lock = try LockFile.writing(database: path)
        let settings = ConnectionSettings(busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
        let file = DatabaseFile(path: path, vfs: options.vfs, settings: settings, migrations: options.migrations)
        var notices: [StoreNotice] = []
        let connection = try file.open(notices: &notices)
        self.deviceKeys = try Self.deviceKeys(of: deviceIDs, connection)
        self.connection = connection
        self.deviceIDs = deviceIDs
        self.notices = notices
        self.lock = lock
    }

    /// Opens a database that another process or thread writes, to read from it; storing fails.
    ///
    /// - Parameter path: of a database that is there.
    /// - Throws: `ReadingStoreError`: no such file, another schema, another program's database.
    public init(reading path: String) throws(ReadingStoreError) {
        let file = DatabaseFile(path: path, vfs: nil, settings: ConnectionSettings(), migrations: Schema.migrations)
        connection = try file.openForReading()
        (deviceIDs, deviceKeys, lock) = ([], [], nil)
    }

    /// Fails where a database could not be opened because of the place it shall stand in; makes and changes nothing.
    public static func checkPlace(_ path: String) throws(ReadingStoreError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        var information = stat()
        guard stat(folder, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
            throw .folderMissing(path: path)
        }
        // The log and the lock stand beside the file.
        if access(folder, W_OK | X_OK) != 0 { throw .notWritable(path: path, systemError: errno) }
        if access(path, F_OK) == 0, access(path, R_OK | W_OK) != 0 {
            throw .notWritable(path: path, systemError: errno)
        }
    }

    /// Stores a batch whole or not at all, in one commit.
    ///
    /// A slice is known by boot, device and start; one that was stored before is passed over. Slices of one slot and
    /// device become one row: those of one boot in order of time, those of different boots in the order they arrive.
    ///
    /// - Returns: the number of rows that a slice of the batch began or completed.
    @discardableResult public func store(_ batch: StoreBatch) throws(ReadingStoreError) -> Int {
        guard !batch.isEmpty else { return 0 }
        return try connection.transaction(purpose: "storing a batch") { () throws(ReadingStoreError) in
            let rows = try storeSlices(batch.slices)
            for decision in batch.decisions { try storeDecision(decision) }
            for outcome in batch.outcomes { try storeOutcome(outcome) }
            for event in batch.events { try storeEvent(event) }
            for forecast in batch.forecasts { try storeForecast(forecast) }
            return rows
        }
    }

    /// Reads the whole file and fails where its structure is broken; for once a day.
    public func checkIntegrity() throws(ReadingStoreError) { try DatabaseFile.checkIntegrity(connection) }

    /// Says something once.
    func note(_ notice: StoreNotice) {
        guard notices.count < Self.noticeLimit, !notices.contains(notice) else { return }
        notices.append(notice)
    }

    /// The records of a table that has one for each slot, in order of time; damaged ones are left out, and `notices` names
    /// them.
    ///
    /// - Parameters:
    ///   - columns: of the table in its order, the slot first and the checksum last.
    ///   - slots: half open.
    ///   - record: made of the columns without the checksum; nil where they are not of its form.
    func records<Record>(
        of table: String, columns: String, addedLater: [Int] = [], slots: Range<Slot>, _ record: ([SQLValue]) -> Record?
    ) throws(ReadingStoreError) -> [Record] {
        let statement = try connection.statement(
            "SELECT \(columns) FROM \(table) WHERE slot >= ? AND slot < ? ORDER BY slot", purpose: "reading \(table)s")
        var records: [Record] = []
        try statement.forEachRow([SQLValue(slots.lowerBound.index), SQLValue(slots.upperBound.index)]) { row in
            guard let found = row.verified(addedLater: addedLater).flatMap(record) else {
                let name = row[0].integer.map { Slot(index: $0).description } ?? "an unknown time"
                return note(.damagedRow(table: table, key: name))
            }
            records.append(found)
        }
        return records
    }

    /// The database's key of a configured device.
    func key(of device: DeviceIndex) throws(ReadingStoreError) -> Int {
        guard deviceKeys.indices.contains(device.rawValue) else {
            throw .unknownDevice(device, configured: deviceKeys.count)
        }
        return deviceKeys[device.rawValue]
    }

    /// The index of a slot as a key, refused where it cannot be meant.
    func key(of slot: Slot) throws(ReadingStoreError) -> Int {
        // A guard whose clock was never set may label a slice with any of them.
        guard Slot.calendarIndices.contains(slot.index) else { throw .slotOutOfRange(index: slot.index) }
        return slot.index
    }

    /// The keys of all configured devices; new ids are entered.
    private static func deviceKeys(
        of ids: [String], _ connection: SQLiteConnection
    ) throws(ReadingStoreError) -> [Int] {
        let purpose = "entering the devices"
        var known: [String: Int] = [:]
        try connection.statement("SELECT id, name FROM device", purpose: purpose).forEachRow {
            if let key = $0[0].integer, let name = $0[1].text { known[name] = key }
        }
        let missing = ids.filter { known[$0] == nil }
        guard !missing.isEmpty else { return ids.compactMap { known[$0] } }
        try connection.transaction(purpose: purpose) { () throws(ReadingStoreError) in
            let insert = try connection.statement("INSERT INTO device (name) VALUES (?)", purpose: purpose)
            for id in missing { try insert.run([.text(id)]) }
        }
        return try deviceKeys(of: ids, connection)
    }
}

extension Slot {
    /// The slots of the years 1 to 9999; what lies outside has no name.
    static let calendarIndices = -69_039_552...281_558_111
    /// The days of UTC of these years.
    static let calendarDays = -719_162...2_932_896
}
