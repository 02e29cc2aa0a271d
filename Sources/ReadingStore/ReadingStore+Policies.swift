// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    private static let verdictColumns = "time, policy, fingerprint, verdict, sentence, comparison, crc"

    /// Stores a verdict on a policy, beside all earlier ones.
    public func store(verdict: PolicyVerdictRecord) throws(ReadingStoreError) {
        let values: [SQLValue] = [
            SQLValue(verdict.time.secondsSinceEpoch), verdict.candidate.map { .text($0.name) } ?? .null,
            verdict.candidate.map { .integer(Int64(bitPattern: $0.fingerprint)) } ?? .null,
            .text(verdict.verdict.rawValue),
            .text(verdict.sentence), .text(verdict.comparison.text),
        ]
        // One statement is one commit.
        try connection.statement(
            "INSERT INTO policy_verdict (\(Self.verdictColumns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
            purpose: "storing a verdict on a policy"
        ).run(values.sealed)
    }

    /// The latest verdicts on policies, the one stored last first; damaged ones are left out, and `notices` names them.
    ///
    /// - Parameters:
    ///   - changesOnly: true for promotions and demotions alone.
    ///   - limit: most verdicts looked at, >= 0.
    public func policyVerdicts(changesOnly: Bool, limit: Int) throws(ReadingStoreError) -> [PolicyVerdictRecord] {
        let statement = try connection.statement(
            """
            SELECT \(Self.verdictColumns), id FROM policy_verdict WHERE ?1 = 0 OR verdict <> 'keep'
            ORDER BY id DESC LIMIT ?2
            """, purpose: "reading verdicts on policies")
        var verdicts: [PolicyVerdictRecord] = []
        try statement.forEachRow([SQLValue(changesOnly ? 1 : 0), SQLValue(max(0, limit))]) { row in
            guard let verdict = Array(row.dropLast()).verified.flatMap(Self.verdict) else {
                return note(.damagedRow(table: "policy_verdict", key: "number \(row[7].integer ?? 0)"))
            }
            verdicts.append(verdict)
        }
        return verdicts
    }

    /// A verdict from its columns in the order of the table, without the checksum.
    private static func verdict(_ row: [SQLValue]) -> PolicyVerdictRecord? {
        guard let time = row[0].integer, let verdict = row[3].text.flatMap(PolicyVerdict.init(rawValue:)),
            let sentence = row[4].text,
            let text = row[5].text, let comparison = try? PolicyComparison(text: text)
        else { return nil }
        let candidate = row[1].text.flatMap { name in
            row[2].integer.map {
                PolicyComparison.Candidate(name: name, fingerprint: UInt64(bitPattern: Int64($0)))
            }
        }
        return PolicyVerdictRecord(
            time: UTCInstant(secondsSinceEpoch: time), candidate: candidate, verdict: verdict, sentence: sentence,
            comparison: comparison)
    }
}

extension ReadingStore {
    private static let policyOutcomeColumns = "slot, policy, intents, fault, cost, stored, crc"

    /// What policies would have made of some slots, in the order of their names; damaged records are left out.
    func policyOutcomes(slots: Range<Slot>) throws(ReadingStoreError) -> [Slot: [PolicyOutcome]] {
        let found = try records(of: "policy_outcome", columns: Self.policyOutcomeColumns, slots: slots) { row in
            row[0].integer.flatMap { slot in Self.policyOutcome(row).map { (slot: Slot(index: slot), outcome: $0) } }
        }
        return Dictionary(grouping: found, by: \.slot).mapValues { $0.map(\.outcome) }
    }

    /// Stores what a policy would have made of a slot in place of an earlier record.
    func storePolicyOutcome(_ outcome: PolicyOutcome, slot: Slot) throws(ReadingStoreError) {
        let statement = try connection.statement(
            "INSERT OR REPLACE INTO policy_outcome (\(Self.policyOutcomeColumns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
            purpose: "storing what a policy would have done")
        let values: [SQLValue] = [
            SQLValue(try key(of: slot)), .text(outcome.policy),
            .blob(IntentPacking.pack(outcome.intents, stateOfCharge: [outcome.stateOfCharge ?? .nan])),
            outcome.fault.map(SQLValue.text) ?? .null, SQLValue(finite: outcome.bill?.cost.value),
            SQLValue(finite: outcome.bill?.stored?.value),
        ]
        try statement.run(values.sealed)
    }

    /// A record from its columns in the order of the table, without the checksum.
    private static func policyOutcome(_ row: [SQLValue]) -> PolicyOutcome? {
        guard let policy = row[1].text, let said = row[2].blob.flatMap(IntentPacking.unpack) else { return nil }
        return PolicyOutcome(
            policy: policy, intents: said.intents,
            stateOfCharge: said.stateOfCharge.first.flatMap { $0.isNaN ? nil : $0 },
            bill: row[4].real.map { SlotBill(cost: Money($0), stored: row[5].real.map(WattHours.init)) },
            fault: row[3].text)
    }
}
