// SPDX-License-Identifier: Apache-2.0

import Energy

/// Asks sources, politely: rests between requests, says what is here already, waits as long as it is asked to, and gives up.
///
/// Belongs to one thread and blocks it. Sources prove who they are (https); a token goes to the source's own server only.
public struct FeedClient: ~Copyable {
    private var transfer: HTTPTransfer
    private let manners: FeedManners
    private let wait: FeedWait
    private var random: any RandomNumberGenerator
    private let shouldStop: () -> Bool
    /// How often the question that needed most tries was asked.
    public private(set) var mostTries = 0
    /// When the last request to each source ended.
    private var lastRequest: [String: BootInstant] = [:]

    /// A client that has asked nobody.
    ///
    /// The first one of a process has to be made before other threads are started.
    ///
    /// - Parameters:
    ///   - random: varies the waits between tries, so that the houses of a country do not all come back at once.
    ///   - shouldStop: asked at least once a second while a transfer runs; true ends it with `HTTPFailure.cancelled`.
    public init(
        _ manners: FeedManners, wait: FeedWait, random: any RandomNumberGenerator,
        shouldStop: @escaping () -> Bool = { false }
    ) throws(HTTPFailure) {
        (self.manners, self.wait, self.random, self.shouldStop) = (manners, wait, random, shouldStop)
        transfer = try HTTPTransfer()
    }

    /// Asks a question, and for further pages where the answer is one of several.
    ///
    /// - Parameter validators: those that came with the answer to this question that is stored; nil for none.
    /// - Throws: what the source, or the way to it, minds. What can pass is thrown only after all further tries.
    public mutating func ask(
        _ question: FeedQuestion, of source: any FeedSource, validators: FeedValidators? = nil
    ) throws(FeedRejection) -> FeedReply {
        var question = question
        var answers: [FeedAnswer] = []
        var asked: Set<String> = []
        while true {
            switch try turn(question, source, answers.isEmpty ? validators : nil) {
            case .unchanged(let fields): return .unchanged(expires: fields[.expires].flatMap(HTTPTime.read))
            case .page(let page, let sink, let head):
                let isWhole = page.next == nil && answers.isEmpty && question.json == nil
                answers.append(
                    FeedAnswer(
                        page: page, body: sink.body, status: head.status, fields: head.fields,
                        validators: isWhole ? FeedValidators(head.fields, of: question.url) : nil))
                guard let next = page.next else { return .pages(answers) }
                do throws(FeedFault) {
                    question = try self.question(next, after: question, asked: &asked)
                } catch {
                    throw FeedRejection(error, status: head.status, body: sink.body)
                }
            }
        }
    }

    /// The question for the next page.
    ///
    /// - Parameter asked: the addresses of the pages so far but for the last.
    private func question(
        _ next: String, after question: FeedQuestion, asked: inout Set<String>
    ) throws(FeedFault) -> FeedQuestion {
        let here: WebAddress
        let there: WebAddress
        do throws(HTTPFailure) {
            here = try WebAddress(question.url)
            there = try WebAddress(next, from: here)
        } catch {
            throw .document(at: "the next page", found: "\(error)", expected: "its address")
        }
        asked.insert(here.text)
        guard there.isSameSite(as: here) else {
            throw .document(at: "the next page", found: "one at \(there.site)", expected: "one at \(here.site)")
        }
        guard asked.count < manners.mostPages else {
            throw .document(at: "the next page", found: "one more", expected: "at most \(manners.mostPages) pages")
        }
        guard !asked.contains(there.text) else {
            throw .document(at: "the next page", found: "one that was there already", expected: "another")
        }
        return FeedQuestion(url: there.text, fields: question.fields, slots: question.slots)
    }

    private enum Turn {
        case unchanged(HTTPFields)
        case page(FeedPage, FeedSink, HTTPHead)
    }

    /// Asks for one page, again where that can help.
    private mutating func turn(
        _ question: FeedQuestion, _ source: any FeedSource, _ validators: FeedValidators?
    ) throws(FeedRejection) -> Turn {
        var waits = manners.backoffSeconds.makeIterator()
        var tries = 0
        while true {
            try rest(source.rules)
            tries += 1
            mostTries = max(mostTries, tries)
            do throws(FeedRejection) { return try once(question, source, validators) } catch {
                let asked = error.asksToWait ?? 0
                guard error.isPassing, asked <= manners.longestWait, let usual = waits.next() else { throw error }
                try pause(max(asked, usual * Double.random(in: 0.75...1.25, using: &random)))
            }
        }
    }

    private mutating func once(
        _ question: FeedQuestion, _ source: any FeedSource, _ validators: FeedValidators?
    ) throws(FeedRejection) -> Turn {
        let reader = source.reader(for: question)
        let sink = FeedSink(reader)
        let conditions = question.json == nil ? validators?.fields(for: question.url) ?? [] : []
        var request = manners.request(question, isStreamed: reader != nil)
        request.fields += conditions
        defer { lastRequest[source.rules.name] = wait.now() }
        let head: HTTPHead
        do throws(HTTPFailure) {
            head = try transfer.exchange(request, limit: source.rules.largestBody, shouldStop: shouldStop) {
                head, bytes in
                sink.take(bytes, status: head.status)
            }
        } catch {
            throw sink.fault.map { FeedRejection($0, body: sink.body) } ?? FeedRejection(.transfer(error))
        }
        if head.status == 304, !conditions.isEmpty { return .unchanged(head.fields) }
        guard FeedSink.isAnswer(head.status) else {
            throw FeedRejection(head, sink.body, to: question, of: source, now: wait.wall())
        }
        do throws(FeedFault) { return .page(try sink.page(source, question), sink, head) } catch {
            throw FeedRejection(error, status: head.status, body: sink.body)
        }
    }

    /// Waits until the source may be asked again.
    private func rest(_ rules: FeedRules) throws(FeedRejection) {
        guard let last = lastRequest[rules.name] else { return }
        let left = rules.restSeconds - wait.now().seconds(since: last)
        if left > 0 { try pause(left) }
    }

    private func pause(_ seconds: Double) throws(FeedRejection) {
        guard wait.pause(seconds) else { throw FeedRejection(.transfer(.cancelled)) }
    }
}
