// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    private static let modelColumns = "id, target, state, training_from, training_to, admitted_at, bytes, crc"

    /// Stores models and the decision on them in one commit.
    ///
    /// - Parameters:
    ///   - models: those whose record is new or changed, in any order; one of the same id is replaced.
    ///   - decision: kept beside all earlier ones.
    /// - Throws: `ReadingStoreError.secondChampion` where a target would have two models in use; nothing is stored then.
    public func store(models: [ModelRecord], decision: ModelDecisionRecord) throws(ReadingStoreError) {
        try connection.transaction(purpose: "storing a decision on models") { () throws(ReadingStoreError) in
            // The one in use makes room first.
            for model in models where model.state != .champion { try storeModel(model) }
            for model in models where model.state == .champion {
                try makeRoom(for: model)
                try storeModel(model)
            }
            try storeModelDecision(decision)
        }
    }

    /// Models in the order they were admitted or refused; damaged ones are left out, and `notices` names them.
    ///
    /// - Parameter target: nil for all.
    public func models(target: ForecastTarget?) throws(ReadingStoreError) -> [ModelRecord] {
        try models(where: "?1 IS NULL OR target = ?1", target)
    }

    private func models(
        where condition: String, _ target: ForecastTarget?
    ) throws(ReadingStoreError) -> [ModelRecord] {
        let statement = try connection.statement(
            "SELECT \(Self.modelColumns) FROM model WHERE \(condition) ORDER BY admitted_at, id",
            purpose: "reading models")
        var models: [ModelRecord] = []
        try statement.forEachRow([target.map { .text($0.rawValue) } ?? .null]) { row in
            guard let model = row.verified.flatMap(Self.model) else {
                return note(.damagedRow(table: "model", key: row[0].text ?? "without an id"))
            }
            models.append(model)
        }
        return models
    }

    /// Refuses a second model in use; a damaged row that only seems to be one must not stand in the way for ever.
    private func makeRoom(for champion: ModelRecord) throws(ReadingStoreError) {
        let inUse = "target = ?1 AND state = 'champion'"
        if let standing = try models(where: inUse, champion.target).first {
            guard standing.id != champion.id else { return }
            throw .secondChampion(champion.target, inUse: standing.id, wanted: champion.id)
        }
        try connection.statement("DELETE FROM model WHERE \(inUse)", purpose: "deleting a damaged model")
            .run([.text(champion.target.rawValue)])
    }

    /// Not `INSERT OR REPLACE`, which would delete another model in use without a word.
    private func storeModel(_ model: ModelRecord) throws(ReadingStoreError) {
        let statement = try connection.statement(
            """
            INSERT INTO model (\(Self.modelColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET target = excluded.target, state = excluded.state,
            training_from = excluded.training_from, training_to = excluded.training_to,
            admitted_at = excluded.admitted_at, bytes = excluded.bytes, crc = excluded.crc
            """, purpose: "storing a model")
        let values: [SQLValue] = [
            .text(model.id), .text(model.target.rawValue), .text(model.state.rawValue),
            SQLValue(model.training.lowerBound.secondsSinceEpoch),
            SQLValue(model.training.upperBound.secondsSinceEpoch), SQLValue(model.admittedAt.secondsSinceEpoch),
            SQLValue(model.bytes),
        ]
        try statement.run(values.sealed)
    }

    /// A model from its columns in the order of the table, without the checksum.
    private static func model(_ row: [SQLValue]) -> ModelRecord? {
        guard let id = row[0].text, let target = row[1].text.flatMap(ForecastTarget.init(rawValue:)),
            let state = row[2].text.flatMap(ModelRecord.State.init(rawValue:)), let from = row[3].integer,
            let to = row[4].integer, from <= to, let admittedAt = row[5].integer, let bytes = row[6].integer
        else { return nil }
        return ModelRecord(
            id: id, target: target, state: state,
            training: UTCInstant(secondsSinceEpoch: from)..<UTCInstant(secondsSinceEpoch: to),
            admittedAt: UTCInstant(secondsSinceEpoch: admittedAt), bytes: bytes)
    }
}

extension ReadingStore {
    private static let modelDecisionColumns =
        "time, target, outcome, model, champion, model_error, champion_error, naive_error, reason, crc"

    /// The latest decisions on models, the one stored last first; damaged ones are left out, and `notices` names them.
    ///
    /// - Parameters:
    ///   - target: nil for all.
    ///   - limit: most decisions looked at, >= 0.
    public func modelDecisions(
        target: ForecastTarget?, limit: Int
    ) throws(ReadingStoreError) -> [ModelDecisionRecord] {
        let statement = try connection.statement(
            """
            SELECT \(Self.modelDecisionColumns), id FROM model_decision WHERE ?1 IS NULL OR target = ?1
            ORDER BY id DESC LIMIT ?2
            """, purpose: "reading decisions on models")
        var decisions: [ModelDecisionRecord] = []
        let values = [target.map { .text($0.rawValue) } ?? .null, SQLValue(max(0, limit))]
        try statement.forEachRow(values) { row in
            guard let decision = Array(row.dropLast()).verified.flatMap(Self.modelDecision) else {
                return note(.damagedRow(table: "model_decision", key: "number \(row[10].integer ?? 0)"))
            }
            decisions.append(decision)
        }
        return decisions
    }

    private func storeModelDecision(_ decision: ModelDecisionRecord) throws(ReadingStoreError) {
        let statement = try connection.statement(
            "INSERT INTO model_decision (\(Self.modelDecisionColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            purpose: "storing a decision on models")
        let values: [SQLValue] = [
            SQLValue(decision.time.secondsSinceEpoch), .text(decision.target.rawValue),
            .text(decision.outcome.rawValue), .text(decision.model), decision.champion.map(SQLValue.text) ?? .null,
            SQLValue(finite: decision.modelError), SQLValue(finite: decision.championError),
            SQLValue(finite: decision.naiveError), .text(decision.reason),
        ]
        try statement.run(values.sealed)
    }

    /// A decision from its columns in the order of the table, without the checksum.
    private static func modelDecision(_ row: [SQLValue]) -> ModelDecisionRecord? {
        guard let time = row[0].integer, let target = row[1].text.flatMap(ForecastTarget.init(rawValue:)),
            let outcome = row[2].text.flatMap(ModelDecisionRecord.Outcome.init(rawValue:)), let model = row[3].text,
            let reason = row[8].text
        else { return nil }
        return ModelDecisionRecord(
            time: UTCInstant(secondsSinceEpoch: time), target: target, outcome: outcome, model: model,
            champion: row[4].text, modelError: row[5].real, championError: row[6].real, naiveError: row[7].real,
            reason: reason)
    }
}
