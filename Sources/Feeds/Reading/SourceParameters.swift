// SPDX-License-Identifier: Apache-2.0

import Energy

/// Checks of what a source is configured with, so that addresses and header fields can be put together without encoding.
enum SourceParameters {
    /// A word that means the same in an address as outside: letters, digits, `-` and `_`, 1...64 of them.
    ///
    /// - Parameters:
    ///   - name: what the word is, such as `the tariff`.
    ///   - example: a word that would do.
    static func word(
        _ text: String, _ name: String, of source: String, example: String
    ) throws(FeedFault) -> String {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isWordByte) else {
            throw .request("\(source): found \(name) \(FeedFault.quoted(text)), expected one such as \(example)")
        }
        return text
    }

    /// A token as header fields can hold it; a fault does not show it.
    static func token(_ text: String, of source: String) throws(FeedFault) -> String {
        guard (1...4096).contains(text.utf8.count), text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw .request("\(source): the token is empty, too long, or has spaces or other characters no token has")
        }
        return text
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension UTCInstant {
    /// As `2016-10-31T23:00Z`, for a moment without seconds.
    var minuteText: String { iso8601.dropLast(":00Z".count) + "Z" }
}

extension Range<Slot> {
    /// The range cut into pieces of so many slots, the last one shorter.
    func pieces(ofAtMost count: Int) -> [Range<Slot>] {
        stride(from: lowerBound, to: upperBound, by: count).map { $0..<Swift.min($0.advanced(by: count), upperBound) }
    }
}
