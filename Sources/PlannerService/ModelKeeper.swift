// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Forecasting
import HostIO
import ModelIO
import PlanCycle

/// Puts models to use in the planner: at the start those that the database names, later those that wishes bring.
struct ModelKeeper {
    /// Time between two looks at the wishes, s.
    private static let lookSeconds = 30.0

    private let folder: ModelFolder
    private var inbox: WishInbox
    private let ledger: ModelLedger
    private let tell: (ServiceLog.Level, String) -> Void
    private var nextLook: BootInstant?
    /// What is wrong, once said.
    private var told = SaidOnce()

    init(
        _ configuration: HearthConfiguration, store: any ReadingStoring,
        tell: @escaping (ServiceLog.Level, String) -> Void
    ) {
        folder = ModelFolder(besideDatabase: configuration.databasePath)
        inbox = WishInbox(folder)
        ledger = ModelLedger(folder: folder, store: store)
        self.tell = tell
    }

    /// Loads the models in use.
    mutating func load(into planner: Planner) {
        do {
            try folder.make()
            let (good, faults) = try ledger.champions()
            for (id, stored) in good { use(id, stored, in: planner) }
            for fault in faults { say(.error, fault) }
        } catch {
            say(.error, "\(error)")
        }
    }

    /// Carries out the wishes that have come.
    mutating func look(now: BootInstant, wall: UTCInstant, planner: Planner) {
        if let nextLook, now < nextLook { return }
        nextLook = now.advanced(bySeconds: Self.lookSeconds)
        for waiting in inbox.waiting() {
            do {
                let outcome = try ledger.carryOut(try waiting.wish.get(), now: wall)
                takeAway(waiting)
                show(outcome, in: planner)
            } catch let fault as ModelWishFault {
                takeAway(waiting)
                say(.error, "\(folder.path)/incoming/\(waiting.name).wish: \(fault)")
            } catch {
                // The database failed: the wish waits.
                say(.warning, "\(error)")
            }
        }
    }

    /// A wish whose file stays is not carried out again.
    private mutating func takeAway(_ wish: WaitingWish) {
        do throws(FileFailure) { try inbox.takeAway(wish) } catch { say(.error, "\(error)") }
    }

    private mutating func show(_ outcome: ModelLedger.Outcome, in planner: Planner) {
        let decision = outcome.decision
        tell(.info, "\(decision.target.rawValue): \(decision.outcome.words) \(decision.model): \(decision.reason)")
        for fault in outcome.faults { say(.warning, "\(fault)") }
        guard outcome.isChange else { return }
        if let (id, stored) = outcome.inUse {
            use(id, stored, in: planner)
        } else {
            planner.use { $0.retire(decision.target) }
        }
    }

    private func use(_ id: String, _ stored: StoredModel, in planner: Planner) {
        planner.use { models in
            guard case .price = stored.model else { return models.use(stored.model, id: id, drift: stored.drift) }
            models.usePrices(id: id, drift: stored.drift) { [folder] in
                guard case .price(let forecaster, _)? = try? folder.read(id, target: .price).model else { return nil }
                return forecaster
            }
        }
        tell(.info, "forecasts \(stored.model.target.rawValue) by \(id)")
    }

    private mutating func say(_ level: ServiceLog.Level, _ text: String) {
        if told.isNew(text) { tell(level, text) }
    }
}

extension ModelDecisionRecord.Outcome {
    /// As a log has it, before a model's id.
    var words: String {
        switch self {
        case .promoted: "put to use"
        case .refused: "refused"
        case .promotedByHand: "put to use by hand"
        case .rolledBack: "back in use"
        case .retired: "taken out of use"
        case .retrainingAsked: "retraining asked for"
        }
    }
}
