// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore
import Testing

/// Decisions of before, by schemas that had fewer columns for them.
///
/// The checksums are zlib's over the rows in the order of their columns, computed with Python.
struct DecisionSchemaTests {
    private static let columns = """
        slot, made_at, policy, driver, import_price, stored_value, break_even, advantage, alternative, forecast, batteries
        """
    private static let values =
        "1767225600, 'optimiser', 1, 0.24, 0.31, NULL, 0.42, x'010000', 'naive', x'010301000000000000e03f'"
    /// What `learned` is in columns.
    private static let learnedValues = "0.25, x'0104000000000088a34000', 0.125, x'0106636861726765000000000000e03f'"
    private static let learned = LearnedReason(
        expectedSaving: Money(0.25), optimiserIntent: .charge(Watts(2500)), extraCostByPlan: Money(0.125),
        inputs: [LearnedReason.Input(name: "charge", weight: 0.5)])

    private let folder: TemporaryFolder
    private let slot = Samples.firstSlot

    init() throws { folder = try TemporaryFolder() }

    private func decision(
        _ learned: LearnedReason?, limit: Reason.Limit? = nil, importLimit: Watts? = nil
    ) -> DecisionRecord {
        DecisionRecord(
            slot: slot, madeAt: slot.start, policy: "optimiser", intents: [.idle], importLimit: importLimit,
            reason: Reason(
                driver: .chargeForLater, limit: limit, importPrice: PricePerKWh(0.24), storedValue: PricePerKWh(0.31),
                advantage: Money(0.42), alternative: .selfConsume, forecast: "naive", learned: learned),
            stateOfCharge: [0.5])
    }

    /// A database as it was when the schema had some version.
    private func makeDatabase(version: Int) throws {
        _ = try Samples.store(folder) { $0.migrations.removeLast($0.migrations.count - version) }
    }

    private func insert(_ columns: String = "", _ rows: [String]) throws {
        let values = rows.joined(separator: ", ")
        try RawDatabase(folder.database).execute(
            "INSERT INTO decision (\(Self.columns)\(columns), crc) VALUES \(values)")
    }

    private func checksum() throws -> Int? {
        try RawDatabase(folder.database).integer("SELECT crc FROM decision ORDER BY slot LIMIT 1")
    }

    private func migrated(from version: Int) -> StoreNotice {
        .migrated(path: folder.database, from: version, to: Schema.migrations.count)
    }

    @Test func fourthSchema_isBroughtForward_andItsDecisionsStayWhole() throws {
        try makeDatabase(version: 4)
        try insert(
            "", ["(\(slot.index), \(Self.values), -1968399335)", "(\(slot.index + 1), \(Self.values), -1968399335)"])
        let store = try Samples.store(folder)
        #expect(try store.decisions(slots: Samples.slots(0..<9)) == [decision(nil)])
        #expect(
            store.notices == [
                migrated(from: 4), .damagedRow(table: "decision", key: slot.advanced(by: 1).description),
            ])
        try store.store(StoreBatch(decisions: [decision(Self.learned)]))
        #expect(try store.decisions(slots: Samples.slots(0..<1)) == [decision(Self.learned)])
        #expect(try checksum() == 978_754_323)
    }

    /// A learned policy's rows were sealed before there were columns for limits.
    @Test func fifthSchema_isBroughtForward_andItsLearnedDecisionsStayWhole() throws {
        try makeDatabase(version: 5)
        try insert(
            ", expected_saving, optimiser_intent, extra_cost_by_plan, inputs",
            [
                "(\(slot.index), \(Self.values), \(Self.learnedValues), 978754323)",
                "(\(slot.index + 1), \(Self.values), \(Self.learnedValues), 978754323)",
            ])
        let store = try Samples.store(folder)
        #expect(try store.decisions(slots: Samples.slots(0..<9)) == [decision(Self.learned)])
        #expect(
            store.notices == [
                migrated(from: 5), .damagedRow(table: "decision", key: slot.advanced(by: 1).description),
            ])
    }

    @Test(arguments: [(false, -1_238_975_110), (true, 215_569_631)])
    func limits_areSealedWithTheirDecision(isLearned: Bool, checksum: Int) throws {
        let full = decision(isLearned ? Self.learned : nil, limit: .monthPeak, importLimit: Watts(3500))
        let store = try Samples.store(folder)
        try store.store(StoreBatch(decisions: [full]))
        #expect(try store.decisions(slots: Samples.slots(0..<1)) == [full])
        #expect(try self.checksum() == checksum)
        try RawDatabase(folder.database).execute("UPDATE decision SET import_limit_w = 3501.0")
        #expect(try store.decisions(slots: Samples.slots(0..<1)).isEmpty)
    }

    @Test func limitThatIsNotKnown_isDamage() throws {
        _ = try Samples.store(folder)
        try insert(", binding_limit", ["(\(slot.index), \(Self.values), 200, -2091972503)"])
        let store = try Samples.store(folder)
        #expect(try store.decisions(slots: Samples.slots(0..<1)).isEmpty)
        #expect(store.notices == [.damagedRow(table: "decision", key: slot.description)])
    }
}
