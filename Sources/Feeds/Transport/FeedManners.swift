// SPDX-License-Identifier: Apache-2.0

/// How sources are asked: who asks, and what is waited for.
public struct FeedManners: Hashable, Sendable {
    /// Who asks, as `hearth/0.1.0 (mail@example.org)`; some sources refuse whoever does not say how to reach them.
    public var userAgent: String
    /// Path of a file with the certificates of the authorities that are trusted, PEM; nil for those of the system.
    public var authorities: String?
    /// Whether this machine may be asked without encryption: for tests.
    public var allowsLoopback = false
    /// Longest time for a connection, s.
    public var connectSeconds = 10.0
    /// Longest time for a whole answer, s.
    public var wholeSeconds = 30.0
    /// Longest time for a whole answer that is read while it arrives, s.
    public var streamSeconds = 600.0
    /// Longest time in which less than `lowestSpeed` arrives, s.
    public var silenceSeconds = 15.0
    /// Fewest bytes in a second that are worth the wait.
    public var lowestSpeed = 50
    /// How often a server may send on to another address.
    public var redirections = 3
    /// Most pages of an answer.
    public var mostPages = 32
    /// Waits before the second and all further tries after no answer or one with 5xx, s; each is varied by a quarter.
    public var backoffSeconds = [1.0, 4, 16, 60]
    /// Longest wait that a source may ask for, s; one that asks for more is not asked again.
    public var longestWait = 120.0

    /// What is usual.
    ///
    /// - Parameters:
    ///   - version: of Hearth.
    ///   - contact: a mail address or a page of whoever runs it.
    public init(version: String, contact: String) { userAgent = "hearth/\(version) (\(contact))" }
}

extension FeedManners {
    /// The request that a question is.
    ///
    /// - Parameter isStreamed: whether the answer is read while it arrives.
    func request(_ question: FeedQuestion, isStreamed: Bool) -> HTTPRequest {
        var request = HTTPRequest(
            url: question.url, fields: question.fields, connectSeconds: connectSeconds,
            wholeSeconds: isStreamed ? streamSeconds : wholeSeconds, silenceSeconds: silenceSeconds)
        request.json = question.json
        request.userAgent = userAgent
        request.reach = allowsLoopback ? .httpsOrLoopback : .httpsOnly
        request.redirections = redirections
        request.acceptsGzip = true
        request.authorities = authorities
        request.lowestSpeed = lowestSpeed
        return request
    }
}
