// SPDX-License-Identifier: Apache-2.0

import Energy

/// The lengths of prices of which only the starts are told.
///
/// One delivery day has one length: the shortest distance of two of its prices. So a price that is left out does not make
/// the one before it longer, and the last one is as long as the others. A day with a single price has the length of the day before.
enum DerivedLengths {
    /// Longest length that is believed, s; a day whose prices are further apart lacks most of them.
    private static let longest = 3600

    /// Prices with their lengths, by time.
    ///
    /// - Parameters:
    ///   - prices: in any order; nil for one that the source has not.
    ///   - place: where the starts stand in the answer.
    static func intervals(
        _ prices: [(start: UTCInstant, price: Double?)], at place: String
    ) throws(FeedFault) -> [FeedInterval] {
        let sorted = prices.sorted { $0.start < $1.start }
        var intervals: [FeedInterval] = []
        var length: Int?
        var first = 0
        while first < sorted.count {
            let day = LocalDay(containing: Slot(containing: sorted[first].start), in: DeliveryDays.zone)
            let end = sorted[first...].firstIndex { $0.start >= day.slots.upperBound.start } ?? sorted.count
            length = try shortestDistance(sorted[first..<end].map(\.start), of: day.date, at: place) ?? length
            guard let length else {
                throw .document(
                    at: place, found: "one price on \(day.date)", expected: "two, of which its length can be told")
            }
            intervals += sorted[first..<end].map { FeedInterval($0.start, seconds: length, $0.price) }
            first = end
        }
        return intervals
    }

    /// The shortest distance of two of a day's starts, s; nil where there is but one.
    private static func shortestDistance(
        _ starts: [UTCInstant], of date: CivilDate, at place: String
    ) throws(FeedFault) -> Int? {
        let distances = zip(starts, starts.dropFirst()).map { $1.secondsSinceEpoch - $0.secondsSinceEpoch }
            .filter { $0 > 0 }
        guard let shortest = distances.min() else { return nil }
        guard longest % shortest == 0, shortest % Slot.seconds == 0, distances.allSatisfy({ $0 % shortest == 0 }) else {
            throw .document(
                at: place, found: "\(shortest) s and others between the prices of \(date)",
                expected: "even steps of 15, 30 or 60 minutes")
        }
        return shortest
    }
}
