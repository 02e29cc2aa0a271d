// SPDX-License-Identifier: Apache-2.0

import Energy

/// How far power was from the usual one on the days before a moment, in courses that begin at its time of day.
struct PastErrors {
    private let series: StepSeries
    private let days: UsualDays
    /// The first slot not known.
    private let end: Int

    /// - Parameter now: what was measured from then on is not looked at.
    init(history: SlotSeries, before now: Slot, calendar: LocalCalendar) {
        let known = max(0, min(history.slots.count, history.firstSlot.distance(to: now)))
        let look = (DayScenarios.mostDays + UsualDays.meanDays + UsualDays.farthest + 1) * 96
        let first = max(0, known - look)
        series = StepSeries(history).part(first..<known)
        end = history.firstSlot.distance(to: now) - first
        let grid = CalendarGrid(calendar, series: series, count: series.values.count)
        days = UsualDays(series, calendar: grid, count: series.values.count)
    }

    /// The courses that are over, one for each day, the latest first; those without numbers in half of their slots are left out.
    func courses(slots: Int, most: Int) -> [[Double]] {
        var result: [[Double]] = []
        var first = end - (slots + 95) / 96 * 96
        while first > 0, result.count < most {
            let course = (first..<first + slots).map { error($0, issue: first - 1) }
            if 2 * course.count(where: \.isFinite) >= slots { result.append(course) }
            first -= 96
        }
        return result
    }

    private func error(_ slot: Int, issue: Int) -> Double {
        guard series.values.indices.contains(slot), let first = days.firstKnownDay(slot, issue: issue) else {
            return .nan
        }
        return series[slot] - days.mean(slot, firstDay: first, issue: issue)
    }
}
