// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import Inbox
import PlanCycle

/// Takes what the fetcher left into the database: what fits the house and what is known of it, and nothing else.
///
/// A document that is refused is kept for a week with its reason; what was there before stays.
public struct FeedKeeper {
    /// Time between two looks at the inbox, s.
    private static let lookSeconds = 30.0

    private let store: any ReadingStoring
    private let check: FeedCheck
    private let tell: (ServiceLog.Level, String) -> Void
    private var inbox: FeedInbox
    private var nextLook: BootInstant?
    private var prunedOn: CivilDate?
    /// What is wrong, once said.
    private var told = SaidOnce()

    /// A keeper of the inbox beside a database.
    ///
    /// - Parameters:
    ///   - path: of the database.
    ///   - tell: receives every line a person should see.
    public init(
        _ check: FeedCheck, database path: String, store: any ReadingStoring,
        tell: @escaping (ServiceLog.Level, String) -> Void
    ) {
        (self.check, self.store, self.tell) = (check, store, tell)
        inbox = FeedInbox(besideDatabase: path)
        do throws(FileFailure) { try inbox.make() } catch { say(.error, "\(error)") }
    }

    /// Takes in the documents that have come.
    ///
    /// - Parameter wall: the wall clock, nil while it is not to be trusted: then they wait.
    /// - Returns: true where prices are new or corrected.
    public mutating func look(now: BootInstant, wall: UTCInstant?) -> Bool {
        if let nextLook, now < nextLook { return false }
        nextLook = now.advanced(bySeconds: Self.lookSeconds)
        guard let wall else { return false }
        var hasPrices = false
        for waiting in inbox.waiting() {
            do {
                let document = try waiting.document.get()
                let intake = try takeIn(document, waiting, now: wall)
                if document.kind == .price, let intake, intake.new + intake.corrected > 0 { hasPrices = true }
            } catch let fault as DocumentFault where fault.isLasting {
                reject(waiting, "\(fault)", now: wall)
            } catch let error as any RetryAdvising where !error.isWorthRetrying {
                reject(waiting, "\(error)", now: wall)
            } catch {
                // The database or the disk failed: the document waits.
                say(.warning, "\(error)")
            }
        }
        prune(wall)
        return hasPrices
    }

    private mutating func takeIn(
        _ document: FeedDocument, _ waiting: WaitingDocument<FeedDocument>, now: UTCInstant
    ) throws -> FeedIntake? {
        let knowledge = try FeedKnowledge(before: document, in: store)
        switch check.verdict(on: document, knowledge, now: now) {
        case .refused(let reason):
            reject(waiting, reason, now: now)
            return nil
        case .accepted:
            let intake = try store.store(feed: document)
            do throws(FileFailure) { try inbox.takeAway(waiting) } catch { say(.error, "\(error)") }
            tell(.info, "\(document.kind.rawValue) of \(document.place) from \(document.source): \(intake)")
            return intake
        }
    }

    private mutating func reject(_ waiting: WaitingDocument<FeedDocument>, _ reason: String, now: UTCInstant) {
        tell(.warning, "\(waiting.name) is not used, what was there before holds: \(reason)")
        do throws(FileFailure) {
            try inbox.reject(waiting, reason: reason, now: now)
        } catch {
            say(.error, "\(error)")
        }
    }

    private mutating func prune(_ now: UTCInstant) {
        guard prunedOn != now.date else { return }
        prunedOn = now.date
        do throws(FileFailure) { try inbox.prune(now: now) } catch { say(.error, "\(error)") }
    }

    private mutating func say(_ level: ServiceLog.Level, _ text: String) {
        if told.isNew(text) { tell(level, text) }
    }
}
