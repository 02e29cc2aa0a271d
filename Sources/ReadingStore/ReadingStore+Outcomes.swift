// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    private static let outcomeColumns = """
        slot, dry_run, commanded, stored_price, paid, measured_stored, no_battery, self_consumption,
        self_consumption_stored, withheld, withheld_stored, crc
        """

    /// What became of decisions, in order of time; damaged records are left out, and `notices` names them.
    public func outcomes(slots: Range<Slot>) throws(ReadingStoreError) -> [OutcomeRecord] {
        var outcomes = try records(of: "outcome", columns: Self.outcomeColumns, slots: slots, Self.outcome)
        let policies = try policyOutcomes(slots: slots)
        for index in outcomes.indices { outcomes[index].policies = policies[outcomes[index].slot] ?? [] }
        return outcomes
    }

    /// Stores what became of a decision in place of an earlier record for its slot.
    func storeOutcome(_ outcome: OutcomeRecord) throws(ReadingStoreError) {
        let statement = try connection.statement(
            """
            INSERT OR REPLACE INTO outcome (\(Self.outcomeColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, purpose: "storing an outcome")
        let values: [SQLValue] = [
            SQLValue(try key(of: outcome.slot)), SQLValue(outcome.isDryRun.map { $0 ? 1 : 0 }),
            .blob(VerdictPacking.pack(outcome.commanded)), SQLValue(finite: outcome.storedPrice?.value),
            SQLValue(finite: outcome.measured?.cost.value), SQLValue(finite: outcome.measured?.stored?.value),
            SQLValue(finite: outcome.noBattery?.value), SQLValue(finite: outcome.selfConsumption?.cost.value),
            SQLValue(finite: outcome.selfConsumption?.stored?.value), SQLValue(finite: outcome.withheld?.cost.value),
            SQLValue(finite: outcome.withheld?.stored?.value),
        ]
        try statement.run(values.sealed)
        for policy in outcome.policies { try storePolicyOutcome(policy, slot: outcome.slot) }
    }

    /// A record from its columns in the order of the table, without the checksum.
    private static func outcome(_ row: [SQLValue]) -> OutcomeRecord? {
        guard let slot = row[0].integer, let commanded = row[2].blob.flatMap(VerdictPacking.unpack) else { return nil }
        func bill(_ column: Int) -> SlotBill? {
            row[column].real.map { SlotBill(cost: Money($0), stored: row[column + 1].real.map(WattHours.init)) }
        }
        return OutcomeRecord(
            slot: Slot(index: slot), isDryRun: row[1].integer.map { $0 != 0 }, commanded: commanded,
            storedPrice: row[3].real.map(PricePerKWh.init), measured: bill(4), noBattery: row[6].real.map(Money.init),
            selfConsumption: bill(7), withheld: bill(9))
    }
}

/// What some batteries were told, as bytes and back.
enum VerdictPacking {
    /// Count, then kind and both bounds in W of each.
    static func pack(_ verdicts: [Verdict]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(varint: UInt64(verdicts.count))
        for verdict in verdicts {
            let (code, bounds) = VerdictCode.code(of: verdict)
            writer.append(code)
            writer.append(bounds.lower)
            writer.append(bounds.upper)
        }
        return writer.bytes
    }

    /// The verdicts in some bytes, nil where the bytes are not of this form.
    static func unpack(_ bytes: [UInt8]) -> [Verdict]? {
        var reader = ByteReader(bytes)
        var verdicts: [Verdict] = []
        guard let count = reader.varint() else { return nil }
        for _ in 0..<count {
            guard let code = reader.byte(), let lower = reader.double(), let upper = reader.double(),
                let bounds = PowerBounds(lower: lower, upper: upper),
                let verdict = try? VerdictCode.verdict(code: code, bounds: bounds)
            else { return nil }
            verdicts.append(verdict)
        }
        return reader.isAtEnd ? verdicts : nil
    }
}
