// SPDX-License-Identifier: Apache-2.0

import Energy

/// What the sources of weather and of solar power share in what they ask.
enum WeatherAsking {
    /// A place as `59.33,18.07`.
    static func place(_ position: GeographicPosition) -> String { position.placeName }

    /// The coordinates as they stand in an address.
    ///
    /// - Throws: `.request` where they are none.
    static func coordinates(
        _ position: GeographicPosition
    ) throws(FeedFault) -> (latitude: String, longitude: String) {
        guard (-90...90).contains(position.latitude), (-180...180).contains(position.longitude) else {
            throw .request("found the place \(place(position)), expected degrees of -90...90 and -180...180")
        }
        return position.coordinateTexts
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
