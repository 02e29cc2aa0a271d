// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore
import Testing

struct RowTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func slice_comesBackAsARow_afterReopening() throws {
        let signals = [Samples.power(512.25, -100, 4000, missing: 3), Samples.counter(16_777_217, 16_777_345)]
        try Samples.store(folder).store(StoreBatch(slices: [Samples.slice(slot: 0, signals: signals)]))
        let rows = try Samples.store(folder).rows(device: "meter", slots: Samples.slots(0..<1))
        #expect(
            rows == [
                QuarterHourRow(
                    slot: Samples.firstSlot, device: "meter", observedSeconds: 900, quality: [], signals: signals)
            ])
    }

    @Test func everySignal_survivesTheRoundTrip() throws {
        let signals = Signal.allCases.map { signal in
            let value = Double(signal.rawValue) + 0.5
            return SignalSummary(
                signal: signal, mean: signal.isCounter ? value + 2 : value + 1, minimum: value, maximum: value + 2,
                count: 60 + Int(signal.rawValue), missing: Int(signal.rawValue) % 3)
        }
        let store = try Samples.store(folder)
        try store.store(StoreBatch(slices: [Samples.slice(slot: 0, signals: signals)]))
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<1)).first?.signals == signals)
    }

    @Test func rows_comeInOrderOfTime_ofOneDeviceAndRangeOnly() throws {
        let store = try Samples.store(folder)
        let meter = [3, 1, 0, 2].map { Samples.slice(slot: $0) }
        try store.store(StoreBatch(slices: meter + [Samples.slice(slot: 1, device: Samples.inverter)]))
        let rows = try store.rows(device: "meter", slots: Samples.slots(1..<3))
        #expect(rows.map(\.slot) == Array(Samples.slots(1..<3)))
        #expect(rows.map { $0[.gridImport]?.mean } == [1, 2])
    }

    @Test func sameSliceAgain_isPassedOver() throws {
        let batch = StoreBatch(slices: [Samples.slice(slot: 0, to: 600)])
        #expect(try Samples.store(folder).store(batch) == 1)
        let store = try Samples.store(folder)
        let before = try store.rows(device: "meter", slots: Samples.slots(0..<1))
        #expect(try store.store(batch) == 0)
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<1)) == before)
    }

    @Test func guardRestartInsideASlot_becomesOneRow() throws {
        let store = try Samples.store(folder)
        let early = Samples.slice(
            slot: 0, from: 0, to: 300, signals: [Samples.power(1000, 900, 1100, count: 300), Samples.counter(10, 20)])
        let late = Samples.slice(
            slot: 0, from: 300, to: 900, signals: [Samples.power(400, 0, 950, count: 600), Samples.counter(20, 50)])
        #expect(try store.store(StoreBatch(slices: [early])) == 1)
        #expect(try store.store(StoreBatch(slices: [late])) == 1)
        let row = try #require(try store.rows(device: "meter", slots: Samples.slots(0..<1)).first)
        #expect(row.observedSeconds == 900 && row.quality == [])
        #expect(row[.gridImport] == Samples.power(600, 0, 1100, count: 900))
        #expect(row[.importedEnergy] == Samples.counter(10, 50, count: 1800))
    }

    /// Whatever the order of arrival, a counter keeps the first value of the first slice and the last of the last.
    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func slicesOfOneBoot_mergeInOrderOfTime(order: [Int]) throws {
        let store = try Samples.store(folder)
        let slices = (0..<3).map { part in
            Samples.slice(
                slot: 0, from: part * 300, to: part * 300 + 300,
                signals: [Samples.counter(Double(part) * 10, Double(part) * 10 + 10, count: 300)])
        }
        for part in order { try store.store(StoreBatch(slices: [slices[part]])) }
        let row = try store.rows(device: "meter", slots: Samples.slots(0..<1)).first
        #expect(row?[.importedEnergy] == Samples.counter(0, 30))
        #expect(row?.observedSeconds == 900)
    }

    @Test func slicesOfTwoBoots_mergeInTheOrderTheyArrive() throws {
        let store = try Samples.store(folder)
        let before = Samples.slice(slot: 0, to: 300, boot: 1, signals: [Samples.counter(0, 10, count: 1)])
        // Boot time began again: the later slice has the smaller start.
        let after = DeviceSlice(
            bootID: 2, device: Samples.meter, start: BootInstant(seconds: 20), end: BootInstant(seconds: 500),
            slot: Samples.firstSlot, isClockTrusted: true, signals: [Samples.counter(12, 20, count: 1)], polls: 480,
            failedPolls: 0)
        try store.store(StoreBatch(slices: [before, after]))
        let row = try store.rows(device: "meter", slots: Samples.slots(0..<1)).first
        #expect(row?[.importedEnergy] == Samples.counter(0, 20, count: 2))
        #expect(row?.observedSeconds == 780)
    }

    @Test(arguments: [(854, true), (855, false), (900, false)])
    func lessThan95Percent_isPartial(seconds: Int, isPartial: Bool) throws {
        let store = try Samples.store(folder)
        try store.store(StoreBatch(slices: [Samples.slice(slot: 0, to: seconds)]))
        let row = try store.rows(device: "meter", slots: Samples.slots(0..<1)).first
        #expect(row?.observedSeconds == seconds)
        #expect(row?.quality.contains(.partial) == isPartial)
    }

    @Test func failedPolls_areTimeNotObserved() throws {
        let store = try Samples.store(folder)
        let half = Samples.slice(slot: 0, polls: 450, failedPolls: 450)
        let silent = Samples.slice(slot: 1, signals: [], polls: 0, failedPolls: 40)
        try store.store(StoreBatch(slices: [half, silent]))
        let rows = try store.rows(device: "meter", slots: Samples.slots(0..<2))
        #expect(rows.map(\.observedSeconds) == [450, 0])
        #expect(rows.allSatisfy { $0.quality == .partial })
    }

    @Test func untrustedClock_marksTheRow() throws {
        let store = try Samples.store(folder)
        try store.store(StoreBatch(slices: [Samples.slice(slot: 0, to: 450, trusted: false)]))
        try store.store(StoreBatch(slices: [Samples.slice(slot: 0, from: 450)]))
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<1)).first?.quality == .clockUncertain)
    }

    @Test func rowBehindThePlanner_isLate() throws {
        let store = try Samples.store(folder)
        // A batch that catches up is not late by itself; neither is the slot just before the newest.
        try store.store(StoreBatch(slices: [8, 9, 10].map { Samples.slice(slot: $0) }))
        try store.store(StoreBatch(slices: [7, 9, 11].map { Samples.slice(slot: $0, boot: 8) }))
        // A far future label of an untrusted clock makes nothing late.
        try store.store(StoreBatch(slices: [Samples.slice(slot: 5000, trusted: false)]))
        try store.store(StoreBatch(slices: [Samples.slice(slot: 12)], decisions: [Samples.decision(slot: 14)]))
        try store.store(StoreBatch(slices: [Samples.slice(slot: 13), Samples.slice(slot: 12, boot: 8)]))
        let rows = try store.rows(device: "meter", slots: Samples.slots(7..<14))
        #expect(rows.map { $0.quality.contains(.late) } == [true, false, false, false, false, true, false])
    }

    @Test func summaryWithoutANumber_isMissing() throws {
        let store = try Samples.store(folder)
        let signals = [
            Samples.power(.nan, 0, 1),
            SignalSummary(signal: .voltageL1, mean: 230, minimum: 229, maximum: 231, count: 0, missing: 5),
            SignalSummary(signal: .currentL1, mean: 1e300, minimum: 0, maximum: 1e300, count: 5, missing: 0),
            SignalSummary(signal: .frequency, mean: 50, minimum: 50, maximum: 50, count: 5, missing: 0),
        ]
        try store.store(StoreBatch(slices: [Samples.slice(slot: 0, signals: signals)]))
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<1)).first?.signals == [signals[3]])
    }

    @Test func gaps_areSlotsWithoutObservation() throws {
        let store = try Samples.store(folder)
        let silent = Samples.slice(slot: 3, signals: [], polls: 0, failedPolls: 40)
        try store.store(StoreBatch(slices: [Samples.slice(slot: 0), Samples.slice(slot: 2), silent]))
        let gaps = try store.gaps(device: "meter", slots: Samples.slots(0..<5))
        #expect(gaps == [1, 3, 4].map { Samples.firstSlot.advanced(by: $0) })
    }

    @Test func configuration_mayChangeItsOrder() throws {
        try Samples.store(folder).store(StoreBatch(slices: [Samples.slice(slot: 0, device: Samples.inverter)]))
        let store = try ReadingStore(path: folder.database, deviceIDs: ["inverter", "new"])
        #expect(try store.rows(device: "inverter", slots: Samples.slots(0..<1)).count == 1)
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<1)).isEmpty)
        try store.store(StoreBatch(slices: [Samples.slice(slot: 1, device: DeviceIndex(0))]))
        #expect(try store.rows(device: "inverter", slots: Samples.slots(0..<2)).count == 2)
    }

    @Test func strangerDevicesAndTimes_areRefused_andNothingOfTheBatchIsStored() throws {
        let store = try Samples.store(folder)
        let good = Samples.slice(slot: 0)
        let never = DeviceSlice(
            bootID: 7, device: Samples.meter, start: good.start, end: good.end, slot: Slot(index: 300_000_000),
            isClockTrusted: false, signals: good.signals, polls: 1, failedPolls: 0)
        #expect(throws: ReadingStoreError.unknownDevice(DeviceIndex(3), configured: 3)) {
            try store.store(StoreBatch(slices: [good, Samples.slice(slot: 0, device: DeviceIndex(3))]))
        }
        #expect(throws: ReadingStoreError.slotOutOfRange(index: 300_000_000)) {
            try store.store(StoreBatch(slices: [good, never]))
        }
        #expect(throws: ReadingStoreError.unknownDeviceID("pump", known: Samples.deviceIDs)) {
            try store.rows(device: "pump", slots: Samples.slots(0..<1))
        }
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<1)).isEmpty)
        #expect(try store.store(StoreBatch(slices: [good])) == 1)
    }
}
