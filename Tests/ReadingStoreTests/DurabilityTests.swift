// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Energy
import ReadingStore
import Testing

struct DurabilityTests {
    private let folder: TemporaryFolder
    private let files = WatchedFileSystem()
    /// `SQLITE_IOERR_FSYNC` and `SQLITE_IOERR_WRITE`, which are made with shifts that Swift does not see.
    private static let failedSync = SQLITE_IOERR | 4 << 8
    private static let failedWrite = SQLITE_IOERR | 3 << 8
    private static let databaseFiles = ["hearth.sqlite", "hearth.sqlite-wal"]

    init() throws { folder = try TemporaryFolder() }

    private func store() throws -> ReadingStore { try Samples.store(folder) { $0.vfs = files.name } }

    private func batch(_ slot: Int) throws -> StoreBatch {
        StoreBatch(
            slices: (0..<3).map { Samples.slice(slot: slot, device: DeviceIndex($0)) },
            decisions: [Samples.decision(slot: slot)], forecasts: [try Samples.forecast(slot: slot, count: 8)])
    }

    @Test func batch_costsOneFsync() throws {
        let store = try store()
        // The first commit after a checkpoint also syncs the new header of the log.
        try store.store(batch(0))
        for slot in 1..<20 {
            files.forgetSteps()
            try store.store(batch(slot))
            #expect(files.syncs == 1)
            #expect(files.steps.last == .sync("hearth.sqlite-wal"))
        }
        files.forgetSteps()
        try store.store(StoreBatch())
        try store.store(batch(3))
        #expect(files.syncs <= 1)
    }

    @Test func pricesAgain_costNothing() throws {
        let store = try store()
        let prices = Samples.slots(0..<96).map { StoredPrice(slot: $0, spot: PricePerKWh(0.1)) }
        try store.store(prices: prices, source: "import")
        files.forgetSteps()
        try store.store(prices: prices, source: "import")
        #expect(files.steps.isEmpty)
    }

    /// The files as they are before every write, as `kill -9` would leave them: whatever was acknowledged is in them.
    @Test func killedAtAnyWrite_acknowledgedBatchesAreThere() throws {
        var copies: [(files: [[UInt8]], acknowledged: Int)] = []
        var acknowledged = 0
        try run(batches: 6, acknowledged: { acknowledged = $0 }) { _ in
            copies.append((Self.databaseFiles.map(folder.bytes), acknowledged))
        }
        #expect(copies.count > 40)
        for copy in copies { try expect(copy.acknowledged, in: copy.files) }
    }

    /// The files as they were at their last fsync, as a power cut would leave them if nothing else reached the disk.
    @Test func powerCutAtAnyWrite_acknowledgedBatchesAreThere() throws {
        var synced: [String: [UInt8]] = [:]
        var copies: [(files: [[UInt8]], acknowledged: Int)] = []
        var acknowledged = 0
        files.afterSync = { synced[$0] = folder.bytes($0) }
        try run(batches: 6, acknowledged: { acknowledged = $0 }) { _ in
            copies.append((Self.databaseFiles.map { synced[$0] ?? [] }, acknowledged))
        }
        #expect(Set(copies.map(\.acknowledged)).count == 7)
        for copy in copies { try expect(copy.acknowledged, in: copy.files) }
    }

    /// Stores batches and closes, which brings the log into the database.
    private func run(
        batches: Int, acknowledged: (Int) -> Void, _ look: @escaping (WatchedFileSystem.Step) -> Void
    ) throws {
        do {
            let store = try store()
            files.before = {
                look($0)
                return SQLITE_OK
            }
            for slot in 0..<batches {
                try store.store(batch(slot))
                acknowledged(slot + 1)
            }
        }
        files.before = { _ in SQLITE_OK }
    }

    private func expect(_ acknowledged: Int, in files: [[UInt8]]) throws {
        let place = try TemporaryFolder()
        for (name, bytes) in zip(Self.databaseFiles, files) where !bytes.isEmpty { try place.write(bytes, to: name) }
        let store = try Samples.store(place)
        #expect(store.notices.isEmpty)
        for device in Samples.deviceIDs {
            let rows = try store.rows(device: device, slots: Samples.slots(0..<100))
            // A batch whose commit was written and not yet acknowledged may be there, whole.
            #expect((acknowledged...acknowledged + 1).contains(rows.count))
        }
        #expect(try store.decisions(slots: Samples.slots(0..<100)).count >= acknowledged)
        #expect(try store.forecasts(target: .demand, madeAt: Samples.slots(0..<100)).count >= acknowledged)
        withExtendedLifetime(place) {}
    }

    @Test func fullDisk_losesTheBatchAndNothingElse() throws {
        let store = try store()
        try store.store(batch(0))
        files.before = { if case .write = $0 { SQLITE_FULL } else { SQLITE_OK } }
        let error = #expect(throws: ReadingStoreError.self) { try store.store(batch(1)) }
        guard case .sqlite(let failure)? = error else { return #expect(Bool(false)) }
        #expect(failure.kind == .full && failure.code == SQLITE_FULL && error?.isWorthRetrying == true)
        #expect(failure.description.contains("hearth.sqlite: storing a batch: the disk is full"))
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<9)).count == 1)
        files.before = { _ in SQLITE_OK }
        #expect(try store.store(batch(1)) == 3)
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<9)).count == 2)
    }

    /// A batch whose fsync failed was not acknowledged; sent again it is stored once.
    @Test func failedFsync_isAnError_andTheBatchCanBeSentAgain() throws {
        let store = try store()
        try store.store(batch(0))
        files.before = { if case .sync = $0 { Self.failedSync } else { SQLITE_OK } }
        let error = #expect(throws: ReadingStoreError.self) { try store.store(batch(1)) }
        guard case .sqlite(let failure)? = error else { return #expect(Bool(false)) }
        #expect(failure.kind == .inputOutput && failure.code == Self.failedSync)
        files.before = { _ in SQLITE_OK }
        #expect(try store.store(batch(1)) == 3)
        let rows = try store.rows(device: "meter", slots: Samples.slots(0..<9))
        #expect(rows.map(\.observedSeconds) == [900, 900])
    }

    /// A write fails at each place of a batch in turn: the batch is stored whole or not at all.
    @Test func failureAtAnyWrite_isAllOrNothing() throws {
        let store = try store()
        for failing in 0..<24 {
            var writes = 0
            files.before = {
                guard case .write = $0 else { return SQLITE_OK }
                writes += 1
                return writes > failing ? Self.failedWrite : SQLITE_OK
            }
            let wasStored = (try? store.store(batch(failing))) != nil
            files.before = { _ in SQLITE_OK }
            let slots = Samples.slots(failing..<failing + 1)
            let rows = try Samples.deviceIDs.flatMap { try store.rows(device: $0, slots: slots) }
            #expect(rows.count == (wasStored ? 3 : 0))
            #expect(try store.decisions(slots: slots).count == (wasStored ? 1 : 0))
            #expect(try store.forecasts(target: .demand, madeAt: slots).count == (wasStored ? 1 : 0))
        }
        try store.checkIntegrity()
    }
}
