// SPDX-License-Identifier: Apache-2.0

/// A document as text: a line `key = value` each, in one order, nothing left out and nothing between.
///
/// Behind the lines on the whole comes one for each quantity, `series = QUANTITY FIRST VALUES`: its first quarter hour and a
/// number for each from there on, `-` where there is none; and last a checksum. Numbers are written so that they read back to
/// the last bit.
extension FeedDocument {
    /// Length of a text that may be read, bytes.
    public static let longestText = 2 << 20
    /// Most quarter hours of one series: two years.
    public static let mostSlots = 2 * 366 * 96

    private static let version = "1"

    /// The document as text.
    ///
    /// - Throws: what is wrong with a document that could not be read back, with the line it would have stood in.
    public func text() throws(InboxTextFault) -> String {
        var lines = [
            "feed = \(Self.version)", "source = \(source)", "kind = \(kind.rawValue)", "place = \(place)",
            "nature = \(nature.rawValue)", "currency = \(currency ?? "-")", "fetched_at = \(fetchedAt)",
            "published_at = \(publishedAt?.iso8601 ?? "-")",
        ]
        for quantity in FeedQuantity.allCases {
            guard let series = series[quantity] else { continue }
            let values = series.slots.map { slot in series[slot].map { "\($0)" } ?? "-" }
            lines.append((["series = \(quantity.rawValue)", "\(series.firstSlot)"] + values).joined(separator: " "))
        }
        let text = InboxText.sealed(lines)
        _ = try FeedDocument(text: text)
        return text
    }

    /// Reads a text strictly.
    ///
    /// - Throws: the first fault: a line that is not the one expected, a number outside its quantity's range, a quantity twice or of
    ///   another kind, a currency without prices or prices without one, too much, or another checksum.
    public init(text: String) throws(InboxTextFault) {
        var reader = try InboxTextReader(text, limit: Self.longestText)
        try reader.value("feed", "the version \(Self.version)") { $0 == Self.version ? () : nil }
        source = try reader.value("source", Self.nameForm, Self.name)
        let kind: FeedKind = try reader.value("kind", Self.words(FeedKind.allCases.map(\.rawValue))) {
            FeedKind(rawValue: String($0))
        }
        place = try reader.value("place", Self.nameForm, Self.name)
        nature = try reader.value("nature", Self.words(FeedNature.allCases.map(\.rawValue))) {
            FeedNature(rawValue: String($0))
        }
        currency = try Self.currency(of: kind, &reader)
        fetchedAt = try reader.value("fetched_at", "a moment of UTC", InboxText.instant)
        publishedAt = try reader.optional("published_at", "a moment of UTC", InboxText.instant)
        var series: [FeedQuantity: SlotSeries] = [:]
        var last: FeedQuantity?
        repeat {
            let (quantity, values) = try reader.series(of: kind, after: last)
            series[quantity] = values
            last = quantity
        } while reader.isNext("series")
        try reader.end()
        self.kind = kind
        self.series = series
    }

    private static let nameForm = "1 to 64 characters, none of them a control character"

    private static func name(_ text: Substring) -> String? {
        let text = String(text)
        return InboxText.isName(text) ? text : nil
    }

    private static func words(_ words: [String]) -> String { words.joined(separator: ", ") }

    private static func currency(
        of kind: FeedKind, _ reader: inout InboxTextReader
    ) throws(InboxTextFault) -> String? {
        guard kind == .price else {
            try reader.value("currency", "-, as there are no prices") { $0 == "-" ? () : nil }
            return nil
        }
        return try reader.value("currency", "three capital letters") { text in
            text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) } ? String(text) : nil
        }
    }
}

extension FeedQuantity {
    /// The kind of source that gives it.
    public var kind: FeedKind {
        switch self {
        case .spotPrice, .importPrice, .exportPrice: .price
        case .airTemperature, .relativeHumidity, .cloudCover, .windSpeed, .precipitation, .globalHorizontal,
            .diffuseHorizontal, .directNormal:
            .weather
        case .pvPower: .solar
        case .carbonIntensity: .carbon
        }
    }
}

extension InboxTextReader {
    /// The quantity of the next line with its numbers.
    ///
    /// - Parameter last: the quantity of the line before; they come in the order of their declaration, so that each comes once.
    fileprivate mutating func series(
        of kind: FeedKind, after last: FeedQuantity?
    ) throws(InboxTextFault) -> (FeedQuantity, SlotSeries) {
        let line = try value("series", "a line of numbers") { $0 }
        let words = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let all = FeedQuantity.allCases
        let rest = all[(last.flatMap(all.firstIndex) ?? -1).advanced(by: 1)...].filter { $0.kind == kind }
        guard let quantity = words.first.flatMap({ word in rest.first { $0.rawValue.utf8.elementsEqual(word) } }) else {
            let names = rest.map(\.rawValue).joined(separator: ", ")
            throw fault(rest.isEmpty ? "no more series of \(kind.rawValue)" : "series = \(names)")
        }
        guard let first = words.dropFirst().first.flatMap({ Self.slot(Substring($0)) }) else {
            throw fault("series = \(quantity.rawValue) and a quarter hour of UTC")
        }
        return (quantity, SlotSeries(firstSlot: first, values: try values(words.dropFirst(2), of: quantity)))
    }

    private func values(
        _ words: ArraySlice<Substring.UTF8View>, of quantity: FeedQuantity
    ) throws(InboxTextFault) -> [Double?] {
        guard (1...FeedDocument.mostSlots).contains(words.count) else {
            throw fault("1 to \(FeedDocument.mostSlots) numbers of \(quantity.rawValue)", found: "\(words.count)")
        }
        var values: [Double?] = []
        values.reserveCapacity(words.count)
        for word in words {
            let isMissing = word.elementsEqual("-".utf8)
            let value = isMissing ? nil : Double(Substring(word))
            guard isMissing || value.map(quantity.range.contains) == true else {
                let (low, high) = (quantity.range.lowerBound, quantity.range.upperBound)
                throw fault(
                    "\(low) to \(high) \(quantity.unit), or -",
                    found: "\(Self.quoted(word)) as number \(values.count + 1) of \(quantity.rawValue)")
            }
            values.append(value)
        }
        guard values.contains(where: { $0 != nil }) else {
            throw fault("a number of \(quantity.rawValue)", found: "none but missing ones")
        }
        return values
    }

    private static func slot(_ text: Substring) -> Slot? {
        InboxText.instant(text).map { Slot(containing: $0) }.flatMap { $0.description == text ? $0 : nil }
    }
}
