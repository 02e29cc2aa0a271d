// SPDX-License-Identifier: Apache-2.0

import Energy

extension FreshnessLimit {
    /// What is wrong with data, in words; nil where it is fresh enough.
    ///
    /// - Parameters:
    ///   - moment: when the newest of it was made, or where it ends; nil where there is none.
    ///   - now: the wall clock, to be trusted.
    ///   - zone: for times in words.
    ///   - isAlarmed: whether somebody was told; data has to be better than the limit by a fifth of it then, so that
    ///     what lies near the limit is not told again and again.
    func trouble(with moment: UTCInstant?, now: UTCInstant, in zone: TimeZoneRule, isAlarmed: Bool) -> String? {
        guard let moment else { return "there \(data.isPlural ? "are" : "is") no \(data.noun)" }
        let ahead = moment.seconds(since: now)
        let margin = seconds / 5
        let isAre = data.isPlural ? "are" : "is"
        switch measure {
        case .age where ahead > max(Slot.seconds, margin):
            return "\(data.noun) \(isAre) dated \(Self.words(ahead)) ahead of the clock"
        case .age:
            guard -ahead > seconds - (isAlarmed ? margin : 0) else { return nil }
            return "\(data.noun) \(isAre) \(Self.words(-ahead)) old, more than \(Self.words(seconds))"
        case .reach where ahead <= 0:
            return "\(data.noun) ended at \(zone.minuteText(at: moment))"
        case .reach:
            guard ahead < seconds + (isAlarmed ? margin : 0) else { return nil }
            return "\(data.noun) end\(data.isPlural ? "" : "s") at \(zone.minuteText(at: moment))"
        }
    }

    /// As `90 min`, `7 h` or `3 days`, rounded down.
    private static func words(_ seconds: Int) -> String {
        switch seconds {
        case ..<7200: "\(seconds / 60) min"
        case ..<(72 * 3600): "\(seconds / 3600) h"
        default: "\(seconds / 86_400) days"
        }
    }
}

extension UTCInstant {
    /// Seconds from `earlier` to here, at most a thousand years: the moments may come from files.
    fileprivate func seconds(since earlier: UTCInstant) -> Int {
        let (seconds, isTooLong) = secondsSinceEpoch.subtractingReportingOverflow(earlier.secondsSinceEpoch)
        let limit = 31_556_952_000
        if isTooLong { return self < earlier ? -limit : limit }
        return max(-limit, min(limit, seconds))
    }
}

extension TimeZoneRule {
    /// As `2026-02-02 23:00` by local clocks; moments before 1970 or after 9999 as the nearest in between.
    func minuteText(at instant: UTCInstant) -> String {
        let bounded = UTCInstant(secondsSinceEpoch: max(0, min(253_402_000_000, instant.secondsSinceEpoch)))
        let second = localSecondOfDay(at: bounded)
        return "\(localDate(at: bounded)) \(TimeOfDay(second / 3600, second / 60 % 60))"
    }
}
