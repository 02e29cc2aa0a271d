// SPDX-License-Identifier: Apache-2.0

import Energy

extension MarketDays {
    /// Hours of a day that may be missing in a row and are filled between their neighbours.
    private static let longestHourGap = 3
    /// Days that may be missing in a row and are filled with those of a week before.
    private static let longestDayGap = 7

    /// The latest run of days in quarter-hour prices; nil where there is none.
    ///
    /// Up to three missing hours are filled between their neighbours and up to seven missing days with those of a week before;
    /// what lies before a longer gap is left out. A day of 23 or 25 hours becomes one of 24.
    ///
    /// - Parameters:
    ///   - prices: published prices; a last day that is not whole is not used.
    ///   - exogenous: day-ahead forecasts of other quantities; one that does not hold every day of the prices is left out.
    ///   - zone: the market's clock.
    ///   - holidays: the calendar of the market's country, nil for none.
    public init?(
        _ prices: SlotSeries, exogenous: [SlotSeries] = [], zone: TimeZoneRule, holidays: HolidayCalendar? = nil
    ) {
        guard let run = Self.latestRun(prices, zone: zone) else { return nil }
        let first = CivilDate(dayNumber: run.firstDay)
        let others = exogenous.compactMap { series -> [Double]? in
            let days = Self.days(series, from: first, zone: zone)
            return days.count >= run.days.count ? days.flatMap { $0 } : nil
        }
        self.init(
            firstDate: first, prices: run.days.flatMap { $0 }, exogenous: others, holidays: holidays)
    }

    private static func latestRun(_ prices: SlotSeries, zone: TimeZoneRule) -> (firstDay: Int, days: [[Double]])? {
        guard !prices.slots.isEmpty else { return nil }
        let first = zone.localDate(at: prices.slots.lowerBound.start).dayNumber
        let last = zone.localDate(at: prices.slots.upperBound.start).dayNumber
        var (run, firstDay, missing): ([[Double]], Int, Int) = ([], first, 0)
        for number in first...last {
            guard let day = hourly(prices, LocalDay(CivilDate(dayNumber: number), in: zone), zone) else {
                missing += 1
                continue
            }
            if missing > 0, run.count >= 7, missing <= longestDayGap {
                for _ in 0..<missing { run.append(run[run.count - 7]) }
            } else if missing > 0 || run.isEmpty {
                (run, firstDay) = ([], number)
            }
            missing = 0
            run.append(day)
        }
        return run.isEmpty ? nil : (firstDay, run)
    }

    /// Whole days from a date on, up to the first that is not.
    private static func days(_ series: SlotSeries, from date: CivilDate, zone: TimeZoneRule) -> [[Double]] {
        var days: [[Double]] = []
        var day = LocalDay(date, in: zone)
        while let values = hourly(series, day, zone) {
            days.append(values)
            day = day.next(in: zone)
        }
        return days
    }

    /// The 24 hours of a day; nil where more is missing than may be filled.
    private static func hourly(_ series: SlotSeries, _ day: LocalDay, _ zone: TimeZoneRule) -> [Double]? {
        var (sums, counts) = ([Double](repeating: 0, count: hours), [Int](repeating: 0, count: hours))
        for slot in day.slots {
            guard let value = series[slot], value.isFinite else { continue }
            let hour = min(hours - 1, zone.localSecondOfDay(at: slot.start) / 3600)
            sums[hour] += value
            counts[hour] += 1
        }
        let known = (0..<hours).filter { counts[$0] > 0 }
        guard let first = known.first, let last = known.last, first == 0, last == hours - 1 else { return nil }
        var values = (0..<hours).map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : 0 }
        for (left, right) in zip(known, known.dropFirst()) where right - left > 1 {
            guard right - left - 1 <= longestHourGap else { return nil }
            for hour in left + 1..<right {
                let part = Double(hour - left) / Double(right - left)
                values[hour] = values[left] + part * (values[right] - values[left])
            }
        }
        return values
    }
}
