// SPDX-License-Identifier: Apache-2.0

import Energy

/// Why a source gave nothing.
public struct FeedRejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// The fault.
    public let fault: FeedFault
    /// Status of the answer that is rejected; nil where there is none.
    public let status: Int?
    /// Its body, decompressed; of one that was read while it arrived only the beginning.
    ///
    /// Empty where no answer came to its end.
    public let body: [UInt8]
    /// How long the source asks to wait before the next request, s; nil where it does not say.
    public let asksToWait: Double?

    /// In one line.
    public var description: String { fault.description }

    init(_ fault: FeedFault, status: Int? = nil, body: [UInt8] = [], asksToWait: Double? = nil) {
        (self.fault, self.status, self.body, self.asksToWait) = (fault, status, body, asksToWait)
    }

    /// Whether the same question can have better luck in a while: no answer came, the source is ill, or it says how long to wait.
    var isPassing: Bool {
        if fault == .notPublished { return false }
        if case .transfer(let failure) = fault { return failure.isPassing }
        return status.map { (500...599).contains($0) || $0 == 429 && asksToWait != nil } ?? false
    }
}

extension FeedRejection {
    /// Of an answer with another status than one with numbers.
    ///
    /// Its body is quoted only as far as the source knows it: a page of a server in between may repeat the question.
    init(_ head: HTTPHead, _ body: [UInt8], to question: FeedQuestion, of source: any FeedSource, now: UTCInstant) {
        let asked = HTTPTime.wait(head.fields, now: now)
        let said = source.refusal(status: head.status, body: body)
        let hasToken = HTTPRequest.mayBeSecret(question.fields)
        let fault: FeedFault =
            if source.rules.notYet.contains(head.status) {
                .notPublished
            } else if head.status == 401, hasToken {
                // Whoever asks has to know it by its status, whatever the source says of it.
                .status(401, "the token is refused" + (said.map { "; \($0)" } ?? ""))
            } else {
                said ?? .status(head.status, Self.words(head, asksToWait: asked))
            }
        self.init(fault, status: head.status, body: body, asksToWait: asked)
    }

    /// What a status says, as far as it is not the same for all.
    private static func words(_ head: HTTPHead, asksToWait: Double?) -> String {
        let isPage = head.fields[.contentType].map { $0.lowercased().hasPrefix("text/html") } ?? false
        let words =
            switch head.status {
            case 204: "an empty answer"
            case 304: "unchanged, but it was not asked whether it is"
            case 400, 422: "the source does not understand the question"
            case 401: "a token is needed"
            // Octopus, and whoever else lets others keep the crowd away.
            case 403: isPage ? "refused with a page for people, as after too many requests" : "refused"
            case 404: "there is nothing at this address"
            case 429: "too many requests"
            case 500...599: "the source has a fault"
            default: "expected 200"
            }
        return words + (asksToWait.map { $0 < 1e9 ? "; asks to wait \(Int($0)) s" : "; asks to wait for years" } ?? "")
    }
}
