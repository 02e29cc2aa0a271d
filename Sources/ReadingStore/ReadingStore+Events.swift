// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    /// Events between two labels of the wall clock, the end exclusive, in order of time.
    ///
    /// Damaged ones are left out, and `notices` names them.
    public func events(_ times: Range<UTCInstant>) throws(ReadingStoreError) -> [StoredEvent] {
        let statement = try connection.statement(
            """
            SELECT wall_time, boot_ns, kind, device, interlock, detail, crc, event.id, name
            FROM event LEFT JOIN device ON device.id = event.device
            WHERE wall_time >= ? AND wall_time < ? ORDER BY wall_time, boot_ns, event.id
            """, purpose: "reading events")
        return try events(
            statement, [SQLValue(times.lowerBound.secondsSinceEpoch), SQLValue(times.upperBound.secondsSinceEpoch)])
    }

    /// The latest events of some kinds, newest first.
    ///
    /// - Parameters:
    ///   - kinds: which.
    ///   - limit: most events answered, >= 0.
    public func latestEvents(of kinds: Set<GuardEvent.Kind>, limit: Int) throws(ReadingStoreError) -> [StoredEvent] {
        let list = kinds.map(\.rawValue).sorted().map { "\($0)" }.joined(separator: ", ")
        let statement = try connection.statement(
            """
            SELECT wall_time, boot_ns, kind, device, interlock, detail, crc, event.id, name
            FROM event LEFT JOIN device ON device.id = event.device
            WHERE kind IN (\(list)) ORDER BY wall_time DESC, boot_ns DESC, event.id DESC LIMIT ?
            """, purpose: "reading events")
        return try events(statement, [SQLValue(max(0, limit))])
    }

    private func events(_ statement: SQLiteStatement, _ values: [SQLValue]) throws(ReadingStoreError) -> [StoredEvent] {
        var events: [StoredEvent] = []
        try statement.forEachRow(values) { row in
            guard let event = Self.event(row) else {
                return note(.damagedRow(table: "event", key: "number \(row[7].integer ?? 0)"))
            }
            events.append(event)
        }
        return events
    }

    /// Stores an event; one that is equal in everything, the time of the boot clock included, is stored once.
    func storeEvent(_ event: GuardEvent) throws(ReadingStoreError) {
        var device = Int?.none
        if let index = event.device { device = try key(of: index) }
        let values: [SQLValue] = [
            SQLValue(event.wallTime.secondsSinceEpoch), .integer(event.time.nanoseconds),
            SQLValue(Int(event.kind.rawValue)), SQLValue(device), SQLValue(event.interlock.map { Int($0.rawValue) }),
            .text(event.detail),
        ]
        let statement = try connection.statement(
            """
            INSERT INTO event (wall_time, boot_ns, kind, device, interlock, detail, crc)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM event WHERE wall_time = ?1
            AND boot_ns = ?2 AND kind = ?3 AND device IS ?4 AND interlock IS ?5 AND detail = ?6)
            """, purpose: "storing an event")
        try statement.run(values.sealed)
    }

    /// An event from its columns in the order of the table, the checksum, the number and the device's name.
    private static func event(_ row: [SQLValue]) -> StoredEvent? {
        guard let values = Array(row[..<7]).verified, let wallTime = values[0].integer, let time = values[1].integer,
            let kind = values[2].integer.flatMap(UInt8.init(exactly:)).flatMap(GuardEvent.Kind.init(rawValue:)),
            let detail = values[5].text
        else { return nil }
        return StoredEvent(
            time: BootInstant(nanoseconds: Int64(time)), wallTime: UTCInstant(secondsSinceEpoch: wallTime), kind: kind,
            device: row[8].text,
            interlock: values[4].integer.flatMap(UInt8.init(exactly:)).flatMap(InterlockID.init(rawValue:)),
            detail: detail)
    }
}
