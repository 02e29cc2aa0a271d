// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Feeds
import HostIO
import Inbox

/// One source in one run: what it is asked for, what it leaves, what is remembered of it.
struct SourceVisit {
    /// Longest wait that a source is granted, s: it may have meant something else by a longer one.
    private static let longestWait = 7.0 * 86_400

    let settings: FeedSourceSettings
    let desk: FetchDesk
    /// What is wrong, in words; nil where nothing is.
    private(set) var fault: String?
    /// How many numbers it brought.
    private(set) var rows = 0
    /// Whether something was missing that it was asked for.
    private(set) var wasAsked = false
    /// Whether something is not published yet.
    private(set) var isEarly = false
    /// What it is for: the natures of its numbers.
    private(set) var natures: Set<FeedNature> = []
    /// The quarter hours it has by now; nil where it cannot be asked.
    private(set) var wanted: Range<Slot>?
    /// Whether the program is to stop.
    private(set) var isCancelled = false

    private var parts: [SourcePart] = []
    private var memory: SourceMemory?
    private var file: SourceMemoryFile?
    private var tokenMark: UInt64?

    /// Looks up what is remembered; nobody is asked yet.
    init(_ settings: FeedSourceSettings, _ desk: FetchDesk) {
        (self.settings, self.desk) = (settings, desk)
        do throws(FeedFault) {
            let token = try readToken()
            parts = try settings.parts(desk.house, token: token)
            let file = SourceMemoryFile(settings, parts, desk.house, folder: desk.stateFolder)
            memory = file.read { desk.log(.warning, $0) }
            self.file = file
            tokenMark = token.map(fingerprint)
            natures = Set(parts.map(\.nature))
            wanted = parts.first.map { desk.reach.asked($0) }
        } catch {
            fault = error.description
        }
    }

    /// The end of the prices that it gave without a gap, alone or with others; nil where that is not known.
    var completeUntil: Slot? { memory?.completeUntil }

    /// Asks for what is missing and leaves what came.
    ///
    /// - Parameter coverage: what is here; what the source brings is added.
    mutating func run(_ coverage: inout FetchCoverage, _ client: inout FeedClient) {
        guard let before = memory, let file else { return }
        if let reason = refusal(before) {
            fault = reason
            return
        }
        var memory = before
        visit(&memory, &coverage, &client)
        if memory != before { file.write(memory) { desk.log(.warning, $0) } }
    }

    /// Why the source is not to be asked; nil where it may be.
    private func refusal(_ memory: SourceMemory) -> String? {
        if let tokenMark, memory.refusedToken == tokenMark {
            return "the token in \(settings.tokenFile ?? "its file") was refused; not asked again before it changes"
        }
        // A clock that was ahead may have left one far away.
        if let end = memory.notBefore, desk.now < end, end < desk.now.advanced(bySeconds: Int(Self.longestWait) + 1) {
            return "not asked before \(end), as it wishes"
        }
        return nil
    }

    private func readToken() throws(FeedFault) -> String? {
        guard let path = settings.tokenFile else { return nil }
        do throws(FileFailure) {
            let bytes = try DurableFile.read(path, limit: 8192, isRegular: true)
            return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        } catch {
            throw .request("no token: \(error)")
        }
    }

    private mutating func visit(
        _ memory: inout SourceMemory, _ coverage: inout FetchCoverage, _ client: inout FeedClient
    ) {
        var round = SourceRound(
            memory: memory, currency: settings.kind == .price ? desk.house.currency : nil, now: desk.now)
        var begin: Slot?
        for part in parts {
            guard let slots = missing(part, memory, coverage) else { continue }
            wasAsked = true
            begin = slots.lowerBound
            guard round.ask(part, slots, &client) else { break }
        }
        (isCancelled, isEarly) = (round.isCancelled, round.isEarly)
        for rejection in round.rejected { keep(rejection.body, rejection.fault) }
        fault = round.faults.first.map(\.description)
        guard leave(round, from: begin, &memory, &coverage) else { return }
        memory.notBefore = round.asksToWait.map { wait in
            desk.now.advanced(bySeconds: Int(min(wait, Self.longestWait)))
        }
        memory.refusedToken = round.isTokenRefused ? tokenMark : nil
        let asked = Set(round.answers.map(\.address))
        memory.answers = memory.answers.filter { !asked.contains($0.address) } + round.answers
        coverage.unchanged.formUnion(round.unchanged)
    }

    /// What a part is asked for; nil where nothing is missing.
    private func missing(_ part: SourcePart, _ memory: SourceMemory, _ coverage: FetchCoverage) -> Range<Slot>? {
        let wanted = desk.reach.asked(part)
        guard settings.kind == .price else { return wanted }
        let end = coverage.pricesEnd(from: wanted.lowerBound, notAfter: wanted.upperBound)
        guard end < wanted.upperBound else { return nil }
        // What another source gave in this run is here for certain; what is only remembered is fetched anew after some hours.
        let isCertain = memory.isTrusted(now: desk.now) || memory.completeUntil.map { $0 < end } ?? true
        return (isCertain ? end : wanted.lowerBound)..<wanted.upperBound
    }

    /// Leaves the documents for the planner.
    ///
    /// - Returns: false where that failed, and nothing is to be remembered.
    private mutating func leave(
        _ round: SourceRound, from begin: Slot?, _ memory: inout SourceMemory, _ coverage: inout FetchCoverage
    ) -> Bool {
        guard let source = parts.first?.source else { return true }
        let documents = round.harvest.documents(
            source: source.rules.name, kind: settings.kind, place: source.place, fetchedAt: desk.now
        ) { nature, quantity, slot in
            // Whole days come where a part of one is asked for: the prices before it are here, perhaps from a source that goes
            // before this one.
            quantity.kind == .price && begin.map { slot < $0 } ?? false || coverage.has(nature, quantity, slot)
        }
        for (document, raw) in documents {
            do throws(DocumentFault) { try desk.inbox.leave(document, raw: raw) } catch {
                fault = "what it gave cannot be left for the planner: \(error)"
                return false
            }
            rows += document.series.values.reduce(0) { sum, series in sum + series.slots.count { series[$0] != nil } }
        }
        for (document, _) in documents { coverage.add(document) }
        guard !documents.isEmpty else { return true }
        memory.documentAt = desk.now
        if settings.kind == .price, let wanted {
            memory.completeUntil = coverage.pricesEnd(from: wanted.lowerBound, notAfter: wanted.upperBound)
        }
        return true
    }

    private func keep(_ body: [UInt8], _ fault: FeedFault) {
        do throws(FileFailure) {
            try desk.inbox.rejected.keep(
                raw: body, of: settings.name, reason: "\(settings.name): \(fault)", now: desk.now)
        } catch {
            desk.log(.warning, "\(error)")
        }
    }
}
