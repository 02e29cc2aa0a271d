// SPDX-License-Identifier: Apache-2.0

import Energy

/// How far the day-ahead market has published its prices.
///
/// To the end of the running market day, and from the hour of publication on to the end of the next. The hour is one of
/// UTC, as in the reference figures; the auction itself follows the local clock.
public struct PriceKnowledge: Hashable, Sendable {
    /// The clock of the market day.
    public let marketZone: TimeZoneRule
    /// When the prices of the next market day are known, seconds after midnight UTC.
    public let publicationSecondOfDay: Int

    /// Knowledge by a market's clock and hour of publication.
    public init(marketZone: TimeZoneRule = .centralEuropean, publicationSecondOfDay: Int = 12 * 3600) {
        self.marketZone = marketZone
        self.publicationSecondOfDay = publicationSecondOfDay
    }

    /// The first slot whose price is not yet known at the start of `now`.
    public func end(at now: Slot) -> Slot {
        let today = LocalDay(containing: now, in: marketZone)
        let isPublished =
            now.start.secondOfDay >= publicationSecondOfDay
            && now.start.advanced(bySeconds: -now.start.secondOfDay).date == today.date
        return isPublished ? today.next(in: marketZone).slots.upperBound : today.slots.upperBound
    }
}
