// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds

/// What the answers of one source say, checked together as they come.
struct FeedHarvest {
    /// What stands for the kind of price that a source's numbers have to be in; nil for numbers that are no prices.
    let currency: String?

    private var intervals: [FeedNature: [FeedQuantity: [FeedInterval]]] = [:]
    private var series: [FeedNature: [FeedQuantity: SlotSeries]] = [:]
    private var publishedAt: [FeedNature: UTCInstant] = [:]
    private var bodies: [FeedNature: [UInt8]] = [:]

    init(currency: String?) { self.currency = currency }

    /// Takes an answer in, or nothing of it.
    ///
    /// - Throws: what is wrong with it, alone or beside those before.
    mutating func add(_ page: FeedPage, body: [UInt8]) throws(FeedFault) {
        if let currency, let found = page.currency, found != currency {
            throw .document(at: "the prices", found: found, expected: "\(currency), the tariff's currency")
        }
        var together = intervals[page.nature] ?? [:]
        var spread = series[page.nature] ?? [:]
        for quantity in FeedQuantity.allCases {
            guard let new = page.intervals[quantity] else { continue }
            together[quantity, default: []] += new
            spread[quantity] = try SlotSpreading.series(together[quantity] ?? [], quantity)
        }
        (intervals[page.nature], series[page.nature]) = (together, spread)
        if let moment = page.publishedAt { publishedAt[page.nature] = max(publishedAt[page.nature] ?? moment, moment) }
        if !body.isEmpty {
            bodies[page.nature] = (bodies[page.nature].map { $0 + [UInt8(ascii: "\n")] } ?? []) + body
        }
    }

    /// The documents, one for each nature of which there are numbers, with the answers they were made of.
    ///
    /// - Parameter isKnown: whether a number is here from a source named before; then it stays.
    func documents(
        source: String, kind: FeedKind, place: String, fetchedAt: UTCInstant,
        isKnown: (FeedNature, FeedQuantity, Slot) -> Bool
    ) -> [(document: FeedDocument, raw: [UInt8])] {
        FeedNature.allCases.compactMap { nature in
            var kept: [FeedQuantity: SlotSeries] = [:]
            for (quantity, series) in series[nature] ?? [:] {
                let values = series.slots.map { isKnown(nature, quantity, $0) ? nil : series[$0] }
                if values.contains(where: { $0 != nil }) {
                    kept[quantity] = SlotSeries(firstSlot: series.firstSlot, values: values)
                }
            }
            guard !kept.isEmpty else { return nil }
            let document = FeedDocument(
                source: source, kind: kind, place: place, nature: nature, currency: currency, fetchedAt: fetchedAt,
                publishedAt: publishedAt[nature], series: kept)
            return (document, bodies[nature] ?? [])
        }
    }
}
