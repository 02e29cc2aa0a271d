// SPDX-License-Identifier: Apache-2.0

/// Header fields of an answer, those that somebody asks for.
///
/// A value is kept as it came; one that is no UTF-8, has control characters or is very long counts as missing. Of several
/// fields of one name the first counts.
public struct HTTPFields: Hashable, Sendable {
    /// Names, in lower case as fields are compared.
    public enum Name: String, CaseIterable, Hashable, Sendable {
        /// Which version of the document this is.
        case eTag = "etag"
        /// When the document changed.
        case lastModified = "last-modified"
        /// How long to wait before the next request.
        case retryAfter = "retry-after"
        /// Until when nobody need ask again.
        case expires
        /// The server's clock.
        case date
        /// What the body is.
        case contentType = "content-type"
        /// Where else the document is.
        case location
        /// Requests that are allowed in a period.
        case rateLimit = "x-ratelimit-limit"
        /// The period, s.
        case rateLimitPeriod = "x-ratelimit-period"
        /// Requests that are left in the period.
        case rateLimitRemaining = "x-ratelimit-remaining"
        /// When there may be a next request.
        case rateLimitRetryAt = "x-ratelimit-retry-at"
    }

    /// Longest value that is kept, bytes.
    static let longestValue = 2048

    private var values: [Name: String] = [:]

    /// No fields.
    public init() {}

    /// A value without the white space around it; nil for none.
    public subscript(_ name: Name) -> String? { values[name] }

    /// Takes a line of the head of an answer, with its line break; one that is no field is left out.
    mutating func take(line: some Collection<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let text = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        guard let name = Name(rawValue: text), values[name] == nil else { return }
        let isSpace = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
        let bytes = Array(line[line.index(after: colon)...].drop(while: isSpace))
        let value = bytes[..<(bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0)]
        guard (1...Self.longestValue).contains(value.count), !value.contains(where: { $0 < 32 || $0 == 127 }) else {
            return
        }
        values[name] = String(validating: value, as: UTF8.self)
    }
}
