// SPDX-License-Identifier: Apache-2.0

import Bits

/// When a job is run.
///
/// Time is cut into periods, and in each of them one run has to succeed. Most schedules have one moment in each, its
/// beginning; a job that waits for a publication has several, until one of them brought all.
public enum JobSchedule: Hashable, Sendable {
    /// Every some quarter hours, 1...96, counted from midnight of UTC where they divide a day.
    case every(quarterHours: Int)
    /// Once each local day.
    case daily(TimeOfDay)
    /// Once each week.
    case weekly(Weekday, TimeOfDay)
    /// From the time of day at which a source has something new, by the clock of the source, every some minutes until
    /// it was complete; then not until the next day.
    ///
    /// The first moment of a day is 1 s to 10 min later, at random and never on a full minute, so that the houses of
    /// a country do not all ask at once.
    case published(TimeOfDay, in: TimeZoneRule, everyMinutes: Int)
    /// When somebody asks for it.
    case whenAsked

    /// The first moment after another at which the job is to be run; nil where it is run when asked.
    ///
    /// - Parameters:
    ///   - instant: outside the years 1...9999 it counts as near their beginning or end.
    ///   - zone: the clock of the house.
    ///   - seed: of what is random.
    public func next(after instant: UTCInstant, in zone: TimeZoneRule, seed: UInt64) -> UTCInstant? {
        let instant = Self.bounded(instant)
        guard let period = period(at: instant, in: zone), let following = nextPeriod(after: instant, in: zone) else {
            return nil
        }
        let first = firstMoment(of: period, seed: seed)
        if instant < first { return first }
        guard let step = pollSeconds else { return following }
        let next = poll(at: instant, since: first, every: step).advanced(bySeconds: step)
        return next < following ? next : firstMoment(of: following, seed: seed)
    }

    /// The last moment at which the job was to be run, now or before; nil where it is run when asked.
    public func latest(at instant: UTCInstant, in zone: TimeZoneRule, seed: UInt64) -> UTCInstant? {
        let instant = Self.bounded(instant)
        guard let period = period(at: instant, in: zone) else { return nil }
        guard let step = pollSeconds else { return period }
        let first = firstMoment(of: period, seed: seed)
        if first <= instant { return poll(at: instant, since: first, every: step) }
        // The last one of the period before.
        let before = period.advanced(bySeconds: -1)
        return self.period(at: before, in: zone).map {
            poll(at: before, since: firstMoment(of: $0, seed: seed), every: step)
        }
    }

    /// The beginning of the period that holds a moment; nil where there are none.
    public func period(at instant: UTCInstant, in zone: TimeZoneRule) -> UTCInstant? {
        let instant = Self.bounded(instant)
        return periods(around: instant, in: zone).last { $0 <= instant }
    }

    /// The beginning of the first period after a moment; nil where there are none.
    public func nextPeriod(after instant: UTCInstant, in zone: TimeZoneRule) -> UTCInstant? {
        let instant = Self.bounded(instant)
        return periods(around: instant, in: zone).first { $0 > instant }
    }

    /// Time between the beginnings of two periods, s, where no clock on a wall has a say in it; nil elsewhere.
    public var periodSeconds: Int? {
        guard case .every(let quarterHours) = self else { return nil }
        return Slot.seconds * max(1, min(96, quarterHours))
    }

    /// Time between two moments of one period, s; nil where a period has one.
    private var pollSeconds: Int? {
        guard case .published(_, _, let minutes) = self else { return nil }
        return 60 * max(1, min(1440, minutes))
    }

    /// Beginnings of periods in order: at least one up to the moment and one after it.
    private func periods(around instant: UTCInstant, in zone: TimeZoneRule) -> [UTCInstant] {
        switch self {
        case .every:
            let seconds = periodSeconds ?? Slot.seconds
            let first = floorDivide(instant.secondsSinceEpoch, seconds) * seconds
            return [first, first + seconds].map { UTCInstant(secondsSinceEpoch: $0) }
        case .daily(let time), .published(let time, _, _):
            let clock = if case .published(_, let source, _) = self { source } else { zone }
            let today = clock.localDate(at: instant)
            return (-1...1).map { clock.moment(of: time, on: today.advanced(byDays: $0)) }
        case .weekly(let weekday, let time):
            let today = zone.localDate(at: instant)
            let day = today.advanced(byDays: (weekday.rawValue - today.weekday + 7) % 7)
            return [-7, 0, 7].map { zone.moment(of: time, on: day.advanced(byDays: $0)) }
        case .whenAsked: return []
        }
    }

    /// The first moment of a period: its beginning, or after a publication 1...599 s later, no whole minutes.
    private func firstMoment(of period: UTCInstant, seed: UInt64) -> UTCInstant {
        guard pollSeconds != nil else { return period }
        var random = SplitMix64.stream(UInt64(bitPattern: Int64(period.secondsSinceEpoch)), of: seed)
        let delay = 60 * Int.random(in: 0...9, using: &random) + Int.random(in: 1...59, using: &random)
        return period.advanced(bySeconds: delay)
    }

    /// The last question of a period that is not after a moment.
    private func poll(at instant: UTCInstant, since first: UTCInstant, every step: Int) -> UTCInstant {
        let passed = instant.secondsSinceEpoch - first.secondsSinceEpoch
        return first.advanced(bySeconds: passed / step * step)
    }

    /// Labels of runs come from files: what is far outside all calendars must not overflow one.
    private static func bounded(_ instant: UTCInstant) -> UTCInstant {
        UTCInstant(secondsSinceEpoch: max(-62_132_000_000, min(253_400_000_000, instant.secondsSinceEpoch)))
    }
}

extension JobSchedule: CustomStringConvertible {
    /// In words, such as `daily at 06:00`.
    public var description: String {
        switch self {
        case .every: "every \((periodSeconds ?? 0) / 60) minutes"
        case .daily(let time): "daily at \(time)"
        case .weekly(let weekday, let time): "\(weekday)s at \(time)"
        case .published(let time, _, _): "from \(time) every \((pollSeconds ?? 0) / 60) minutes until complete"
        case .whenAsked: "when asked"
        }
    }
}

extension CivilDate {
    fileprivate func advanced(byDays days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }
}
