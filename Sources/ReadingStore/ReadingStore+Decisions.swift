// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    private static let decisionColumns = """
        slot, made_at, policy, driver, import_price, stored_value, break_even, advantage, alternative, forecast, batteries,
        crc
        """

    /// Decisions in order of time; damaged ones are left out, and `notices` names them.
    public func decisions(slots: Range<Slot>) throws(ReadingStoreError) -> [DecisionRecord] {
        try records(of: "decision", columns: Self.decisionColumns, slots: slots, Self.decision)
    }

    /// Stores a decision in place of an earlier one for its slot.
    func storeDecision(_ decision: DecisionRecord) throws(ReadingStoreError) {
        let statement = try connection.statement(
            """
            INSERT OR REPLACE INTO decision (\(Self.decisionColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, purpose: "storing a decision")
        let reason = decision.reason
        let values: [SQLValue] = [
            SQLValue(try key(of: decision.slot)), SQLValue(decision.madeAt.secondsSinceEpoch), .text(decision.policy),
            SQLValue(Int(reason.driver.rawValue)), SQLValue(finite: reason.importPrice?.value),
            SQLValue(finite: reason.storedValue?.value), SQLValue(finite: reason.breakEven?.value),
            SQLValue(finite: reason.advantage?.value), .blob(IntentPacking.pack(reason.alternative.map { [$0] } ?? [])),
            .text(reason.forecast), .blob(IntentPacking.pack(decision.intents, stateOfCharge: decision.stateOfCharge)),
        ]
        try statement.run(values.sealed)
    }

    /// A decision from its columns in the order of the table, without the checksum.
    private static func decision(_ row: [SQLValue]) -> DecisionRecord? {
        guard let slot = row[0].integer, let madeAt = row[1].integer, let policy = row[2].text,
            let driver = row[3].integer.flatMap(UInt8.init(exactly:)).flatMap(Reason.Driver.init(rawValue:)),
            let alternative = row[8].blob.flatMap(IntentPacking.unpack), let forecast = row[9].text,
            let batteries = row[10].blob.flatMap(IntentPacking.unpack)
        else { return nil }
        let reason = Reason(
            driver: driver, importPrice: row[4].real.map(PricePerKWh.init),
            storedValue: row[5].real.map(PricePerKWh.init),
            breakEven: row[6].real.map(PricePerKWh.init), advantage: row[7].real.map(Money.init),
            alternative: alternative.intents.first, forecast: forecast)
        return DecisionRecord(
            slot: Slot(index: slot), madeAt: UTCInstant(secondsSinceEpoch: madeAt), policy: policy,
            intents: batteries.intents, reason: reason, stateOfCharge: batteries.stateOfCharge)
    }
}

/// What is wished of some batteries, and how full they are, as bytes and back.
enum IntentPacking {
    /// Count and intents (kind, and W where it has a power), then count and states of charge.
    static func pack(_ intents: [BatteryIntent], stateOfCharge: [Double] = []) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(varint: UInt64(intents.count))
        for intent in intents {
            let (kind, power) = code(intent)
            writer.append(kind)
            if let power { writer.append(power.value) }
        }
        writer.append(varint: UInt64(stateOfCharge.count))
        for share in stateOfCharge { writer.append(share) }
        return writer.bytes
    }

    /// The intents and states of charge in some bytes, nil where the bytes are not of this form.
    static func unpack(_ bytes: [UInt8]) -> (intents: [BatteryIntent], stateOfCharge: [Double])? {
        var reader = ByteReader(bytes)
        var (intents, stateOfCharge): ([BatteryIntent], [Double]) = ([], [])
        guard let intentCount = reader.varint() else { return nil }
        for _ in 0..<intentCount {
            guard let intent = intent(&reader) else { return nil }
            intents.append(intent)
        }
        guard let shareCount = reader.varint() else { return nil }
        for _ in 0..<shareCount {
            guard let share = reader.double() else { return nil }
            stateOfCharge.append(share)
        }
        return reader.isAtEnd ? (intents, stateOfCharge) : nil
    }

    private static func code(_ intent: BatteryIntent) -> (kind: UInt8, power: Watts?) {
        switch intent {
        case .selfConsume: (0, nil)
        case .noDischarge: (1, nil)
        case .noCharge: (2, nil)
        case .idle: (3, nil)
        case .charge(let power): (4, power)
        case .discharge(let power): (5, power)
        }
    }

    private static func intent(_ reader: inout ByteReader) -> BatteryIntent? {
        switch reader.byte() {
        case 0: .selfConsume
        case 1: .noDischarge
        case 2: .noCharge
        case 3: .idle
        case 4: reader.double().map { .charge(Watts($0)) }
        case 5: reader.double().map { .discharge(Watts($0)) }
        default: nil
        }
    }
}
