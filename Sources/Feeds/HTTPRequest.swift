// SPDX-License-Identifier: Apache-2.0

/// What is asked of a web server: always a GET.
public struct HTTPRequest: Sendable {
    /// `http://` or `https://`; other schemes are refused.
    public var url: String
    /// Names and values; a name or value with a line break is refused.
    public var fields: [(name: String, value: String)]
    /// Longest time for the connection, s, > 0.
    public var connectSeconds: Double
    /// Longest time for the whole answer, s, > 0; nil for a stream that has no end.
    public var wholeSeconds: Double?
    /// Longest time in which nothing arrives, s, at least 1.
    public var silenceSeconds: Double
    /// Longest body that is kept, bytes; of a stream the longest piece the caller is given at once.
    public var largestBody: Int

    /// Puts a request together.
    public init(
        url: String, fields: [(name: String, value: String)] = [], connectSeconds: Double = 5,
        wholeSeconds: Double? = 15, silenceSeconds: Double = 15, largestBody: Int = 4 << 20
    ) {
        self.url = url
        self.fields = fields
        self.connectSeconds = connectSeconds
        self.wholeSeconds = wholeSeconds
        self.silenceSeconds = silenceSeconds
        self.largestBody = largestBody
    }
}

/// What a web server answered.
public struct HTTPAnswer: Hashable, Sendable {
    /// Such as 200 or 404.
    public let status: Int
    /// The body, without transfer and content encodings.
    public let body: [UInt8]
}

/// Why there is no whole answer; never with the fields of the request, which may be secret.
public enum HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The request cannot be sent as it is.
    case request(String)
    /// No connection, or it ended too early; in libcurl's words.
    case connection(String)
    /// Nothing, or not enough, arrived in time.
    case timedOut(String)
    /// The body is longer than was allowed, bytes.
    case tooLong(limit: Int)
    /// The caller wanted no more.
    case cancelled

    /// One line.
    public var description: String {
        switch self {
        case .request(let why), .connection(let why), .timedOut(let why): why
        case .tooLong(let limit): "the answer is longer than \(limit) bytes"
        case .cancelled: "cancelled"
        }
    }
}
