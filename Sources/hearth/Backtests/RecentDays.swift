// SPDX-License-Identifier: Apache-2.0

import Energy

/// Which part of a recording policies are compared over.
struct RecentDays {
    /// How many days there are before the end where no beginning was given.
    let count: Int
    /// First slot, nil where nobody said.
    let from: Slot?
    /// First slot after the window, nil where nobody said.
    let to: Slot?

    /// As far as a recording reaches and by whole market days where nobody said otherwise; nil where nothing is left.
    func window(of home: HomeSeries) -> Range<Slot>? {
        let zone = BenchmarkHouse.site.marketZone
        guard let end = to ?? Self.end(of: home, in: zone) else { return nil }
        let day = zone.localDate(at: end.start)
        let begin = LocalDay(CivilDate(dayNumber: day.dayNumber - count), in: zone).slots.lowerBound
        let first = from ?? max(begin, home.slots.lowerBound)
        return first < end ? first..<end : nil
    }

    /// The end of the last whole day with numbers, or of the numbers where there is no such day.
    private static func end(of home: HomeSeries, in zone: TimeZoneRule) -> Slot? {
        let last = home.slots.last { home.netLoad(at: $0) != nil && home.spotPrice?[$0] != nil }
        guard let end = last?.advanced(by: 1) else { return nil }
        let midnight = LocalDay(containing: end, in: zone).slots.lowerBound
        let lastDay = LocalDay(containing: midnight.advanced(by: -1), in: zone)
        return lastDay.slots.lowerBound >= home.slots.lowerBound ? midnight : end
    }
}
