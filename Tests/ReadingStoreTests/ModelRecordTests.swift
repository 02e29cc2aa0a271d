// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Energy
import ReadingStore
import Testing

/// Trained models and the decisions on them.
struct ModelRecordTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A database in which “old” is in use.
    private func begun(_ change: (inout ReadingStore.Options) -> Void = { _ in }) throws -> ReadingStore {
        let store = try Samples.store(folder, change)
        try store.store(
            models: [Samples.model("old", .champion)],
            decision: Samples.modelDecision(model: "old", champion: nil))
        return store
    }

    /// “new” takes the place of “old”.
    private static let promotion = [
        Samples.model("new", .champion, admitted: 1), Samples.model("old", .former),
    ]

    private func expectOldInUse(_ store: ReadingStore) throws {
        #expect(try store.models(target: nil) == [Samples.model("old", .champion)])
        #expect(try store.modelDecisions(target: nil, limit: 9).map(\.model) == ["old"])
    }

    @Test func modelsAndDecisions_comeBackWithEveryField() throws {
        let models = ModelRecord.State.allCases.enumerated().map { k, state in
            Samples.model("price-\(9 - k)", state, target: .price, admitted: k)
        }
        let decisions = ModelDecisionRecord.Outcome.allCases.enumerated().map { k, outcome in
            Samples.modelDecision(outcome, target: .price, model: k == 0 ? "" : "price-\(k)", champion: nil, day: -k)
        }
        for decision in decisions { try Samples.store(folder).store(models: models, decision: decision) }
        let store = try Samples.store(folder)
        #expect(try store.models(target: .price) == models)
        #expect(try store.models(target: .demand).isEmpty)
        #expect(try store.modelDecisions(target: nil, limit: 99) == decisions.reversed())
        #expect(try store.modelDecisions(target: .price, limit: 2) == decisions.suffix(2).reversed())
        #expect(try store.modelDecisions(target: .carbon, limit: 2).isEmpty)
        #expect(try store.modelDecisions(target: nil, limit: -1).isEmpty)
        #expect(store.notices.isEmpty)
    }

    @Test func errorThatWasNotMeasured_staysUnknown() throws {
        let store = try Samples.store(folder)
        let decision = ModelDecisionRecord(
            time: Samples.firstSlot.start, target: .solar, outcome: .retrainingAsked, model: "", champion: "solar-1",
            modelError: nil, championError: .nan, naiveError: 0, reason: "")
        try store.store(models: [], decision: decision)
        let found = try #require(try store.modelDecisions(target: .solar, limit: 1).first)
        #expect(found.modelError == nil && found.championError == nil && found.naiveError == 0)
        #expect(found.champion == "solar-1" && store.notices.isEmpty)
    }

    @Test func promotion_inEitherOrder_leavesOneInUse() throws {
        for models in [Self.promotion, Self.promotion.reversed()] {
            let folder = try TemporaryFolder()
            defer { withExtendedLifetime(folder) {} }
            let store = try Samples.store(folder)
            try store.store(models: [Samples.model("old", .champion)], decision: Samples.modelDecision())
            try store.store(models: models, decision: Samples.modelDecision())
            #expect(try store.models(target: .demand) == [Samples.model("old", .former), Self.promotion[0]])
        }
    }

    @Test func rollback_bringsTheFormerBack() throws {
        let store = try begun()
        try store.store(models: Self.promotion, decision: Samples.modelDecision())
        let back = [Samples.model("old", .champion), Samples.model("new", .former, admitted: 1)]
        try store.store(models: back, decision: Samples.modelDecision(.rolledBack, model: "old", champion: "new"))
        #expect(try store.models(target: .demand) == back)
        #expect(
            try store.modelDecisions(target: .demand, limit: 9).map(\.outcome) == [.rolledBack, .promoted, .promoted])
    }

    @Test func eachTarget_hasItsOwnModelInUse() throws {
        let store = try begun()
        try store.store(
            models: [Samples.model("solar-1", .champion, target: .solar)],
            decision: Samples.modelDecision(target: .solar, model: "solar-1", champion: nil))
        #expect(try store.models(target: nil).filter { $0.state == .champion }.map(\.id) == ["old", "solar-1"])
    }

    @Test func secondModelInUse_isRefused_andNothingChanges() throws {
        let store = try begun()
        let error = ReadingStoreError.secondChampion(.demand, inUse: "old", wanted: "new")
        #expect(throws: error) {
            try store.store(models: [Self.promotion[0]], decision: Samples.modelDecision())
        }
        #expect(!error.isWorthRetrying && "\(error)".contains("new shall be in use for demand beside old"))
        try expectOldInUse(store)
        #expect(throws: ReadingStoreError.secondChampion(.solar, inUse: "a", wanted: "b")) {
            try store.store(
                models: ["a", "b"].map { Samples.model($0, .champion, target: .solar) },
                decision: Samples.modelDecision(target: .solar))
        }
        try expectOldInUse(store)
    }

    /// What the index says where nobody asks first.
    @Test func databaseItself_refusesASecondModelInUse() throws {
        _ = try begun()
        var handle: OpaquePointer?
        #expect(sqlite3_open(folder.database, &handle) == SQLITE_OK)
        defer { sqlite3_close_v2(handle) }
        let copy =
            "INSERT INTO model SELECT 'x', target, state, training_from, training_to, admitted_at, bytes, crc FROM model"
        #expect(sqlite3_exec(handle, copy, nil, nil, nil) == SQLITE_CONSTRAINT)
    }

    @Test(arguments: ["model", "model_decision"])
    func promotionThatFailsAtAStatement_leavesTheOldOneInUse(table: String) throws {
        _ = try begun()
        try RawDatabase(folder.database).execute(
            """
            CREATE TRIGGER failing BEFORE INSERT ON \(table) WHEN NEW.\(table == "model" ? "id" : "model") = 'new'
            BEGIN SELECT RAISE(ABORT, 'it fails'); END
            """)
        let store = try Samples.store(folder)
        let error = #expect(throws: ReadingStoreError.self) {
            try store.store(models: Self.promotion, decision: Samples.modelDecision())
        }
        #expect(error.map { "\($0)".contains("it fails") } == true)
        try expectOldInUse(store)
    }

    /// A write fails at each place of a promotion in turn, as on a disk that is full or broken.
    @Test func promotionThatFailsAtAnyWrite_isWholeOrNotAtAll() throws {
        let files = WatchedFileSystem()
        let store = try begun { $0.vfs = files.name }
        var failing = 0
        while true {
            var writes = 0
            files.before = {
                guard case .write = $0 else { return SQLITE_OK }
                writes += 1
                return writes > failing ? SQLITE_FULL : SQLITE_OK
            }
            let wasStored = (try? store.store(models: Self.promotion, decision: Samples.modelDecision())) != nil
            files.before = { _ in SQLITE_OK }
            if wasStored { break }
            try expectOldInUse(store)
            failing += 1
            try #require(failing < 100)
        }
        #expect(failing > 1)
        #expect(try store.models(target: .demand).map(\.state) == [.former, .champion])
    }

    @Test func damagedModelsAndDecisions_areReportedAndLeftOut() throws {
        try begun().store(models: Self.promotion, decision: Samples.modelDecision())
        let raw = try RawDatabase(folder.database)
        try raw.execute("UPDATE model SET bytes = 1 WHERE id = 'old'")
        try raw.execute("UPDATE model_decision SET model_error = NULL WHERE id = 2")
        let store = try Samples.store(folder)
        #expect(try store.models(target: nil) == [Self.promotion[0]])
        #expect(try store.modelDecisions(target: nil, limit: 9).map(\.model) == ["old"])
        #expect(
            store.notices == [
                .damagedRow(table: "model", key: "old"), .damagedRow(table: "model_decision", key: "number 2"),
            ])
    }

    /// Nobody could demote a model that is not answered.
    @Test func damagedModelInUse_doesNotStandInTheWay() throws {
        _ = try begun()
        try RawDatabase(folder.database).execute("UPDATE model SET admitted_at = 0")
        let store = try Samples.store(folder)
        try store.store(models: [Self.promotion[0]], decision: Samples.modelDecision(champion: nil))
        #expect(try store.models(target: .demand) == [Self.promotion[0]])
        #expect(store.notices == [.damagedRow(table: "model", key: "old")])
    }

    /// The database outlives the names of the code: a case that is renamed keeps the word of its rows.
    @Test func words_areThoseOfTheThirdSchema() {
        #expect(ForecastTarget.allCases.map(\.rawValue) == ["price", "demand", "solar", "carbon"])
        #expect(ModelRecord.State.allCases.map(\.rawValue) == ["champion", "former", "refused", "discarded"])
        #expect(
            ModelDecisionRecord.Outcome.allCases.map(\.rawValue) == [
                "promoted", "refused", "promotedByHand", "rolledBack", "retired", "retrainingAsked",
            ])
    }
}
