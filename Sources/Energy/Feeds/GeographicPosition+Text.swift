// SPDX-License-Identifier: Apache-2.0

extension GeographicPosition {
    /// Digits behind the point of a coordinate, 11 m: the most that MET Norway allows, and no source knows better.
    private static let decimals = 4

    /// As documents about its weather have it, such as `59.33,18.07`.
    public var placeName: String {
        let (latitude, longitude) = coordinateTexts
        return "\(latitude),\(longitude)"
    }

    /// Its coordinates, degrees with at most four decimals, cut and not rounded.
    public var coordinateTexts: (latitude: String, longitude: String) {
        (Self.degrees(latitude), Self.degrees(longitude))
    }

    private static func degrees(_ value: Double) -> String {
        // Cut as text, because a product such as 0.57 * 100 lies below the whole number that is meant.
        let text = decimalText(value, decimals: 9)
        guard let point = text.firstIndex(of: ".") else { return text }
        var cut = text[..<point] + text[point...].prefix(1 + decimals)
        while cut.last == "0" { cut.removeLast() }
        if cut.last == "." { cut.removeLast() }
        return cut == "-0" ? "0" : String(cut)
    }
}
