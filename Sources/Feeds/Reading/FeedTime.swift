// SPDX-License-Identifier: Apache-2.0

import Energy

/// Moments as sources write them.
enum FeedTime {
    /// What a moment may lack.
    enum Form {
        /// It ends in `Z` or in an offset such as `+02:00`.
        case withOffset
        /// It is UTC and says so or nothing; an offset is refused.
        case utc
    }

    /// Reads `2026-02-02T00:15:00.000+01:00`, with or without seconds and their parts, with `T` or a space; nil for anything else.
    ///
    /// Parts of a second are dropped.
    static func read(_ text: some StringProtocol, _ form: Form = .withOffset) -> UTCInstant? {
        var rest = Array(text.utf8)[...]
        guard rest.count >= 16, rest[10] == UInt8(ascii: "T") || rest[10] == UInt8(ascii: " ") else { return nil }
        var clock = String(decoding: rest[..<10], as: UTF8.self) + "T" + String(decoding: rest[11..<16], as: UTF8.self)
        rest = rest[16...]
        if rest.first == UInt8(ascii: ":") {
            clock += String(decoding: rest.prefix(3), as: UTF8.self)
            rest = rest.dropFirst(3)
            if rest.first == UInt8(ascii: ".") {
                let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                guard (1...9).contains(digits.count) else { return nil }
                rest = rest[digits.endIndex...]
            }
        }
        guard let local = UTCInstant(iso8601: clock + "Z") else { return nil }
        switch form {
        case .utc: return rest.isEmpty || rest.elementsEqual([UInt8(ascii: "Z")]) ? local : nil
        case .withOffset: return offset(rest).map { local.advanced(bySeconds: -$0) }
        }
    }

    /// Seconds ahead of UTC of `Z`, `+01:00` or `+0100`.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        if text.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let body = text.dropFirst()
        let isLong = body.count == 5 && body[body.startIndex + 2] == UInt8(ascii: ":")
        let digits = isLong ? Array(body.prefix(2) + body.suffix(2)) : Array(body)
        guard digits.count == 4, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        let numbers = digits.map { Int($0) - 48 }
        let (hours, minutes) = (10 * numbers[0] + numbers[1], 10 * numbers[2] + numbers[3])
        guard hours <= 14, minutes < 60 else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (3600 * hours + 60 * minutes)
    }

    /// Longest distance from 1970 of a moment that is believed, s: the year 2200.
    private static let farthest = 7_258_118_400

    /// A moment in seconds since 1970; nil where it is none.
    static func read(seconds: Int) -> UTCInstant? {
        (0...farthest).contains(seconds) ? UTCInstant(secondsSinceEpoch: seconds) : nil
    }

    /// A moment in milliseconds since 1970; nil where it is none, or inside a second.
    static func read(milliseconds: Int) -> UTCInstant? {
        milliseconds % 1000 == 0 ? read(seconds: milliseconds / 1000) : nil
    }
}
