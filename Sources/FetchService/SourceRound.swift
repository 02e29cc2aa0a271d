// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds

/// Asks one source its questions, and keeps what came of it.
struct SourceRound {
    /// What its answers say.
    private(set) var harvest: FeedHarvest
    /// What was wrong, in the order it turned up.
    private(set) var faults: [FeedFault] = []
    /// Answers that could not be used.
    private(set) var rejected: [(body: [UInt8], fault: FeedFault)] = []
    /// Natures whose numbers are as they were.
    private(set) var unchanged: Set<FeedNature> = []
    /// Whether something is not published yet.
    private(set) var isEarly = false
    /// What to remember of the addresses that were asked.
    private(set) var answers: [SourceMemory.Answer] = []
    /// How long the source asks to be left alone, s.
    private(set) var asksToWait: Double?
    /// Whether it refused the token.
    private(set) var isTokenRefused = false
    /// Whether the program is to stop.
    private(set) var isCancelled = false

    private let memory: SourceMemory
    private let now: UTCInstant

    init(memory: SourceMemory, currency: String?, now: UTCInstant) {
        (self.memory, self.now) = (memory, now)
        harvest = FeedHarvest(currency: currency)
    }

    /// Asks for some quarter hours of a part.
    ///
    /// - Returns: false where the source is not to be asked any more in this run.
    mutating func ask(_ part: SourcePart, _ slots: Range<Slot>, _ client: inout FeedClient) -> Bool {
        let questions: [FeedQuestion]
        do throws(FeedFault) { questions = try part.source.questions(slots, now: now) } catch {
            note(error)
            return true
        }
        for question in questions where !ask(part, question, &client) { return false }
        return true
    }

    private mutating func ask(_ part: SourcePart, _ question: FeedQuestion, _ client: inout FeedClient) -> Bool {
        let address = FeedValidators.mark(question.url)
        let known = memory.isTrusted(now: now) ? memory.answers.last { $0.address == address } : nil
        if let known, let expires = known.expires, now < expires {
            unchanged.insert(part.nature)
            answers.append(known)
            return true
        }
        let validators = known.map { FeedValidators(address: address, eTag: $0.eTag, lastModified: $0.lastModified) }
        do throws(FeedRejection) {
            switch try client.ask(question, of: part.source, validators: validators) {
            case .unchanged(let expires):
                unchanged.insert(part.nature)
                answers.append(
                    SourceMemory.Answer(
                        address: address, expires: expires, eTag: known?.eTag, lastModified: known?.lastModified))
            case .pages(let pages): take(pages, from: address)
            }
            return true
        } catch {
            return take(error)
        }
    }

    /// Takes the pages of an answer; what is not used is not remembered, or the source would never send it again.
    private mutating func take(_ pages: [FeedAnswer], from address: UInt64) {
        var isUsed = true
        for page in pages {
            do throws(FeedFault) { try harvest.add(page.page, body: page.body) } catch {
                isUsed = false
                faults.append(error)
                rejected.append((page.body, error))
            }
        }
        guard isUsed, let only = pages.first, pages.count == 1, only.validators != nil || only.expires != nil else {
            return
        }
        answers.append(
            SourceMemory.Answer(
                address: address, expires: only.expires, eTag: only.validators?.eTag,
                lastModified: only.validators?.lastModified))
    }

    /// Takes in why there is no answer.
    ///
    /// - Returns: whether the source's other questions can have better luck.
    private mutating func take(_ rejection: FeedRejection) -> Bool {
        if rejection.fault == .transfer(.cancelled) {
            isCancelled = true
            return false
        }
        note(rejection.fault)
        asksToWait = rejection.asksToWait ?? asksToWait
        switch rejection.status {
        case 200, 203:
            // Anything else is a page of a server about itself, and its status says what there is to know.
            if rejection.fault != .notPublished, !rejection.body.isEmpty {
                rejected.append((rejection.body, rejection.fault))
            }
            return true
        case 401:
            isTokenRefused = true
            return false
        case 404, 204, 400, 422: return true
        default: return false
        }
    }

    private mutating func note(_ fault: FeedFault) {
        if fault == .notPublished { isEarly = true } else { faults.append(fault) }
    }
}
