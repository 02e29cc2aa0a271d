// SPDX-License-Identifier: Apache-2.0

import Energy

@testable import PlanCycle

/// A planner with a board of jobs, whose clocks are the test's.
struct BoardHouse {
    var board: JobBoard
    /// Seconds since boot.
    var boot = 1000
    /// What the wall clock is ahead of boot time, s.
    var offset: Int
    var isClockTrusted = true

    /// A house in UTC.
    init(_ jobs: [JobDescription], at text: String, lastRuns: [JobRun] = []) {
        board = JobBoard(jobs: jobs, lastRuns: lastRuns, in: .utc, seed: 1)
        offset = Self.instant(text).secondsSinceEpoch - boot
    }

    static func instant(_ text: String) -> UTCInstant {
        UTCInstant(iso8601: text) ?? UTCInstant(secondsSinceEpoch: 0)
    }

    var now: BootInstant { BootInstant(seconds: boot) }
    var wall: UTCInstant { UTCInstant(secondsSinceEpoch: boot + offset) }

    /// Names of the jobs that are due now.
    mutating func due() -> [String] {
        board.due(now: now, wall: wall, isClockTrusted: isClockTrusted).map(\.name)
    }

    /// Lets time pass until the wall clock shows a later time.
    mutating func pass(until text: String) { boot += Self.instant(text).secondsSinceEpoch - wall.secondsSinceEpoch }

    /// Sets the wall clock while no time passes.
    mutating func setClock(_ text: String) { offset = Self.instant(text).secondsSinceEpoch - boot }

    /// Begins a job and ends it at once.
    ///
    /// - Returns: which attempt it was; nil where the board did not let it begin.
    @discardableResult mutating func run(
        _ job: String, _ outcome: JobOutcome = .succeeded, error: String? = nil
    ) -> Int? {
        _ = due()
        guard let attempt = board.begin(job, now: now) else { return nil }
        board.finish(report(job, outcome, attempts: attempt, error: error), now: now)
        return attempt
    }

    /// A report of a run that began and ended now.
    func report(_ job: String, _ outcome: JobOutcome, attempts: Int = 1, error: String? = nil) -> JobRun {
        JobRun(
            job: job, start: wall, end: wall, attempts: attempts, outcome: outcome,
            rows: outcome == .succeeded ? 1 : 0, error: error)
    }

    /// Takes in the report of a unit.
    mutating func takeReport(_ job: String, _ outcome: JobOutcome, error: String? = nil) {
        board.finish(report(job, outcome, error: error), now: now)
    }

    /// Runs whatever is due, each second for some time.
    ///
    /// - Returns: when which job began, by the wall clock.
    mutating func live(_ seconds: Int, outcome: (String) -> JobOutcome = { _ in .succeeded }) -> [String] {
        var began: [String] = []
        for _ in 0..<seconds {
            for job in due() where run(job, outcome(job)) != nil { began.append("\(job) \(wall)") }
            boot += 1
        }
        return began
    }

    func standing(_ job: String) -> JobStanding? { board.standings.first { $0.job.name == job } }
}

extension JobDescription {
    /// A job of the planner for a test.
    static func own(
        _ name: String, _ schedule: JobSchedule, needsTrustedClock: Bool = true, timeout: Int = 60,
        retries: JobRetries = .none, after dependencies: [String] = [], tolerated: Int = 0,
        freshness: FreshnessLimit? = nil
    ) -> JobDescription {
        JobDescription(
            name, "For a test.", schedule, by: .planner, needsTrustedClock: needsTrustedClock, timeout: timeout,
            retries: retries, after: dependencies, tolerated: tolerated, freshness: freshness)
    }

    /// A job of a unit for a test; its retries are its own business.
    static func unit(
        _ name: String, _ schedule: JobSchedule, timeout: Int = 600, after dependencies: [String] = [],
        tolerated: Int = 0, freshness: FreshnessLimit? = nil
    ) -> JobDescription {
        JobDescription(
            name, "For a test.", schedule, by: .unit("test"), timeout: timeout,
            retries: JobRetries(most: 4, first: 1, factor: 4, highest: 60), after: dependencies,
            tolerated: tolerated, freshness: freshness)
    }
}
