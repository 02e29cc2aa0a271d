// SPDX-License-Identifier: Apache-2.0

import Energy

/// Delivery days of the coupled day-ahead market, one or several in a row.
///
/// In every zone, in Finland too, a delivery day lasts from midnight to midnight CET/CEST.
struct DeliveryDays {
    /// The market's clock.
    static let zone = TimeZoneRule.centralEuropean

    /// The first day.
    let first: CivilDate
    /// The day after the last one.
    let end: CivilDate

    /// The quarter hours of the days.
    var slots: Range<Slot> {
        Slot(containing: Self.zone.start(of: first))..<Slot(containing: Self.zone.start(of: end))
    }

    /// The days that some quarter hours touch, in order and in pieces.
    ///
    /// - Parameters:
    ///   - slots: not empty.
    ///   - most: most days of one piece, > 0.
    static func touched(by slots: Range<Slot>, atMost most: Int) -> [DeliveryDays] {
        let first = zone.localDate(at: slots.lowerBound.start).dayNumber
        let end = zone.localDate(at: slots.upperBound.start.advanced(bySeconds: -1)).dayNumber + 1
        return stride(from: first, to: end, by: most).map { day in
            DeliveryDays(first: CivilDate(dayNumber: day), end: CivilDate(dayNumber: min(end, day + most)))
        }
    }
}

extension FeedRules {
    /// Rules for a source of day-ahead prices, which appear from 13:00 CET/CEST on.
    static func dayAhead(name: String, attribution: String) -> FeedRules {
        var rules = FeedRules(name: name, kind: .price, attribution: attribution)
        rules.publication = FeedPublication(DeliveryDays.zone, hour: 13)
        return rules
    }
}
