// SPDX-License-Identifier: Apache-2.0

import Energy

/// What the sources of weather and of solar power share in what they ask.
enum WeatherAsking {
    /// Digits behind the point of a coordinate, 11 m: the most that MET Norway allows, and no source knows better.
    private static let decimals = 4

    /// A place as `59.33,18.07`.
    static func place(_ position: GeographicPosition) -> String {
        "\(degrees(position.latitude)),\(degrees(position.longitude))"
    }

    /// The coordinates as they stand in an address.
    ///
    /// - Throws: `.request` where they are none.
    static func coordinates(
        _ position: GeographicPosition
    ) throws(FeedFault) -> (latitude: String, longitude: String) {
        guard (-90...90).contains(position.latitude), (-180...180).contains(position.longitude) else {
            throw .request("found the place \(place(position)), expected degrees of -90...90 and -180...180")
        }
        return (degrees(position.latitude), degrees(position.longitude))
    }

    /// Degrees with at most four decimals, cut and not rounded.
    private static func degrees(_ value: Double) -> String {
        // Cut as text, because a product such as 0.57 * 100 lies below the whole number that is meant.
        let text = decimalText(value, decimals: 9)
        guard let point = text.firstIndex(of: ".") else { return text }
        var cut = text[..<point] + text[point...].prefix(1 + decimals)
        while cut.last == "0" { cut.removeLast() }
        if cut.last == "." { cut.removeLast() }
        return cut == "-0" ? "0" : String(cut)
    }

    /// A key as it may stand in an address.
    ///
    /// - Throws: `.request`, without the key.
    static func key(_ key: String) throws(FeedFault) -> String {
        let isPlain = key.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-._~".utf8.contains(byte)
        }
        guard !key.isEmpty, isPlain else {
            throw .request("the key is empty or has a character other than letters, digits, - . _ and ~")
        }
        return key
    }

    /// Refuses to ask a source that only knows what will be for what has been.
    static func checkAhead(_ slots: Range<Slot>, now: UTCInstant, _ rules: FeedRules) throws(FeedFault) {
        guard slots.upperBound.start > now else {
            throw .request("\(rules.name) gives forecasts only, and \(slots.upperBound) has passed")
        }
    }
}
