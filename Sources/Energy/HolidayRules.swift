// SPDX-License-Identifier: Apache-2.0

/// The dates that the rules of one year speak of.
struct HolidayRules {
    enum Weekday: Int { case monday, tuesday, wednesday, thursday, friday, saturday, sunday }

    private let year: Int
    private let easter: CivilDate

    /// Easter Sunday by the anonymous Gregorian computus (Nature, 1876).
    init?(year: Int) {
        let (golden, century, part) = (year % 19, year / 100, year % 100)
        let moon = (century + 8) / 25
        let epact = (19 * golden + century - century / 4 - (century - moon + 1) / 3 + 15) % 30
        let sunday = (32 + 2 * (century % 4) + 2 * (part / 4) - epact - part % 4) % 7
        let correction = (golden + 11 * epact + 22 * sunday) / 451
        let number = epact + sunday - 7 * correction + 114
        guard let easter = CivilDate(year: year, month: number / 31, day: number % 31 + 1) else { return nil }
        (self.year, self.easter) = (year, easter)
    }

    /// Dates by month and day, and by their distance from Easter Sunday in days.
    func dates(_ fixed: [(month: Int, day: Int)], easter days: [Int] = []) -> Set<CivilDate> {
        let named = fixed.compactMap { CivilDate(year: year, month: $0.month, day: $0.day) }
        return Set(named + days.map { CivilDate(dayNumber: easter.dayNumber + $0) })
    }

    /// The first such weekday on or after a date.
    private func first(_ weekday: Weekday, from date: (month: Int, day: Int)) -> Set<CivilDate> {
        Set(
            dates([date]).map {
                CivilDate(dayNumber: $0.dayNumber + (weekday.rawValue - $0.weekday + 7) % 7)
            })
    }

    /// The weekday of a date; of one that is not there, Monday.
    private func weekday(_ month: Int, _ day: Int) -> Weekday {
        dates([(month, day)]).first.flatMap { Weekday(rawValue: $0.weekday) } ?? .monday
    }

    /// Sweden: All Saints' and Midsummer on Saturdays, and the eves.
    var sweden: Set<CivilDate> {
        let always: [(month: Int, day: Int)] = [
            (1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31),
        ]
        return dates(always, easter: [-2, 0, 1, 39, 49]).union(first(.friday, from: (6, 19)))
            .union(first(.saturday, from: (6, 20))).union(first(.saturday, from: (10, 31)))
    }

    /// Germany: the whole country's; 500 years of the Reformation once.
    var germany: Set<CivilDate> {
        let days = dates([(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)], easter: [-2, 1, 39, 50])
        return year == 2017 ? days.union(dates([(10, 31)])) : days
    }

    /// The Netherlands: King's Day a day early where it falls on a Sunday, Liberation Day every fifth year.
    var netherlands: Set<CivilDate> {
        let days = dates(
            [(1, 1), (4, weekday(4, 27) == .sunday ? 26 : 27), (12, 25), (12, 26)], easter: [0, 1, 39, 49, 50])
        return year % 5 == 0 ? days.union(dates([(5, 5)])) : days
    }

    /// England and Wales: bank holidays, their substitutes, and those that were moved or decreed.
    var england: Set<CivilDate> {
        var days = dates([], easter: [-2, 1]).union(newYear).union(christmas).union(first(.monday, from: (8, 25)))
        days.formUnion(year == 2020 ? dates([(5, 8)]) : first(.monday, from: (5, 1)))
        days.formUnion(year == 2022 ? dates([(6, 2), (6, 3), (9, 19)]) : first(.monday, from: (5, 25)))
        return year == 2023 ? days.union(dates([(5, 8)])) : days
    }

    /// 1 January, or the Monday after where it falls on a weekend.
    private var newYear: Set<CivilDate> {
        switch weekday(1, 1) {
        case .saturday, .sunday: first(.monday, from: (1, 1))
        default: dates([(1, 1)])
        }
    }

    /// Two weekdays off from 25 December on.
    private var christmas: Set<CivilDate> {
        switch weekday(12, 25) {
        case .friday: dates([(12, 25), (12, 28)])
        case .saturday: dates([(12, 27), (12, 28)])
        case .sunday: dates([(12, 26), (12, 27)])
        default: dates([(12, 25), (12, 26)])
        }
    }
}
