// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HostIO

/// Carries wishes out: what is in use, and every decision on it, is in the database.
///
/// Whoever may write the database owns it: the planner, or a command while there is none. After each decision the files of
/// the target's models that are not kept are deleted, see `ModelKeeping`; files without a record are left alone.
public struct ModelLedger {
    private let folder: ModelFolder
    private let store: any ReadingStoring

    /// A ledger over a folder and a database.
    public init(folder: ModelFolder, store: any ReadingStoring) { (self.folder, self.store) = (folder, store) }

    /// What came of a wish.
    public struct Outcome: Sendable {
        /// As it was stored.
        public let decision: ModelDecisionRecord
        /// The model that is in use from now on; nil for none, the naive forecast.
        public let inUse: (id: String, stored: StoredModel)?
        /// False where everything stays as it was.
        public let isChange: Bool
        /// Why files of discarded models are still there; the next decision on the target tries again.
        public fileprivate(set) var faults: [FileFailure]
    }

    /// The models in use whose files are good, and what is wrong with the others.
    public func champions() throws -> (good: [(id: String, stored: StoredModel)], faults: [String]) {
        var (good, faults): ([(id: String, stored: StoredModel)], [String]) = ([], [])
        for record in try store.models(target: nil) where record.state == .champion {
            do throws(ModelFolderError) {
                good.append((record.id, try folder.read(record.id, target: record.target)))
            } catch {
                faults.append("\(error); the naive forecast of \(record.target.rawValue) is used instead")
            }
        }
        return (good, faults)
    }

    /// Carries a wish out and stores what was decided.
    ///
    /// - Throws: what the database throws; then nothing has changed, and the wish may be tried again.
    public func carryOut(_ wish: ModelWish, now: UTCInstant) throws -> Outcome {
        let models = try store.models(target: wish.target)
        let champion = models.first { $0.state == .champion }
        switch wish.action {
        case .rollback: return try rollBack(wish, models, champion, now)
        case .admit, .promote:
            let stored: StoredModel
            do throws(ModelFolderError) {
                stored = try folder.read(wish.model, target: wish.target)
            } catch {
                return try refuseUnreadable(wish, models, champion, error, now)
            }
            let record = ModelRecord(
                id: wish.model, target: wish.target, state: .champion, training: stored.model.training,
                admittedAt: models.first { $0.id == wish.model }?.admittedAt ?? now, bytes: stored.bytes)
            if wish.action == .admit, let reason = Self.refusal(wish, record, champion) {
                return try refuse(wish, champion, reason, record: record, now)
            }
            return try promote(wish, record, stored, champion, now)
        }
    }

    /// Why a new model is not put to use; nil where it is.
    private static func refusal(_ wish: ModelWish, _ model: ModelRecord, _ champion: ModelRecord?) -> String? {
        guard let trial = wish.trial else { return "it was not tried" }
        guard wish.champion == champion?.id else {
            return "it was compared with \(wish.champion ?? "the naive forecast"), which is not in use any more"
        }
        guard champion == nil || wish.championTrial != nil else { return "the model in use was not tried beside it" }
        for record in [model, champion].compactMap({ $0 }) where record.training.upperBound > trial.window.lowerBound {
            return "it was tried on days that \(record.id) was trained on"
        }
        guard case .refuse(let reason) = Championship(challenger: trial, champion: wish.championTrial).verdict else {
            return nil
        }
        return reason
    }

    private func decision(
        _ wish: ModelWish, _ outcome: ModelDecisionRecord.Outcome, _ champion: ModelRecord?, _ reason: String,
        _ now: UTCInstant
    ) -> ModelDecisionRecord {
        ModelDecisionRecord(
            time: now, target: wish.target, outcome: outcome, model: wish.model, champion: champion?.id,
            modelError: wish.trial?.error, championError: wish.championTrial?.error,
            naiveError: wish.trial?.naiveError, reason: reason)
    }

    private func promote(
        _ wish: ModelWish, _ record: ModelRecord, _ stored: StoredModel, _ champion: ModelRecord?, _ now: UTCInstant
    ) throws -> Outcome {
        var records = [record]
        if var former = champion, former.id != record.id {
            former.state = .former
            records.append(former)
        }
        let isJudged = wish.action == .admit
        let reason = isJudged ? "it beat what was in use on days neither had seen" : "somebody asked for it"
        let decision = decision(wish, isJudged ? .promoted : .promotedByHand, champion, reason, now)
        return try conclude(decision, records, inUse: (record.id, stored), isChange: true)
    }

    private func refuse(
        _ wish: ModelWish, _ champion: ModelRecord?, _ reason: String, record: ModelRecord?, _ now: UTCInstant
    ) throws -> Outcome {
        var refused = record
        refused?.state = .refused
        // The one in use is not taken out by trying it again.
        let records = [refused].compactMap { $0 }.filter { $0.id != champion?.id }
        return try conclude(decision(wish, .refused, champion, reason, now), records, inUse: nil, isChange: false)
    }

    private func refuseUnreadable(
        _ wish: ModelWish, _ models: [ModelRecord], _ champion: ModelRecord?, _ error: ModelFolderError,
        _ now: UTCInstant
    ) throws -> Outcome {
        let known = models.first { $0.id == wish.model }
        let reason =
            known?.state == .discarded && !folder.holds(wish.model)
            ? "its file has been deleted: \(ModelKeeping.rule)" : "\(error)"
        var outcome = try refuse(wish, champion, reason, record: nil, now)
        // What a training has left has no record by which it would ever be deleted; a file that fails today may be read later.
        if wish.action == .admit, known == nil, error.isOfContent {
            do throws(FileFailure) { try folder.remove(wish.model) } catch { outcome.faults.append(error) }
        }
        return outcome
    }

    private func rollBack(
        _ wish: ModelWish, _ models: [ModelRecord], _ champion: ModelRecord?, _ now: UTCInstant
    ) throws -> Outcome {
        let target = wish.target
        guard var taken = champion else {
            return try refuse(ModelWish(.rollback, target), nil, "no model is in use", record: nil, now)
        }
        // A wish that was carried out and not taken away, as by a power cut between, must not lead further back.
        if let meant = wish.champion, meant != taken.id {
            return try refuse(
                ModelWish(.rollback, target), taken, "\(meant) is not in use any more", record: nil, now)
        }
        // Not a former one, so that a second step back leads further back and not here again.
        (taken.state, taken.admittedAt) = (.refused, now)
        for var former in models.reversed() where former.state == .former {
            guard let stored = try? folder.read(former.id, target: target) else { continue }
            former.state = .champion
            let decision = decision(
                ModelWish(.rollback, target, model: former.id), .rolledBack, champion, "somebody asked for it", now)
            return try conclude(decision, [taken, former], inUse: (former.id, stored), isChange: true)
        }
        let decision = decision(ModelWish(.rollback, target), .retired, champion, "there is no former model", now)
        return try conclude(decision, [taken], inUse: nil, isChange: true)
    }

    /// Stores a decision with what it makes of the models, then deletes the files that are not kept any more.
    ///
    /// - Parameter records: those that the decision changes, the others of the target may be discarded by it.
    private func conclude(
        _ decision: ModelDecisionRecord, _ records: [ModelRecord], inUse: (id: String, stored: StoredModel)?,
        isChange: Bool
    ) throws -> Outcome {
        let others = try store.models(target: decision.target).filter { other in
            !records.contains { $0.id == other.id }
        }
        let keeping = ModelKeeping(changed: records, others: others, hasFile: folder.holds)
        try store.store(models: records + keeping.discarded, decision: decision)
        // Those discarded earlier are among them: a power cut or a full disk may have come between.
        var faults: [FileFailure] = []
        for id in keeping.superfluous where folder.holds(id) {
            do throws(FileFailure) { try folder.remove(id) } catch { faults.append(error) }
        }
        return Outcome(decision: decision, inUse: inUse, isChange: isChange, faults: faults)
    }
}

extension ModelFolderError {
    /// True where the file was read, and will never be a model.
    fileprivate var isOfContent: Bool { if case .file = self { false } else { true } }
}
