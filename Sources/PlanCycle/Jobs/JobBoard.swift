// SPDX-License-Identifier: Apache-2.0

import Energy

/// The state of all recurring work, and what of it is due.
///
/// Waits and timeouts are on the boot-time clock; the wall clock says which period it is, and only while it is to be
/// trusted. What the board knows of the past comes from run reports, so that a new planner goes on where the last one
/// ended.
public struct JobBoard: Sendable {
    /// How much later than its timeout a unit's report may come, s: its timer may wait up to 20 min at random, and what
    /// it leaves is looked for now and then.
    public static let slackSeconds = 1800.0

    private var progress: [JobProgress]
    private let places: [String: Int]
    private var now = BootInstant(nanoseconds: 0)
    private var wall: UTCInstant?

    /// A board with what is known of the past.
    ///
    /// - Parameters:
    ///   - jobs: each name once. A job that another one depends on and that is not among them is not waited for.
    ///   - lastRuns: the last run of each job, or some, in the order they were reported, oldest first.
    ///   - zone: the clock of the house.
    ///   - seed: of what is random.
    public init(jobs: [JobDescription], lastRuns: [JobRun], in zone: TimeZoneRule, seed: UInt64) {
        precondition(Set(jobs.map(\.name)).count == jobs.count, "a name twice among \(jobs.map(\.name))")
        progress = jobs.map { JobProgress($0, in: zone, seed: seed) }
        places = Dictionary(uniqueKeysWithValues: zip(jobs.map(\.name), jobs.indices))
        for run in lastRuns { take(run, now: nil) }
    }

    /// The jobs that the planner shall begin now, in the order of the table; one that is not begun is due again.
    ///
    /// To be called often: it also is when the board learns what time it is.
    ///
    /// - Parameters:
    ///   - now: the boot-time clock.
    ///   - wall: the wall clock.
    ///   - isClockTrusted: false keeps all but the collecting of data from being due.
    public mutating func due(now: BootInstant, wall: UTCInstant, isClockTrusted: Bool) -> [JobDescription] {
        (self.now, self.wall) = (now, isClockTrusted ? wall : nil)
        for place in progress.indices { progress[place].look(now: now, wall: self.wall) }
        for place in progress.indices {
            let moment = progress[place].moment(wall: self.wall)
            progress[place].wait(for: missing(for: progress[place].job, moment), moment: moment, now: now)
        }
        return progress.filter { $0.isReady(now: now) }.map(\.job)
    }

    /// The jobs that another one depends on and that are not done for a moment.
    private func missing(for job: JobDescription, _ moment: UTCInstant?) -> [String] {
        guard let moment else { return [] }
        return job.dependencies.filter { name in places[name].map { !progress[$0].isDone(for: moment) } ?? false }
    }

    /// Notes that the planner begins a run of a job.
    ///
    /// - Returns: which run for the same occasion it is, 1 for the first; nil for a job that is not due.
    public mutating func begin(_ name: String, now: BootInstant) -> Int? {
        places[name].flatMap { progress[$0].begin(now: now) }
    }

    /// Takes in how a run ended: one of the planner, or the report of a unit.
    ///
    /// A report that was taken in before changes nothing, nor does one of a job that is not on the board.
    public mutating func finish(_ run: JobRun, now: BootInstant) { take(run, now: now) }

    private mutating func take(_ run: JobRun, now: BootInstant?) {
        if let place = places[run.job] { progress[place].take(run, now: now) }
    }

    /// Makes a job due whatever its schedule says, once the clock is to be trusted and what it depends on is done.
    ///
    /// - Returns: false for a job that the planner does not run.
    public mutating func ask(_ name: String) -> Bool {
        guard let place = places[name], progress[place].isOwn else { return false }
        progress[place].ask()
        return true
    }

    /// The planner's jobs that run longer than they may; each shall be ended and reported as timed out.
    public func expired(now: BootInstant) -> [JobDescription] {
        progress.filter { $0.isExpired(now: now) }.map(\.job)
    }

    /// The jobs of units that should have left a report within their timeout and some slack.
    ///
    /// Time counts from when the board first saw that a run was due, not from then itself: after a week without power,
    /// timers have their time to make up for it.
    public func overdue(now: BootInstant) -> [OverdueJob] {
        progress.compactMap { progress in
            progress.overdueSince(now: now, slack: Self.slackSeconds).map { OverdueJob(job: progress.job, since: $0) }
        }
    }

    /// How all jobs stood when `due` was last called, with what has ended since, in the order of the table.
    public var standings: [JobStanding] { progress.map { $0.standing(now: now, wall: wall) } }

    /// The jobs, in the order of the table.
    public var jobs: [JobDescription] { progress.map(\.job) }
}
