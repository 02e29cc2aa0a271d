// SPDX-License-Identifier: Apache-2.0

/// A time of day as a clock on the wall shows it.
public struct TimeOfDay: Hashable, Sendable, CustomStringConvertible {
    /// Seconds after midnight as the clock shows them, 0..<86400, a whole minute.
    public let secondOfDay: Int

    /// A time of day; one that no clock shows counts as the nearest that one does.
    ///
    /// - Parameters:
    ///   - hour: 0...23.
    ///   - minute: 0...59.
    public init(_ hour: Int, _ minute: Int = 0) {
        secondOfDay = 3600 * max(0, min(23, hour)) + 60 * max(0, min(59, minute))
    }

    /// As `06:00`.
    public var description: String { "\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2))" }
}

/// A day of the week; the raw value is `CivilDate.weekday`.
public enum Weekday: Int, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// The days in their order.
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// As `Monday`.
    public var description: String {
        switch self {
        case .monday: "Monday"
        case .tuesday: "Tuesday"
        case .wednesday: "Wednesday"
        case .thursday: "Thursday"
        case .friday: "Friday"
        case .saturday: "Saturday"
        case .sunday: "Sunday"
        }
    }
}

extension TimeZoneRule {
    /// The moment at which local clocks come to a time of a date.
    ///
    /// A time that clocks leave out in spring counts as the first moment after the gap; of one that they show twice in
    /// autumn, it is the first.
    ///
    /// - Parameter date: in the years 1...9999.
    public func moment(of time: TimeOfDay, on date: CivilDate) -> UTCInstant {
        let asUTC = date.startUTC.advanced(bySeconds: time.secondOfDay)
        let before = offset(at: asUTC.advanced(bySeconds: -86_400))
        let after = offset(at: asUTC.advanced(bySeconds: 86_400))
        let early = asUTC.advanced(bySeconds: -before)
        if offset(at: early) == before { return early }
        let late = asUTC.advanced(bySeconds: -after)
        return offset(at: late) == after ? late : change(from: before, in: late..<early)
    }

    /// Where in a range clocks change: an offset holds at its beginning and no longer at its end.
    private func change(from offset: Int, in range: Range<UTCInstant>) -> UTCInstant {
        var (low, high) = (range.lowerBound.secondsSinceEpoch, range.upperBound.secondsSinceEpoch)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.offset(at: UTCInstant(secondsSinceEpoch: middle)) == offset { low = middle } else { high = middle }
        }
        return UTCInstant(secondsSinceEpoch: high)
    }
}
