// SPDX-License-Identifier: Apache-2.0

import CCurl
import Energy

/// Moments and waits in header fields.
enum HTTPTime {
    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT` and what else RFC 9110, 5.6.7 has; nil for anything else.
    static func read(_ text: String) -> UTCInstant? {
        // libcurl reads numbers alone as a date too.
        text.contains { $0.isLetter } ? FeedTime.read(seconds: curl_getdate(text, nil)) : nil
    }

    /// How long an answer asks to wait before the next request, s, at least 0; nil where it does not say.
    ///
    /// - Parameter now: counts where the answer does not say what time it is at the server, whose clock may be another one.
    static func wait(_ fields: HTTPFields, now: UTCInstant) -> Double? {
        let text = fields[.retryAfter] ?? ""
        // As long as the field may be: more digits than an integer has are a very long wait.
        if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) { return Double(text) }
        let retryAt = fields[.rateLimitRetryAt].flatMap { FeedTime.read($0) ?? read($0) }
        guard let end = read(text) ?? retryAt else { return nil }
        let there = fields[.date].flatMap(read) ?? now
        return Double(max(0, end.secondsSinceEpoch - there.secondsSinceEpoch))
    }
}
