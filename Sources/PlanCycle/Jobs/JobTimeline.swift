// SPDX-License-Identifier: Apache-2.0

import Energy

/// For which moment of its schedule a job is to be run, whatever the wall clock does.
///
/// - A period that was missed is made up for once, not once per period.
/// - A clock that goes back by less than a period repeats none: what was done counts as done until the next period.
/// - One that goes back by more labelled what was done wrongly. It was done all the same, so the period it is now
///   counts as done, and the next one is run whether it has been before or not; otherwise a job would stand still for
///   as long as the clock went back.
/// - One that goes forward does not repeat a period that is remembered as done, as after a step there and back.
struct JobTimeline: Sendable {
    /// Periods that are remembered.
    private static let memory = 8

    /// Where in the schedule it is.
    private struct Place {
        /// Beginnings of this period and the next.
        let period, following: UTCInstant
        /// The last moment to run, maybe of the period before, and the next.
        let moment, next: UTCInstant

        /// Whether it still is so.
        func holds(at wall: UTCInstant) -> Bool {
            max(period, moment) <= wall && wall < min(following, next)
        }
    }

    let schedule: JobSchedule
    let zone: TimeZoneRule
    let seed: UInt64

    /// Where it was at the last look.
    private var place: Place?
    /// Beginning of the last period that needs no more run.
    private var done: UTCInstant?
    /// The last moment that was tried in vain, or brought only a part.
    private var tried: UTCInstant?
    /// Beginnings of periods in which a run succeeded, the latest run last.
    private var succeeded: [UTCInstant] = []

    init(_ schedule: JobSchedule, in zone: TimeZoneRule, seed: UInt64) {
        (self.schedule, self.zone, self.seed) = (schedule, zone, seed)
    }

    /// Whether nothing is known of any run.
    var isEmpty: Bool { done == nil && tried == nil }

    /// The moment that a run is to be made for; nil where none is due.
    ///
    /// - Parameter wall: to be trusted.
    mutating func due(at wall: UTCInstant) -> UTCInstant? {
        guard let place = place(at: wall) else { return nil }
        if let done, done > place.following || (done < place.period && isRepeated(place.period, after: done)) {
            self.done = place.period
        }
        // A label of a clock that was ahead says nothing of the moments to come.
        if let tried, tried > place.next { self.tried = nil }
        if let done, done >= place.period { return nil }
        // What was published is asked for some minutes later.
        if place.moment < place.period { return nil }
        return tried == place.moment || tried == place.next ? nil : place.moment
    }

    private mutating func place(at wall: UTCInstant) -> Place? {
        if let place, place.holds(at: wall) { return place }
        guard let period = period(at: wall), let following = nextPeriod(after: wall), let moment = latest(at: wall),
            let next = next(after: wall)
        else { return nil }
        place = Place(period: period, following: following, moment: moment, next: next)
        return place
    }

    /// Whether clocks came to a period that was done by going forward.
    private func isRepeated(_ period: UTCInstant, after done: UTCInstant) -> Bool {
        nextPeriod(after: done) != period && succeeded.contains(period)
    }

    /// The run for a moment did all there was to do in its period.
    mutating func succeed(at moment: UTCInstant) {
        guard let period = period(at: moment) else { return }
        // The clock has gone back a little: the later period stays done.
        if done == nil || done != nextPeriod(after: period) { done = period }
        succeeded.removeAll { $0 == period }
        succeeded = (succeeded + [period]).suffix(Self.memory)
    }

    /// Nothing more is to be tried for a moment.
    mutating func giveUp(at moment: UTCInstant) { tried = latest(at: moment) }

    /// Whether the job needs no more run for a moment; one that has no periods cannot be waited for.
    func isDone(for moment: UTCInstant) -> Bool {
        guard let period = period(at: moment) else { return true }
        return done.map { $0 >= period } ?? false
    }

    /// When the next run is to be expected where none is due; nil for a job that is run when asked.
    func expected(after wall: UTCInstant) -> UTCInstant? {
        guard let next = next(after: wall), let period = period(at: next) else { return nil }
        guard let done, done >= period else { return next }
        return nextPeriod(after: done).flatMap { self.next(after: $0.advanced(bySeconds: -1)) }
    }

    /// The moment that a run belongs to.
    ///
    /// - Parameter start: when it began; one that somebody else began before its time belongs to the period all the same.
    func moment(ofRunAt start: UTCInstant) -> UTCInstant? {
        guard let latest = latest(at: start), let period = period(at: start) else { return nil }
        return max(latest, period)
    }

    private func latest(at instant: UTCInstant) -> UTCInstant? { schedule.latest(at: instant, in: zone, seed: seed) }

    private func next(after instant: UTCInstant) -> UTCInstant? { schedule.next(after: instant, in: zone, seed: seed) }

    private func period(at instant: UTCInstant) -> UTCInstant? { schedule.period(at: instant, in: zone) }

    private func nextPeriod(after instant: UTCInstant) -> UTCInstant? { schedule.nextPeriod(after: instant, in: zone) }
}
