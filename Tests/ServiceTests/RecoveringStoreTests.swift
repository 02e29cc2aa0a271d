// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Testing

@testable import PlannerService
@testable import ReadingStore

/// A database file whose pages turn bad while the planner runs.
@Suite struct RecoveringStoreTests {
    private static let first = Slot(containing: UTCInstant(secondsSinceEpoch: 1_767_225_600))
    private let folder: Folder

    init() throws { folder = try Folder() }

    private static func slice(_ place: Int) -> DeviceSlice {
        let start = BootInstant(seconds: place * 900)
        let signals = (0..<30).compactMap { Signal(rawValue: $0) }.map {
            SignalSummary(
                signal: $0, mean: Double(place), minimum: Double(place) - 1, maximum: Double(place) + 1, count: 900,
                missing: 0)
        }
        return DeviceSlice(
            bootID: 1, device: DeviceIndex(0), start: start, end: start.advanced(bySeconds: 900),
            slot: first.advanced(by: place), isClockTrusted: true, signals: signals, polls: 900, failedPolls: 0)
    }

    /// More than the connection keeps in its cache, so that pages are read again.
    private func makeDatabase(slots: Int) throws -> String {
        let path = folder["hearth.sqlite"]
        let store = try ReadingStore(path: path, deviceIDs: ["meter"])
        try store.store(StoreBatch(slices: (0..<slots).map(Self.slice)))
        return path
    }

    /// Overwrites everything behind the first pages, which hold the schema.
    private func damage(_ path: String) throws {
        let descriptor = open(path, O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        try #require(size > 1 << 20)
        let noise = [UInt8](repeating: 0xA5, count: 1 << 16)
        var place: off_t = 1 << 16
        while place < size {
            let count = min(noise.count, Int(size - place))
            try #require(pwrite(descriptor, noise, count, place) == count)
            place += off_t(count)
        }
    }

    @Test func damagedWhileInUse_isSetAside_andTheNextRecordsAreStored() throws {
        let count = 6000
        let path = try makeDatabase(slots: count)
        let store = try RecoveringStore(path: path, deviceIDs: ["meter"])
        let span = Self.first..<Self.first.advanced(by: count)
        #expect(try store.rows(device: "meter", slots: span).count == count)
        #expect(store.takeNotices().isEmpty)
        try damage(path)
        #expect(try store.rows(device: "meter", slots: span).isEmpty)
        let notices = store.takeNotices()
        #expect(notices.count == 1 && notices[0].isSetAside, "\(notices)")
        #expect(DataFolder.names(in: folder.path, suffix: "").contains("hearth.sqlite.damaged-1"))
        #expect(store.takeNotices().isEmpty)
        #expect(try store.store(StoreBatch(slices: [Self.slice(count)])) == 1)
        #expect(try store.rows(device: "meter", slots: span.upperBound..<span.upperBound.advanced(by: 1)).count == 1)
    }

    /// The guard's slices and the planner's decisions wait; what is to be stored is not to blame.
    @Test func damage_isWorthRetrying() {
        let failure = SQLiteFailure(path: "x", purpose: "storing a batch", code: 11, message: "malformed")
        #expect(failure.kind == .damaged && ReadingStoreError.sqlite(failure).isWorthRetrying)
    }
}
