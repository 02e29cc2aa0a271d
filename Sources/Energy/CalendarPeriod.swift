// SPDX-License-Identifier: Apache-2.0

/// The calendar a tariff goes by: the clock of the house, and whether public holidays count as Sundays.
public struct TariffCalendar: Hashable, Sendable {
    /// The clock of the house.
    public let zone: TimeZoneRule
    /// The holidays that count as Sundays; nil where each counts as the weekday it falls on.
    public let holidays: HolidayCalendar?

    /// A calendar.
    public init(zone: TimeZoneRule, holidays: HolidayCalendar? = nil) { (self.zone, self.holidays) = (zone, holidays) }

    /// UTC without holidays.
    public static let utc = TariffCalendar(zone: .utc)

    /// The day of the week that a date counts as, from 0 = Monday to 6 = Sunday.
    func weekday(of date: CivilDate) -> Int { holidays?.isHoliday(date) == true ? 6 : date.weekday }
}

/// Quarter hours that come again: those of some months, on some days of the week, at some hours of the local clock.
///
/// Each quarter hour is of the day it lies in: hours across midnight on Fridays are the first and the last of every Friday.
/// Where clocks are put back the hour that comes twice counts twice; the one that is left out in spring counts nowhere.
public struct CalendarPeriod: Hashable, Sendable {
    /// Months, 1...12.
    public let months: Set<Int>
    /// Days of the week, from 0 = Monday to 6 = Sunday.
    public let weekdays: Set<Int>
    /// Quarter hours of the local clock, 0..<96, from 0 = 00:00 to 00:15.
    public let quarters: Set<Int>

    /// All twelve.
    public static let allMonths = Set(1...12)
    /// All seven.
    public static let allWeekdays = Set(0..<7)
    /// All 96.
    public static let allQuarters = Set(0..<96)

    /// The quarter hours that are of one of each; by default there is no restriction.
    public init(
        months: Set<Int> = Self.allMonths, weekdays: Set<Int> = Self.allWeekdays,
        quarters: Set<Int> = Self.allQuarters
    ) {
        (self.months, self.weekdays, self.quarters) = (months, weekdays, quarters)
    }

    /// True when a slot is one of them by a calendar.
    public func contains(_ slot: Slot, in calendar: TariffCalendar) -> Bool {
        let local = slot.start.advanced(bySeconds: calendar.zone.offset(at: slot.start))
        guard quarters.contains(local.secondOfDay / Slot.seconds) else { return false }
        let date = local.date
        guard months.count == 12 || months.contains(date.parts.month) else { return false }
        // Holidays last: they take longest to find out.
        return weekdays.count == 7 || weekdays.contains(calendar.weekday(of: date))
    }
}
