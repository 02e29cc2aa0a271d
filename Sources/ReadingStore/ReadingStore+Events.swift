// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    /// The sealed columns, the checksum, the number and the device's name.
    private static let eventColumns =
        "wall_time, boot_ns, kind, device, interlock, detail, signal, fault, crc, event.id, name"
    /// `signal` and `fault`, which the first schema does not have.
    private static let eventColumnsAddedLater = [2]

    /// Events between two labels of the wall clock, the end exclusive, in order of time.
    ///
    /// Damaged ones are left out, and `notices` names them.
    public func events(_ times: Range<UTCInstant>) throws(ReadingStoreError) -> [StoredEvent] {
        let statement = try connection.statement(
            """
            SELECT \(Self.eventColumns)
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
            SELECT \(Self.eventColumns)
            FROM event LEFT JOIN device ON device.id = event.device
            WHERE kind IN (\(list)) ORDER BY wall_time DESC, boot_ns DESC, event.id DESC LIMIT ?
            """, purpose: "reading events")
        return try events(statement, [SQLValue(max(0, limit))])
    }

    /// The event stored last of those that the guard's journal keeps too; nil where there is none.
    ///
    /// A damaged one is passed over; the guard then repeats what came before it.
    public func lastJournaledEvent() throws(ReadingStoreError) -> EventMark? {
        let list = GuardEvent.Kind.allCases.filter(\.isJournaled).map { "\($0.rawValue)" }.joined(separator: ", ")
        let statement = try connection.statement(
            """
            SELECT \(Self.eventColumns)
            FROM event LEFT JOIN device ON device.id = event.device
            WHERE kind IN (\(list)) ORDER BY event.id DESC LIMIT 8
            """, purpose: "reading events")
        return try events(statement, []).first.map {
            EventMark(time: $0.time, wallTime: $0.wallTime, kind: $0.kind)
        }
    }

    private func events(_ statement: SQLiteStatement, _ values: [SQLValue]) throws(ReadingStoreError) -> [StoredEvent] {
        var events: [StoredEvent] = []
        try statement.forEachRow(values) { row in
            guard let event = Self.event(row) else {
                return note(.damagedRow(table: "event", key: "number \(row[9].integer ?? 0)"))
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
            .text(event.detail), SQLValue(event.signal.map { Int($0.rawValue) }),
            SQLValue(event.fault.map(Self.number(of:))),
        ]
        let statement = try connection.statement(
            """
            INSERT INTO event (wall_time, boot_ns, kind, device, interlock, detail, signal, fault, crc)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE NOT EXISTS (SELECT 1 FROM event WHERE wall_time = ?1
            AND boot_ns = ?2 AND kind = ?3 AND device IS ?4 AND interlock IS ?5 AND detail = ?6 AND signal IS ?7
            AND fault IS ?8)
            """, purpose: "storing an event")
        try statement.run(values.sealed(addedLater: Self.eventColumnsAddedLater))
    }

    /// A fault as one number: its code, and 256 times that of an exception.
    private static func number(of fault: SignalFault) -> Int {
        let (code, exception) = FaultCode.code(of: fault)
        return Int(code) + 256 * Int(exception)
    }

    private static func fault(number: Int) -> SignalFault? {
        guard let bits = UInt16(exactly: number) else { return nil }
        return try? FaultCode.fault(code: UInt8(truncatingIfNeeded: bits), exception: UInt8(bits >> 8))
    }

    /// An event from `eventColumns`.
    private static func event(_ row: [SQLValue]) -> StoredEvent? {
        guard let values = Array(row[...8]).verified(addedLater: eventColumnsAddedLater),
            let wallTime = values[0].integer, let time = values[1].integer,
            let kind = values[2].integer.flatMap(UInt8.init(exactly:)).flatMap(GuardEvent.Kind.init(rawValue:)),
            let detail = values[5].text
        else { return nil }
        return StoredEvent(
            time: BootInstant(nanoseconds: Int64(time)), wallTime: UTCInstant(secondsSinceEpoch: wallTime), kind: kind,
            device: row[10].text,
            interlock: values[4].integer.flatMap(UInt8.init(exactly:)).flatMap(InterlockID.init(rawValue:)),
            signal: values[6].integer.flatMap(UInt8.init(exactly:)).flatMap(Signal.init(rawValue:)),
            fault: values[7].integer.flatMap(Self.fault), detail: detail)
    }
}
