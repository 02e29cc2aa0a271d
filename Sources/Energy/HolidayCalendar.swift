// SPDX-License-Identifier: Apache-2.0

/// Public holidays by rule, without any service: the days on which people live as on a Sunday.
///
/// Of the federal countries the holidays of the whole country, of Switzerland those that Zurich keeps too. Rules of 2026,
/// with the exceptions of the years from 2016 on that were decreed by then.
public enum HolidayCalendar: String, CaseIterable, Hashable, Sendable {
    /// Sweden, with the eves of Midsummer, Christmas and New Year, on which nobody works.
    case sweden = "SE"
    /// Denmark.
    case denmark = "DK"
    /// Norway.
    case norway = "NO"
    /// Germany.
    case germany = "DE"
    /// Switzerland, canton of Zurich.
    case switzerland = "CH"
    /// The Netherlands.
    case netherlands = "NL"
    /// England and Wales.
    case england = "GB"

    /// True when the date is a public holiday; Sundays as such are none.
    public func isHoliday(_ date: CivilDate) -> Bool { days(inYear: date.parts.year).contains(date) }

    /// All holidays of a year, 1...9999.
    public func days(inYear year: Int) -> Set<CivilDate> {
        guard let rules = HolidayRules(year: year) else { return [] }
        return switch self {
        case .sweden: rules.sweden
        case .denmark:
            rules.dates([(1, 1), (12, 25), (12, 26)], easter: [-3, -2, 0, 1, year > 2023 ? 0 : 26, 39, 49, 50])
        case .norway:
            rules.dates([(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)], easter: [-3, -2, 0, 1, 39, 49, 50])
        case .germany: rules.germany
        case .switzerland:
            rules.dates([(1, 1), (5, 1), (8, 1), (12, 25), (12, 26)], easter: [-2, 1, 39, 50])
        case .netherlands: rules.netherlands
        case .england: rules.england
        }
    }
}
