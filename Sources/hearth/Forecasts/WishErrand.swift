// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import ModelIO
import ReadingStore

/// Brings a wish to whoever may write the database: the planner where it runs, else this command itself.
struct WishErrand {
    /// How long the planner may take, s: it looks every half minute.
    private static let patience = 90.0

    let database: String

    /// Has a wish carried out and prints what was decided.
    ///
    /// - Parameter isRefusalFailure: whether it is a failure that everything stayed as it was.
    func run(_ wish: ModelWish, json: Bool, isRefusalFailure: Bool = true) throws {
        let decision = try carryOut(wish)
        if json {
            StandardOutput.write(try JSONOutput.text(ModelDecisionDocument(decision)))
        } else {
            StandardOutput.write(decision.line)
        }
        if decision.outcome == .refused, isRefusalFailure { throw CommandFailure.failed(decision.reason) }
    }

    /// Has a wish carried out.
    func carryOut(_ wish: ModelWish) throws -> ModelDecisionRecord {
        let folder = ModelFolder(besideDatabase: database)
        let store: ReadingStore
        do throws(ReadingStoreError) { store = try ReadingStore(path: database, deviceIDs: []) } catch {
            switch error {
            // A unit of systemd may only read it.
            case .inUse, .notWritable: return try leave(wish, folder)
            default: throw CommandFailure.failed("\(error)")
            }
        }
        return try decide(wish, folder, store)
    }

    private func decide(
        _ wish: ModelWish, _ folder: ModelFolder, _ store: ReadingStore
    ) throws -> ModelDecisionRecord {
        do {
            let outcome = try ModelLedger(folder: folder, store: store).carryOut(wish, now: MachineClock.wall())
            for fault in outcome.faults { StandardError.write("\(fault)") }
            return outcome.decision
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }

    /// Leaves the wish and waits until the planner has decided.
    private func leave(_ wish: ModelWish, _ folder: ModelFolder) throws -> ModelDecisionRecord {
        let store = try DataCommand.storing { try ReadingStore(reading: database) }
        // The planner may ask for retraining meanwhile, which is no answer.
        func latest() throws -> ModelDecisionRecord? {
            try DataCommand.storing { try store.modelDecisions(target: wish.target, limit: 8) }
                .first { $0.outcome != .retrainingAsked }
        }
        let before = try latest()
        do throws(ModelFolderError) {
            try folder.make()
            try folder.leave(wish)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
        StandardError.write("the planner runs; it decides within half a minute")
        let end = MachineClock.now().advanced(bySeconds: Self.patience)
        while MachineClock.now() < end, !StopSignal.isRequested {
            _ = poll(nil, 0, 500)
            if let decision = try latest(), decision != before { return decision }
        }
        throw CommandFailure.failed("the planner has not decided yet; `hearth models list` will tell")
    }
}
