// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a database in memory keeps of fetched numbers other than prices.
struct FeedMemory {
    private struct Series: Hashable {
        let quantity: FeedQuantity
        let place: String
        let nature: FeedNature
    }

    private struct Source: Hashable {
        let name: String
        let kind: FeedKind
        let place: String
        let nature: FeedNature
    }

    private var values: [Series: [Slot: (value: Double, fetchedAt: UTCInstant)]] = [:]
    private var fetches: [Source: UTCInstant] = [:]

    /// Takes in the numbers of a quantity.
    mutating func take(
        _ quantity: FeedQuantity, _ numbers: SlotSeries, of feed: FeedDocument, _ intake: inout FeedIntake
    ) {
        let key = Series(quantity: quantity, place: feed.place, nature: feed.nature)
        for slot in numbers.slots {
            guard let value = numbers[slot] else { continue }
            let known = values[key]?[slot]
            let stays =
                known.map { $0.value == value || FeedIntake.isFetched($0.fetchedAt, after: feed.fetchedAt) } ?? false
            intake.note(stays ? .unchanged : known == nil ? .new : .corrected)
            if !stays { values[key, default: [:]][slot] = (value, feed.fetchedAt) }
        }
    }

    /// Notes when a document was fetched.
    mutating func noteFetch(of feed: FeedDocument) {
        let key = Source(name: feed.source, kind: feed.kind, place: feed.place, nature: feed.nature)
        let last = fetches[key]
        let stays = last.map { FeedIntake.isFetched($0, after: feed.fetchedAt) } ?? false
        if !stays { fetches[key] = feed.fetchedAt }
    }

    /// When the newest document of a source was fetched.
    func lastFetch(_ name: String, _ kind: FeedKind, _ place: String, _ nature: FeedNature) -> UTCInstant? {
        fetches[Source(name: name, kind: kind, place: place, nature: nature)]
    }

    /// When the newest document of a kind was fetched.
    func lastFetch(_ kind: FeedKind) -> UTCInstant? { fetches.filter { $0.key.kind == kind }.map(\.value).max() }

    /// Numbers by slot, the fact before the forecast where no nature is given.
    func series(_ quantity: FeedQuantity, _ place: String, _ nature: FeedNature?, _ slots: Range<Slot>) -> SlotSeries {
        let natures = nature.map { [$0] } ?? [.actual, .forecast]
        let rows = natures.map { values[Series(quantity: quantity, place: place, nature: $0)] ?? [:] }
        return SlotSeries(
            firstSlot: slots.lowerBound,
            values: slots.map { slot in rows.lazy.compactMap { $0[slot]?.value }.first })
    }
}
