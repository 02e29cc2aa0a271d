// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore
import Testing

/// Content that SQLite finds in order and that is wrong all the same.
struct DamageTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [
        "observed_ms = observed_ms - 1", "quality = quality + 4", "slot = slot + 10",
        "signals = substr(signals, 1, length(signals) - 1)", "signals = CAST(signals || x'00' AS BLOB)",
        "crc = crc + 1", "device = 2",
    ])
    func changedRow_isReportedAndNotReturned(change: String) throws {
        try Samples.store(folder).store(StoreBatch(slices: (0..<3).map { Samples.slice(slot: $0) }))
        let changed = "slot = \(Samples.firstSlot.index + 1)"
        try RawDatabase(folder.database).execute("UPDATE reading SET \(change) WHERE \(changed)")
        let store = try Samples.store(folder)
        let rows = try ["meter", "inverter"].flatMap { try store.rows(device: $0, slots: Samples.slots(0..<20)) }
        #expect(rows.map(\.slot) == [0, 2].map { Samples.firstSlot.advanced(by: $0) })
        #expect(store.notices.count == 1)
        guard case .damagedRow("reading", let key)? = store.notices.first else { return #expect(Bool(false)) }
        #expect(key.contains("2026-01-01T0"))
        _ = try store.rows(device: "meter", slots: Samples.slots(0..<20))
        #expect(store.notices.count == 1)
    }

    /// Every single bit of a stored row's bytes, one at a time.
    @Test func everyFlippedBit_isNoticed() throws {
        try Samples.store(folder).store(StoreBatch(slices: [Samples.slice(slot: 0)]))
        let hex = try #require(try RawDatabase(folder.database).texts("SELECT hex(signals) FROM reading").first)
        let bytes = stride(from: 0, to: hex.utf8.count, by: 2).compactMap {
            UInt8(hex.dropFirst($0).prefix(2), radix: 16)
        }
        let store = try Samples.store(folder)
        let raw = try RawDatabase(folder.database)
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let text = changed.map { String($0, radix: 16) }.map { $0.count == 1 ? "0" + $0 : $0 }.joined()
            try raw.execute("UPDATE reading SET signals = x'\(text)'")
            let rows = try store.rows(device: "meter", slots: Samples.slots(0..<1))
            #expect(rows.isEmpty, "bit \(bit)")
        }
        try raw.execute("UPDATE reading SET signals = x'\(hex)'")
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<1)).count == 1)
    }

    @Test func sliceForADamagedRow_beginsItAnew_andSaysSo() throws {
        try Samples.store(folder).store(StoreBatch(slices: [Samples.slice(slot: 0, to: 450)]))
        try RawDatabase(folder.database).execute("UPDATE reading SET observed_ms = 900000")
        let store = try Samples.store(folder)
        try store.store(StoreBatch(slices: [Samples.slice(slot: 0, from: 450)]))
        let row = try store.rows(device: "meter", slots: Samples.slots(0..<1)).first
        #expect(row?.observedSeconds == 450 && row?.quality == .partial)
        #expect(store.notices.count == 1)
    }

    @Test func damagedPrice_isAGap_andIsReplacedByTheNextImport() throws {
        let prices = (0..<2).map {
            StoredPrice(slot: Samples.firstSlot.advanced(by: $0), spot: PricePerKWh(0.25))
        }
        try Samples.store(folder).store(prices: prices, source: "import")
        try RawDatabase(folder.database).execute("UPDATE price SET spot = 0.99 WHERE slot = \(Samples.firstSlot.index)")
        let store = try Samples.store(folder)
        let series = try store.prices(slots: Samples.slots(0..<2))
        #expect(series[Samples.firstSlot] == nil && series[Samples.firstSlot.advanced(by: 1)] == 0.25)
        #expect(store.notices == [.damagedRow(table: "price", key: Samples.firstSlot.description)])
        #expect(try store.store(prices: prices, source: "import") == 1)
        #expect(try store.prices(slots: Samples.slots(0..<2)).covers(Samples.slots(0..<2)))
    }

    @Test(arguments: [
        "expected_saving = NULL, optimiser_intent = NULL, extra_cost_by_plan = NULL, inputs = NULL",
        "expected_saving = 0.25", "optimiser_intent = x'010300'", "extra_cost_by_plan = NULL",
        "inputs = CAST(inputs || x'00' AS BLOB)", "crc = crc + 1",
    ])
    func changedWordOfALearnedPolicy_isDamage(change: String) throws {
        try Samples.store(folder).store(
            StoreBatch(decisions: (0..<2).map { Samples.decision(slot: $0, learned: Samples.learned) }))
        try RawDatabase(folder.database).execute(
            "UPDATE decision SET \(change) WHERE slot = \(Samples.firstSlot.index)")
        let store = try Samples.store(folder)
        #expect(try store.decisions(slots: Samples.slots(0..<2)).map(\.slot) == [Samples.firstSlot.advanced(by: 1)])
        #expect(store.notices == [.damagedRow(table: "decision", key: Samples.firstSlot.description)])
    }

    @Test func damagedDecisionsAndEvents_areLeftOut() throws {
        let wall = Samples.firstSlot.start
        let event = GuardEvent(time: BootInstant(seconds: 1), wallTime: wall, kind: .started, detail: "begun")
        try Samples.store(folder).store(
            StoreBatch(
                decisions: (0..<2).map { Samples.decision(slot: $0) },
                outcomes: (0..<2).map { Samples.outcome(slot: $0) }, events: [event]))
        let raw = try RawDatabase(folder.database)
        try raw.execute("UPDATE decision SET advantage = 0 WHERE slot = \(Samples.firstSlot.index)")
        try raw.execute("UPDATE outcome SET paid = NULL WHERE slot = \(Samples.firstSlot.index)")
        try raw.execute("UPDATE event SET fault = 6")
        let store = try Samples.store(folder)
        #expect(try store.decisions(slots: Samples.slots(0..<2)).map(\.slot) == [Samples.firstSlot.advanced(by: 1)])
        #expect(try store.outcomes(slots: Samples.slots(0..<2)) == [Samples.outcome(slot: 1)])
        #expect(try store.events(wall..<wall.advanced(bySeconds: 9)).isEmpty)
        #expect(store.notices.count == 3)
    }
}
