// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    /// Rows of a device in order of time; missing slots are missing, and so are damaged ones, which `notices` names.
    ///
    /// - Parameters:
    ///   - device: a configured id, or one that was configured once.
    ///   - slots: half open.
    public func rows(device: String, slots: Range<Slot>) throws(ReadingStoreError) -> [QuarterHourRow] {
        let key = try storedKey(of: device)
        let statement = try connection.statement(
            """
            SELECT device, slot, observed_ms, quality, signals, crc FROM reading
            WHERE device = ? AND slot >= ? AND slot < ? ORDER BY slot
            """, purpose: "reading rows of \(device)")
        var rows: [QuarterHourRow] = []
        let range = [SQLValue(key), SQLValue(slots.lowerBound.index), SQLValue(slots.upperBound.index)]
        try statement.forEachRow(range) { values in
            guard let row = Self.partialRow(values), let index = values[1].integer else {
                return note(.damagedRow(table: "reading", key: Self.rowName(device, values[1].integer)))
            }
            rows.append(
                QuarterHourRow(
                    slot: Slot(index: index), device: device, observedSeconds: row.observedMilliseconds / 1000,
                    quality: row.quality, signals: row.signals))
        }
        return rows
    }

    /// The slots of a range in which a device was not observed at all: without a row, with a damaged one, or silent.
    public func gaps(device: String, slots: Range<Slot>) throws(ReadingStoreError) -> [Slot] {
        let observed = Set(try rows(device: device, slots: slots).filter { !$0.signals.isEmpty }.map(\.slot))
        return slots.filter { !observed.contains($0) }
    }

    /// Puts slices into their rows.
    ///
    /// - Returns: the number of rows that were begun or completed.
    func storeSlices(_ slices: [DeviceSlice]) throws(ReadingStoreError) -> Int {
        var rows = 0
        var newest: [DeviceIndex: Int] = [:]
        for group in Self.grouped(slices) {
            guard let first = group.first else { continue }
            // Asked before the batch's first row of the device, so that a batch that catches up is not late by itself.
            if newest[first.device] == nil {
                newest[first.device] = try newestDecidedSlot(device: first.device)
            }
            let isLate = newest[first.device].map { first.slot.index < $0 - 1 } ?? false
            if try storeRow(group, isLate: isLate) { rows += 1 }
        }
        return rows
    }

    /// Slices by device and slot in the order they first appear, those of one boot in order of time.
    private static func grouped(_ slices: [DeviceSlice]) -> [[DeviceSlice]] {
        struct Key: Hashable {
            let device: DeviceIndex
            let slot: Slot
        }
        var order: [Key] = []
        var groups: [Key: [DeviceSlice]] = [:]
        for slice in slices {
            let key = Key(device: slice.device, slot: slice.slot)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(slice)
        }
        return order.map { inOrderOfTime(groups[$0] ?? []) }
    }

    private static func inOrderOfTime(_ slices: [DeviceSlice]) -> [DeviceSlice] {
        var boots: [UInt64] = []
        for slice in slices where !boots.contains(slice.bootID) { boots.append(slice.bootID) }
        return boots.flatMap { boot in slices.filter { $0.bootID == boot }.sorted { $0.start < $1.start } }
    }

    /// The newest slot the planner has come to: that of a trusted row or of a decision, 0 where there is neither.
    private func newestDecidedSlot(device: DeviceIndex) throws(ReadingStoreError) -> Int {
        let row = try connection.statement(
            "SELECT slot FROM reading WHERE device = ? AND quality & ? = 0 ORDER BY slot DESC LIMIT 1",
            purpose: "looking for the newest row")
        let decision = try connection.statement(
            "SELECT slot FROM decision ORDER BY slot DESC LIMIT 1", purpose: "looking for the newest decision")
        let uncertain = SQLValue(Int(RowQuality.clockUncertain.rawValue))
        let slots = [
            try row.first([SQLValue(key(of: device)), uncertain])?.first?.integer,
            try decision.first()?.first?.integer,
        ]
        return slots.compactMap { $0 }.max() ?? 0
    }

    /// Puts the slices of one device and slot into their row; false when all of them were stored before.
    private func storeRow(_ slices: [DeviceSlice], isLate: Bool) throws(ReadingStoreError) -> Bool {
        guard let first = slices.first else { return false }
        let (device, slot) = (try key(of: first.device), try key(of: first.slot))
        var row: PartialRow?
        for slice in slices {
            let boot = try bootKey(of: slice.bootID)
            let position = try position(of: slice, boot: boot, device: device)
            guard try enter(slice, boot: boot, device: device) else { continue }
            if row == nil { row = try storedRow(device: device, slot: slot) }
            row?.add(slice, at: position, isLate: isLate)
        }
        guard let row else { return false }
        let statement = try connection.statement(
            "INSERT OR REPLACE INTO reading (device, slot, observed_ms, quality, signals, crc) VALUES (?, ?, ?, ?, ?, ?)",
            purpose: "storing a row")
        let values = [
            SQLValue(device), SQLValue(slot), SQLValue(row.observedMilliseconds), SQLValue(Int(row.quality.rawValue)),
            .blob(SignalPacking.pack(row.signals)),
        ]
        try statement.run(values.sealed)
        return true
    }

    /// The row as it is stored, an empty one where there is none or where it is damaged.
    private func storedRow(device: Int, slot: Int) throws(ReadingStoreError) -> PartialRow {
        let statement = try connection.statement(
            "SELECT device, slot, observed_ms, quality, signals, crc FROM reading WHERE device = ? AND slot = ?",
            purpose: "reading a row to complete it")
        guard let values = try statement.first([SQLValue(device), SQLValue(slot)]) else { return PartialRow() }
        if let row = Self.partialRow(values) { return row }
        let name = deviceKeys.firstIndex(of: device).map { deviceIDs[$0] } ?? "\(device)"
        note(.damagedRow(table: "reading", key: Self.rowName(name, slot)))
        return PartialRow()
    }

    /// Remembers a slice; false when it was stored before.
    private func enter(_ slice: DeviceSlice, boot: Int, device: Int) throws(ReadingStoreError) -> Bool {
        let statement = try connection.statement(
            "INSERT OR IGNORE INTO slice (boot, device, start_ns, slot) VALUES (?, ?, ?, ?)",
            purpose: "remembering a slice")
        let start = SQLValue.integer(slice.start.nanoseconds)
        return try statement.run([SQLValue(boot), SQLValue(device), start, SQLValue(slice.slot.index)]) == 1
    }

    private func position(
        of slice: DeviceSlice, boot: Int, device: Int
    ) throws(ReadingStoreError) -> PartialRow.Position {
        let start = slice.start.nanoseconds
        let newest = try connection.statement(
            "SELECT max(start_ns) FROM slice WHERE boot = ? AND device = ?", purpose: "looking for the newest slice")
        // Almost every slice is the newest, and this is found without reading through the others.
        guard case .integer(let last)? = try newest.first([SQLValue(boot), SQLValue(device)])?.first, start <= last
        else { return .after }
        let statement = try connection.statement(
            "SELECT min(start_ns), max(start_ns) FROM slice WHERE boot = ? AND device = ? AND slot = ?",
            purpose: "looking for the slot's other slices")
        let values = try statement.first([SQLValue(boot), SQLValue(device), SQLValue(slice.slot.index)])
        guard case .integer(let first)? = values?.first, case .integer(let last)? = values?.last else { return .after }
        return start > last ? .after : (start < first ? .before : .inside)
    }

    private func bootKey(of bootID: UInt64) throws(ReadingStoreError) -> Int {
        let purpose = "remembering a boot"
        let value = SQLValue.integer(Int64(bitPattern: bootID))
        try connection.statement("INSERT OR IGNORE INTO boot (boot_id) VALUES (?)", purpose: purpose).run([value])
        return try connection.statement("SELECT id FROM boot WHERE boot_id = ?", purpose: purpose)
            .first([value])?.first?.integer ?? 0
    }

    /// The key of any device the database knows.
    private func storedKey(of device: String) throws(ReadingStoreError) -> Int {
        if let place = deviceIDs.firstIndex(of: device) { return deviceKeys[place] }
        let statement = try connection.statement("SELECT id FROM device WHERE name = ?", purpose: "finding a device")
        guard let key = try statement.first([.text(device)])?.first?.integer else {
            throw .unknownDeviceID(device, known: deviceIDs)
        }
        return key
    }

    /// A row from its columns device, slot, observed_ms, quality, signals and crc; nil where it is damaged.
    static func partialRow(_ values: [SQLValue]) -> PartialRow? {
        guard let values = values.verified, let observed = values[2].integer, let quality = values[3].integer,
            let signals = values[4].blob.flatMap(SignalPacking.unpack)
        else { return nil }
        return PartialRow(
            observedMilliseconds: observed, marks: RowQuality(rawValue: UInt8(truncatingIfNeeded: quality)),
            signals: signals)
    }

    private static func rowName(_ device: String, _ slot: Int?) -> String {
        "\(device) at \(slot.map { Slot(index: $0).description } ?? "an unknown time")"
    }
}
