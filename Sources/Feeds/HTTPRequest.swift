// SPDX-License-Identifier: Apache-2.0

/// What is asked of a web server: a GET, or a POST of JSON.
public struct HTTPRequest: Sendable {
    /// `http://` or `https://`; other schemes are refused.
    public var url: String
    /// Names and values; a name or value with a line break is refused.
    public var fields: [(name: String, value: String)]
    /// What is posted, and that it is JSON; nil for a GET.
    public var json: [UInt8]?
    /// Who asks, as servers see it; a line break is refused.
    public var userAgent = "hearth"
    /// Which servers may be asked.
    public var reach = HTTPReach.anyServer
    /// How often the server may send on to another address, at least 0.
    ///
    /// A request with fields that may be secret is sent on to addresses of the same server only, and a POST never.
    public var redirections = 0
    /// Whether the server may compress the body with gzip.
    public var acceptsGzip = false
    /// Path of a file with the certificates of the authorities that are trusted, PEM; nil for those of the system.
    public var authorities: String?
    /// Longest time for the connection, s, > 0.
    public var connectSeconds: Double
    /// Longest time for the whole answer, s, > 0; nil for a stream that has no end.
    public var wholeSeconds: Double?
    /// Longest time in which less than `lowestSpeed` arrives, s, at least 1.
    public var silenceSeconds: Double
    /// Fewest bytes in a second that are not silence, at least 1.
    public var lowestSpeed = 1
    /// Longest body, decompressed, bytes; for a stream that has no end there is none.
    public var largestBody: Int

    /// Puts a request together; what else there is to say is said in its properties.
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
    /// Header fields.
    public let fields: HTTPFields
    /// The body, without transfer and content encodings.
    public let body: [UInt8]
}

/// Why there is no whole answer; never with the fields of the request nor with the path or the query of an address, which may
/// be secret.
public enum HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The request cannot be sent as it is.
    case request(String)
    /// No connection, or it ended too early; in libcurl's words.
    case connection(String)
    /// The server cannot prove who it is; in libcurl's words.
    case certificate(String)
    /// Nothing, or not enough, arrived in time.
    case timedOut(String)
    /// The body is longer than was allowed, bytes.
    case tooLong(limit: Int)
    /// The answer is none: damaged, or it leads where the request must not go.
    case unusable(String)
    /// The caller wanted no more.
    case cancelled

    /// One line.
    public var description: String {
        switch self {
        case .request(let why), .connection(let why), .certificate(let why), .timedOut(let why), .unusable(let why): why
        case .tooLong(let limit): "the answer is longer than \(limit) bytes"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same request can have better luck in a while.
    public var isPassing: Bool {
        switch self {
        case .connection, .timedOut: true
        case .request, .certificate, .tooLong, .unusable, .cancelled: false
        }
    }
}
