// SPDX-License-Identifier: Apache-2.0

import Energy

/// Maps moments to positions on an axis that is marked by the hours and days of a local clock.
struct TimeScale: Hashable {
    /// What the axis spans; not empty.
    let slots: Range<Slot>
    /// Position of the beginning.
    let start: Double
    /// Position of the end.
    let end: Double
    /// The clock of the labels.
    let zone: TimeZoneRule

    /// A mark on the axis.
    struct Tick: Hashable {
        let instant: UTCInstant
        /// As `06:00`; empty where there is no room for it.
        let label: String
        /// The first moment of a local day.
        let isMidnight: Bool
    }

    /// A local day on the axis, or the part of it that the axis spans.
    struct Day: Hashable {
        let date: CivilDate
        let instants: Range<UTCInstant>
    }

    /// A scale; an empty range is taken as one slot.
    init(slots: Range<Slot>, start: Double, end: Double, zone: TimeZoneRule) {
        self.slots = slots.isEmpty ? slots.lowerBound..<slots.lowerBound.advanced(by: 1) : slots
        (self.start, self.end, self.zone) = (start, end, zone)
    }

    /// The position of a moment; moments outside are put at the ends.
    func position(_ instant: UTCInstant) -> Double {
        let first = slots.lowerBound.start.secondsSinceEpoch
        let length = Double(slots.upperBound.start.secondsSinceEpoch - first)
        let share = Double(instant.secondsSinceEpoch - first) / length
        return start + min(max(share, 0), 1) * (end - start)
    }

    /// Hours of the local clock between two ticks: so many that no more than 16 are on the axis.
    var hoursPerTick: Int {
        let hours = (slots.count + 3) / 4
        return [1, 2, 3, 6, 12].first { hours <= $0 * 16 } ?? 24
    }

    /// The days the axis touches, the first and the last perhaps in part.
    var days: [Day] {
        let (first, last) = (slots.lowerBound.start, slots.upperBound.start)
        var days: [Day] = []
        var date = zone.localDate(at: first)
        var begin = first
        while begin < last {
            let next = CivilDate(dayNumber: date.dayNumber + 1)
            let end = min(last, max(begin.advanced(bySeconds: 1), zone.start(of: next)))
            days.append(Day(date: date, instants: begin..<end))
            (date, begin) = (next, end)
        }
        return days
    }

    /// Marks at local midnights and, where they fit, hours of the local clock between them.
    ///
    /// An hour that the clock leaves out in spring has none; one that it shows twice in autumn has one, at the first time.
    var ticks: [Tick] {
        let step = hoursPerTick
        let isCrowded = slots.count / 4 > step * 8
        // The last day begins where the axis ends, if that is at a midnight.
        let dates = days.map(\.date) + [zone.localDate(at: slots.upperBound.start)]
        return Set(dates).sorted().flatMap { date in
            stride(from: 0, to: 24, by: step).compactMap {
                tick(hour: $0, of: date, isLabelled: step < 24 && (!isCrowded || $0 % (2 * step) == 0))
            }
        }
    }

    private func tick(hour: Int, of date: CivilDate, isLabelled: Bool) -> Tick? {
        let midnight = zone.start(of: date)
        let uncorrected = midnight.advanced(bySeconds: hour * 3600)
        let shift = zone.offset(at: uncorrected) - zone.offset(at: midnight)
        let instant = uncorrected.advanced(bySeconds: -shift)
        let isInside = slots.lowerBound.start <= instant && instant <= slots.upperBound.start
        guard isInside, zone.localSecondOfDay(at: instant) == hour * 3600 else { return nil }
        return Tick(
            instant: instant, label: isLabelled ? "\(hour < 10 ? "0" : "")\(hour):00" : "",
            isMidnight: hour == 0)
    }

    /// A date as `Fri 4 Nov`, `Fri 4` or `4`, the longest that has at most so many characters.
    static func dateLabel(_ date: CivilDate, atMost characters: Int) -> String {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (_, month, day) = date.parts
        let short = "\(days[date.weekday]) \(day)"
        return ["\(short) \(months[month - 1])", short].first { $0.count <= characters } ?? "\(day)"
    }

    /// A moment of the local clock as `Fri 4 Nov 06:00`.
    func momentLabel(_ instant: UTCInstant) -> String {
        let minutes = zone.localSecondOfDay(at: instant) / 60
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
        let date = Self.dateLabel(zone.localDate(at: instant), atMost: .max)
        return "\(date) \(two(minutes / 60)):\(two(minutes % 60))"
    }
}
