// SPDX-License-Identifier: Apache-2.0

/// The offset of local time from UTC, by arithmetic.
///
/// Local time exists only for tariffs, calendars and display. A rule instead of the system's zone files, because a gateway
/// without those files would silently answer UTC and bill the wrong hours, and because the pure core may not read files.
public struct TimeZoneRule: Hashable, Sendable {
    /// Seconds east of UTC in winter.
    public let standardOffset: Int
    /// True where clocks follow directive 2000/84/EC: one hour ahead between the last Sundays of March and October, 01:00 UTC.
    public let hasEuropeanSummerTime: Bool

    /// A rule from its two parts.
    ///
    /// - Parameters:
    ///   - standardOffset: seconds east of UTC, -50400...50400.
    ///   - hasEuropeanSummerTime: true for the summer time of directive 2000/84/EC.
    public init(standardOffset: Int, hasEuropeanSummerTime: Bool) {
        self.standardOffset = max(-50_400, min(50_400, standardOffset))
        self.hasEuropeanSummerTime = hasEuropeanSummerTime
    }

    /// UTC itself.
    public static let utc = TimeZoneRule(standardOffset: 0, hasEuropeanSummerTime: false)
    /// CET/CEST, the clock of the day-ahead market.
    public static let centralEuropean = TimeZoneRule(standardOffset: 3600, hasEuropeanSummerTime: true)

    /// The rule of a zone by its IANA name, nil for a zone this table does not hold.
    ///
    /// Holds the countries whose holidays and prices Hearth knows, and `UTC`.
    public init?(name: String) {
        switch name {
        case "UTC": self = .utc
        case "Europe/London", "Europe/Dublin", "Europe/Lisbon":
            self.init(standardOffset: 0, hasEuropeanSummerTime: true)
        case "Europe/Amsterdam", "Europe/Berlin", "Europe/Brussels", "Europe/Copenhagen", "Europe/Luxembourg",
            "Europe/Madrid", "Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Rome", "Europe/Stockholm",
            "Europe/Vienna", "Europe/Warsaw", "Europe/Zurich":
            self = .centralEuropean
        case "Europe/Athens", "Europe/Helsinki", "Europe/Riga", "Europe/Tallinn", "Europe/Vilnius":
            self.init(standardOffset: 7200, hasEuropeanSummerTime: true)
        default: return nil
        }
    }

    /// Seconds east of UTC at a moment.
    public func offset(at instant: UTCInstant) -> Int {
        hasEuropeanSummerTime && isEuropeanSummer(instant) ? standardOffset + 3600 : standardOffset
    }

    /// The local date at a moment.
    public func localDate(at instant: UTCInstant) -> CivilDate {
        instant.advanced(bySeconds: offset(at: instant)).date
    }

    /// Seconds since local midnight as the clock on the wall shows them, 0..<86400.
    public func localSecondOfDay(at instant: UTCInstant) -> Int {
        instant.advanced(bySeconds: offset(at: instant)).secondOfDay
    }

    /// The first moment of a local date.
    public func start(of date: CivilDate) -> UTCInstant {
        let guess = date.startUTC.advanced(bySeconds: -standardOffset)
        let summer = guess.advanced(bySeconds: -3600)
        return localDate(at: summer) == date ? summer : guess
    }

    private func isEuropeanSummer(_ instant: UTCInstant) -> Bool {
        let year = instant.date.parts.year
        guard let begin = Self.lastSunday(ofMonth: 3, year: year), let end = Self.lastSunday(ofMonth: 10, year: year)
        else { return false }
        return begin.startUTC.advanced(bySeconds: 3600) <= instant && instant < end.startUTC.advanced(bySeconds: 3600)
    }

    /// Both months of the clock change have 31 days.
    private static func lastSunday(ofMonth month: Int, year: Int) -> CivilDate? {
        guard let last = CivilDate(year: year, month: month, day: 31) else { return nil }
        return CivilDate(dayNumber: last.dayNumber - (last.weekday + 1) % 7)
    }
}

/// A local calendar day as quarter hours: 92 in spring's short day, 100 in autumn's long one, 96 otherwise.
public struct LocalDay: Hashable, Sendable {
    /// The local date.
    public let date: CivilDate
    /// The slots of the day, in order.
    public let slots: Range<Slot>

    /// The day of a date in a zone whose offsets are whole quarter hours.
    public init(_ date: CivilDate, in zone: TimeZoneRule) {
        self.date = date
        let next = CivilDate(dayNumber: date.dayNumber + 1)
        self.slots = Slot(containing: zone.start(of: date))..<Slot(containing: zone.start(of: next))
    }

    /// The day that holds a slot.
    public init(containing slot: Slot, in zone: TimeZoneRule) {
        self.init(zone.localDate(at: slot.start), in: zone)
    }

    /// The next day in the same zone.
    public func next(in zone: TimeZoneRule) -> LocalDay {
        LocalDay(CivilDate(dayNumber: date.dayNumber + 1), in: zone)
    }
}

/// A local calendar month as quarter hours.
public struct LocalMonth: Hashable, Sendable {
    /// The slots of the month, in order.
    public let slots: Range<Slot>

    /// The month that holds a slot, in a zone whose offsets are whole quarter hours.
    public init(containing slot: Slot, in zone: TimeZoneRule) {
        let date = zone.localDate(at: slot.start)
        let first = date.dayNumber - date.parts.day + 1
        // Some day of the next month, whatever this one's length.
        let later = CivilDate(dayNumber: first + 31)
        let next = CivilDate(dayNumber: later.dayNumber - later.parts.day + 1)
        slots =
            Slot(
                containing: zone.start(of: CivilDate(dayNumber: first)))..<Slot(containing: zone.start(of: next))
    }
}
