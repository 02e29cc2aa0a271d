// SPDX-License-Identifier: Apache-2.0

/// A date of the proleptic Gregorian calendar.
public struct CivilDate: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let dayNumber: Int

    /// Wraps a number of days since 1970-01-01.
    public init(dayNumber: Int) { self.dayNumber = dayNumber }

    /// A date from its parts, nil when there is no such day.
    ///
    /// - Parameters:
    ///   - year: 1...9999.
    ///   - month: 1...12.
    ///   - day: 1...31.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Days from civil, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let number = era * 146_097 + dayOfEra - 719_468
        self.init(dayNumber: number)
        guard parts == (year, month, day) else { return nil }
    }

    /// Year, month (1...12) and day (1...31).
    public var parts: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Day of the week, from 0 = Monday to 6 = Sunday.
    public var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 }

    /// Day of the year, 1...366.
    public var dayOfYear: Int {
        let firstDay = CivilDate(year: parts.year, month: 1, day: 1)?.dayNumber ?? dayNumber
        return dayNumber - firstDay + 1
    }

    /// Midnight UTC at the start of the date.
    public var startUTC: UTCInstant { UTCInstant(secondsSinceEpoch: dayNumber * 86_400) }

    /// Order in time.
    public static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }

    /// As `2016-10-31`.
    public var description: String {
        let (year, month, day) = parts
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// A whole number with leading zeros.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension UTCInstant {
    /// The UTC date this moment falls on.
    public var date: CivilDate {
        CivilDate(dayNumber: floorDivide(secondsSinceEpoch, 86_400))
    }

    /// Seconds since midnight UTC, 0..<86400.
    public var secondOfDay: Int { secondsSinceEpoch - date.dayNumber * 86_400 }

    /// As `2016-10-31T23:00:00Z`.
    public var iso8601: String {
        let second = secondOfDay
        return "\(date)T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
    }

    /// Reads `2016-10-31`, `2016-10-31T23:00Z` or `2016-10-31T23:00:00Z`; nil for anything else.
    public init?(iso8601 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var result = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                result = result * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return result
        }
        func has(_ character: Unicode.Scalar, at index: Int) -> Bool {
            index < bytes.count && UInt32(bytes[index]) == character.value
        }
        guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7), has("-", at: 7),
            let day = number(8..<10), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        if bytes.count == 10 {
            self = date.startUTC
            return
        }
        guard has("T", at: 10), let hour = number(11..<13), hour < 24, has(":", at: 13),
            let minute = number(14..<16), minute < 60
        else { return nil }
        var second = 0
        var end = 16
        if has(":", at: 16) {
            guard let read = number(17..<19), read < 60 else { return nil }
            (second, end) = (read, 19)
        }
        guard has("Z", at: end), bytes.count == end + 1 else { return nil }
        self.init(secondsSinceEpoch: date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second)
    }
}

/// Integer division that rounds towards minus infinity, so that moments before 1970 fall into the right day.
@inlinable func floorDivide(_ a: Int, _ b: Int) -> Int {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
}
