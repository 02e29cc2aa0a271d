// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    private static let decisionColumns = """
        slot, made_at, policy, driver, import_price, stored_value, break_even, advantage, alternative, forecast, batteries,
        expected_saving, optimiser_intent, extra_cost_by_plan, inputs, binding_limit, import_limit_w, pv_limit_w, crc
        """
    /// The four of a learned policy and the three of limits, which the first schemas do not have.
    private static let decisionColumnsAddedLater = [4, 3]

    /// Decisions in order of time; damaged ones are left out, and `notices` names them.
    public func decisions(slots: Range<Slot>) throws(ReadingStoreError) -> [DecisionRecord] {
        try records(
            of: "decision", columns: Self.decisionColumns, addedLater: Self.decisionColumnsAddedLater, slots: slots,
            Self.decision)
    }

    /// Stores a decision in place of an earlier one for its slot.
    func storeDecision(_ decision: DecisionRecord) throws(ReadingStoreError) {
        let statement = try connection.statement(
            """
            INSERT OR REPLACE INTO decision (\(Self.decisionColumns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, purpose: "storing a decision")
        let reason = decision.reason
        let values: [SQLValue] = [
            SQLValue(try key(of: decision.slot)), SQLValue(decision.madeAt.secondsSinceEpoch), .text(decision.policy),
            SQLValue(Int(reason.driver.rawValue)), SQLValue(finite: reason.importPrice?.value),
            SQLValue(finite: reason.storedValue?.value), SQLValue(finite: reason.breakEven?.value),
            SQLValue(finite: reason.advantage?.value), .blob(IntentPacking.pack(reason.alternative.map { [$0] } ?? [])),
            .text(reason.forecast), .blob(IntentPacking.pack(decision.intents, stateOfCharge: decision.stateOfCharge)),
        ]
        let limits: [SQLValue] = [
            SQLValue(reason.limit.map { Int($0.rawValue) }), SQLValue(finite: decision.importLimit?.value),
            SQLValue(finite: decision.pvLimit?.value),
        ]
        let all = values + Self.values(of: reason.learned) + limits
        try statement.run(all.sealed(addedLater: Self.decisionColumnsAddedLater))
    }

    /// A decision from its columns in the order of the table, without the checksum.
    private static func decision(_ row: [SQLValue]) -> DecisionRecord? {
        guard let slot = row[0].integer, let madeAt = row[1].integer, let policy = row[2].text,
            let driver = row[3].integer.flatMap(UInt8.init(exactly:)).flatMap(Reason.Driver.init(rawValue:)),
            let alternative = row[8].blob.flatMap(IntentPacking.unpack), let forecast = row[9].text,
            let batteries = row[10].blob.flatMap(IntentPacking.unpack), let learned = learned(Array(row[11...14])),
            let limit = limit(row[15])
        else { return nil }
        let reason = Reason(
            driver: driver, limit: limit, importPrice: row[4].real.map(PricePerKWh.init),
            storedValue: row[5].real.map(PricePerKWh.init), breakEven: row[6].real.map(PricePerKWh.init),
            advantage: row[7].real.map(Money.init), alternative: alternative.intents.first, forecast: forecast,
            learned: learned)
        return DecisionRecord(
            slot: Slot(index: slot), madeAt: UTCInstant(secondsSinceEpoch: madeAt), policy: policy,
            intents: batteries.intents, importLimit: row[16].real.map(Watts.init),
            pvLimit: row[17].real.map(Watts.init), reason: reason, stateOfCharge: batteries.stateOfCharge)
    }

    /// What kept a decision from doing more: `.some(nil)` where nothing did, nil where it is none that is known.
    private static func limit(_ value: SQLValue) -> Reason.Limit?? {
        if value == .null { return .some(nil) }
        return value.integer.flatMap(UInt8.init(exactly:)).flatMap(Reason.Limit.init(rawValue:)).map { .some($0) }
    }

    /// The columns of what a learned policy says, all NULL where none does.
    private static func values(of learned: LearnedReason?) -> [SQLValue] {
        guard let learned else { return Array(repeating: .null, count: decisionColumnsAddedLater[0]) }
        return [
            SQLValue(finite: learned.expectedSaving.value), .blob(IntentPacking.pack([learned.optimiserIntent])),
            SQLValue(finite: learned.extraCostByPlan.value), .blob(InputPacking.pack(learned.inputs)),
        ]
    }

    /// What a learned policy says, from its columns: `.some(nil)` where none does, nil where they are damaged.
    private static func learned(_ row: [SQLValue]) -> LearnedReason?? {
        if row.allSatisfy({ $0 == .null }) { return .some(nil) }
        guard let intent = row[1].blob.flatMap(IntentPacking.unpack)?.intents.first,
            let inputs = row[3].blob.flatMap(InputPacking.unpack)
        else { return nil }
        return LearnedReason(
            expectedSaving: Money(row[0].real ?? .nan), optimiserIntent: intent,
            extraCostByPlan: Money(row[2].real ?? .nan), inputs: inputs)
    }
}
