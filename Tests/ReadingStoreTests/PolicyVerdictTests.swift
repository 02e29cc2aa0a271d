// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore
import Testing

/// Verdicts on policies that have to earn their place.
struct PolicyVerdictTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func record(_ day: Int, _ verdict: PolicyVerdict, isOnTrial: Bool = true) -> PolicyVerdictRecord {
        let candidate = isOnTrial ? PolicyComparison.Candidate(name: "night", fingerprint: .max - 1) : nil
        let end = Samples.firstSlot.advanced(by: 96 * day)
        let made = end.start.advanced(bySeconds: 7200)
        return PolicyVerdictRecord(
            time: made.advanced(bySeconds: 60), candidate: candidate, verdict: verdict, sentence: "because of \(day)",
            comparison: PolicyComparison(
                madeAt: made, configurationHash: 1, period: end.advanced(by: -96)..<end, forecast: "naive",
                currency: "EUR", candidate: candidate,
                rows: [
                    PolicyComparison.Row(
                        policy: "night", cost: Money(1), adjustedCost: Money(1), cycles: 0, modeChanges: 1, writes: 2,
                        days: [])
                ]))
    }

    @Test func verdicts_comeBackWithEveryField_theLatestFirst() throws {
        let records = [
            Self.record(1, .keep, isOnTrial: false), Self.record(2, .promote), Self.record(3, .keep),
            Self.record(4, .demote), Self.record(5, .keep),
        ]
        for record in records { try Samples.store(folder).store(verdict: record) }
        let store = try Samples.store(folder)
        #expect(try store.policyVerdicts(changesOnly: false, limit: 9) == records.reversed())
        #expect(try store.policyVerdicts(changesOnly: true, limit: 9) == [records[3], records[1]])
        #expect(try store.policyVerdicts(changesOnly: true, limit: 1) == [records[3]])
        #expect(try store.policyVerdicts(changesOnly: false, limit: -1).isEmpty && store.notices.isEmpty)
    }

    @Test func damagedVerdict_isLeftOut_andNamed() throws {
        do { try Samples.store(folder).store(verdict: Self.record(1, .promote)) }
        try RawDatabase(folder.database).execute("UPDATE policy_verdict SET verdict = 'keep'")
        let store = try Samples.store(folder)
        #expect(try store.policyVerdicts(changesOnly: false, limit: 9).isEmpty)
        #expect(store.notices == [.damagedRow(table: "policy_verdict", key: "number 1")])
    }

    /// Whoever drives for years was promoted years ago.
    @Test func pruning_keepsWhatChangedSomething() throws {
        let store = try Samples.store(folder)
        let records = [Self.record(1, .promote), Self.record(2, .keep), Self.record(800, .keep)]
        for record in records { try store.store(verdict: record) }
        try store.prune(now: records[2].time)
        #expect(try store.policyVerdicts(changesOnly: false, limit: 9) == [records[2], records[0]])
    }

    @Test func whatPoliciesWouldHaveDone_comesBackWithTheOutcome_byName() throws {
        func outcome(_ policies: [PolicyOutcome]) -> OutcomeRecord {
            OutcomeRecord(
                slot: Samples.firstSlot, isDryRun: true, commanded: [], storedPrice: nil, measured: nil, noBattery: nil,
                selfConsumption: nil, withheld: nil, policies: policies)
        }
        let known = PolicyOutcome(
            policy: "night", intents: [.charge(Watts(500)), .idle], stateOfCharge: 0.25,
            bill: SlotBill(cost: Money(-0.5), stored: WattHours(100)))
        let silent = PolicyOutcome(policy: "broken", intents: [], stateOfCharge: nil, bill: nil, fault: "no intent")
        let blind = PolicyOutcome(
            policy: "day", intents: [.selfConsume], stateOfCharge: 1, bill: SlotBill(cost: Money(1), stored: nil))
        do { try Samples.store(folder).store(StoreBatch(outcomes: [outcome([known, silent, blind])])) }
        let store = try Samples.store(folder)
        let slots = Samples.firstSlot..<Samples.firstSlot.advanced(by: 2)
        #expect(try store.outcomes(slots: slots) == [outcome([silent, blind, known])])
        #expect(try RawDatabase(folder.database).integer("SELECT count(*) FROM policy_outcome") == 3)
        try store.prune(now: Samples.firstSlot.start.advanced(bySeconds: 800 * 86_400))
        #expect(try RawDatabase(folder.database).integer("SELECT count(*) FROM policy_outcome") == 0)
        #expect(store.notices.isEmpty)
    }
}
