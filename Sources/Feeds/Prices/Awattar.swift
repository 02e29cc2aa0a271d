// SPDX-License-Identifier: Apache-2.0

import Energy

/// Day-ahead prices of Germany and Austria from aWATTar, in EUR without tax.
///
/// Each entry names its own start, end and unit. What is asked beyond what there is is left out of the answer.
/// Source: aWATTar, "Data feeds".
public struct Awattar: FeedSource {
    /// Name in the configuration: `awattar`.
    public let rules = FeedRules.dayAhead(name: "awattar", attribution: "aWATTar")
    /// The zone.
    public let place: String

    private let base: String

    /// Days of one request, so that its answer stays below a megabyte in quarter hours too.
    private static let mostDays = 92

    /// A source of one zone.
    ///
    /// - Parameters:
    ///   - zone: `DE_LU` or `AT`.
    ///   - base: scheme, host and port, without a slash at the end; nil for aWATTar of the country.
    /// - Throws: `.request` for another zone.
    public init(zone: String, base: String? = nil) throws(FeedFault) {
        let country = try PriceZone.name(of: zone, at: rules.name, ["DE_LU": "de", "AT": "at"])
        self.base = base ?? "https://api.awattar.\(country)"
        place = zone
    }

    /// One request for a quarter of a year.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) -> [FeedQuestion] {
        DeliveryDays.touched(by: slots, atMost: Self.mostDays).map { days in
            let start = days.slots.lowerBound.start.secondsSinceEpoch
            let end = days.slots.upperBound.start.secondsSinceEpoch
            return FeedQuestion(url: "\(base)/v1/marketdata?start=\(start)000&end=\(end)000", slots: days.slots)
        }
    }

    /// Reads a list; an empty one says that there is nothing yet.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let entries = try FeedJSON.decode(List.self, from: body).data
        guard !entries.isEmpty else { throw .notPublished }
        var intervals: [FeedInterval] = []
        for (index, entry) in entries.enumerated() {
            let place = "data[\(index)]"
            try PriceUnit.checkEuroPerMWh(entry.unit, at: "\(place).unit")
            let start = try moment(entry.start, at: "\(place).start_timestamp")
            let end = try moment(entry.end, at: "\(place).end_timestamp")
            intervals.append(FeedInterval(start, to: end, entry.price.value.map { $0 / 1000 }))
        }
        return FeedPage([.spotPrice: intervals], nature: .actual, currency: "EUR")
    }

    private func moment(_ milliseconds: Int, at place: String) throws(FeedFault) -> UTCInstant {
        guard let moment = FeedTime.read(milliseconds: milliseconds) else {
            throw .document(at: place, found: "\(milliseconds)", expected: "whole seconds since 1970 in ms")
        }
        return moment
    }
}

private struct List: Decodable {
    let data: [Entry]
}

/// One price of the list.
private struct Entry: Decodable {
    /// Milliseconds since 1970.
    let start: Int
    let end: Int
    let price: OrNull<Double>
    let unit: String

    private enum CodingKeys: String, CodingKey {
        case start = "start_timestamp"
        case end = "end_timestamp"
        case price = "marketprice"
        case unit
    }
}
