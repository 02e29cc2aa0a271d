// SPDX-License-Identifier: Apache-2.0

import Energy

/// The clock and the holidays a household lives by.
public struct LocalCalendar: Hashable, Sendable {
    /// The clock on the wall.
    public let zone: TimeZoneRule
    /// The public holidays, nil where they are not known.
    public let holidays: HolidayCalendar?

    /// A calendar.
    public init(zone: TimeZoneRule, holidays: HolidayCalendar? = nil) {
        (self.zone, self.holidays) = (zone, holidays)
    }

    /// UTC without holidays.
    public static let utc = LocalCalendar(zone: .utc)
}

/// A calendar laid over the steps of a series, computed once.
struct CalendarGrid: Sendable {
    /// Steps east of UTC, by step.
    let offset: [Int32]
    /// Step of the local day, by step.
    let stepOfDay: [Int32]
    /// 0 = Monday to 6 = Sunday, by step.
    let weekday: [Int8]
    /// Saturdays, Sundays and holidays, by step.
    let isFree: [Bool]
    /// The next day is free, by step: people stay up.
    let isEve: [Bool]

    /// - Parameter count: number of steps, those beyond the series included.
    init(_ calendar: LocalCalendar, series: StepSeries, count: Int) {
        var holidays: [Int: Set<CivilDate>] = [:]
        func isHoliday(_ date: CivilDate) -> Bool {
            guard let rule = calendar.holidays else { return false }
            let year = date.parts.year
            if holidays[year] == nil { holidays[year] = rule.days(inYear: year) }
            return holidays[year]?.contains(date) ?? false
        }
        func isFree(_ date: CivilDate) -> Bool { date.weekday >= 5 || isHoliday(date) }
        var free: [CivilDate: Bool] = [:]
        var offset: [Int32] = []
        var (stepOfDay, weekday): ([Int32], [Int8]) = ([], [])
        var (isFreeByStep, isEveByStep): ([Bool], [Bool]) = ([], [])
        for step in 0..<count {
            let instant = series.instant(step)
            let seconds = calendar.zone.offset(at: instant)
            let local = instant.advanced(bySeconds: seconds)
            let date = local.date
            let tomorrow = CivilDate(dayNumber: date.dayNumber + 1)
            for day in [date, tomorrow] where free[day] == nil { free[day] = isFree(day) }
            offset.append(Int32(seconds / series.stepSeconds))
            stepOfDay.append(Int32(local.secondOfDay / series.stepSeconds))
            weekday.append(Int8(date.weekday))
            isFreeByStep.append(free[date] ?? false)
            isEveByStep.append(free[tomorrow] ?? false)
        }
        (self.offset, self.stepOfDay, self.weekday) = (offset, stepOfDay, weekday)
        (self.isFree, self.isEve) = (isFreeByStep, isEveByStep)
    }
}
