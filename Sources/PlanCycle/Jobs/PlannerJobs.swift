// SPDX-License-Identifier: Apache-2.0

import Energy

/// The recurring work as the planner has it: what of its own is due and under way, what units reported, and what is wrong.
///
/// It knows the past from the reports in the database, and keeps those that the database does not take.
struct PlannerJobs {
    /// Reports of each job that a new planner looks back on.
    private static let lastRuns = 8
    /// Time between two looks for alarms, s.
    private static let alarmSeconds = 60.0
    /// Most reports that wait for the database.
    private static let mostWaiting = 256

    /// How a run of the planner's own ended.
    struct Result {
        var outcome = JobOutcome.succeeded
        var rows = 0
        var error: String?
    }

    private let descriptions: [JobDescription]
    private let zone: TimeZoneRule
    private let seed: UInt64
    /// Nil until the database has told the past.
    private var board: JobBoard?
    private var watch: AlarmWatch
    private var underWay: [String: (start: UTCInstant, attempt: Int)] = [:]
    private var waiting: [JobRun] = []
    private var backoff = Backoff(firstSeconds: 10, limitSeconds: 300)
    private var nextTry: BootInstant?
    private var nextLook: BootInstant?

    init(_ setup: PlannerSetup) {
        (descriptions, zone, seed) = (setup.jobs, setup.site.timeZone, setup.configurationHash)
        watch = AlarmWatch(in: setup.site.timeZone)
    }

    /// The jobs of the planner to begin now; none before the database has told the past.
    ///
    /// - Parameter failed: receives what the database says.
    mutating func due(
        now: BootInstant, wall: UTCInstant, isClockTrusted: Bool, store: any ReadingStoring, failed: (any Error) -> Void
    ) -> [HouseJob] {
        if board == nil || !waiting.isEmpty, nextTry.map({ now >= $0 }) ?? true {
            do {
                // First what waits, so that a new board knows it.
                try report(to: store)
                try open(store)
                backoff.reset()
                nextTry = nil
            } catch {
                failed(error)
                nextTry = backoff.retry(after: now)
            }
        }
        for job in board?.expired(now: now) ?? [] {
            end(job.name, Result(outcome: .timedOut, error: "not done within \(job.timeoutSeconds) s"), now, wall)
        }
        return (board?.due(now: now, wall: wall, isClockTrusted: isClockTrusted) ?? [])
            .compactMap { HouseJob(rawValue: $0.name) }
    }

    private mutating func open(_ store: any ReadingStoring) throws {
        guard board == nil else { return }
        let runs = try descriptions.flatMap { try store.jobRuns(job: $0.name, limit: Self.lastRuns).reversed() }
        board = JobBoard(jobs: descriptions, lastRuns: runs, in: zone, seed: seed)
    }

    /// Stores what waits.
    mutating func report(to store: any ReadingStoring) throws {
        while let run = waiting.first {
            do {
                try store.store(jobRun: run)
            } catch let error as any RetryAdvising where !error.isWorthRetrying {
                // One that will never be taken must not keep those behind it.
            }
            waiting.removeFirst()
        }
    }

    /// Notes that a job begins; false where it is not due.
    mutating func begin(_ job: HouseJob, now: BootInstant, wall: UTCInstant) -> Bool {
        guard let attempt = board?.begin(job.rawValue, now: now) else { return false }
        underWay[job.rawValue] = (wall, attempt)
        return true
    }

    /// Notes how a job that was begun ended; one that is not under way has ended already.
    mutating func end(_ job: HouseJob, _ result: Result, now: BootInstant, wall: UTCInstant) {
        end(job.rawValue, result, now, wall)
    }

    private mutating func end(_ name: String, _ result: Result, _ now: BootInstant, _ wall: UTCInstant) {
        guard let run = underWay.removeValue(forKey: name) else { return }
        take(
            JobRun(
                job: name, start: run.start, end: wall, attempts: run.attempt, outcome: result.outcome,
                rows: result.rows, error: result.error),
            now: now)
    }

    /// Takes in how a run ended: one of the planner, or the report of a unit.
    mutating func take(_ run: JobRun, now: BootInstant) {
        board?.finish(run, now: now)
        waiting = (waiting + [run]).suffix(Self.mostWaiting)
    }

    /// Makes a job of the planner due; false for one that it does not run, nil before the database has told the past.
    mutating func ask(_ name: String) -> Bool? { board?.ask(name) }

    /// What is wrong for long enough that somebody should know.
    var alarms: [HouseAlarm] { watch.standing }

    /// Looks for alarms about once a minute.
    ///
    /// - Parameter data: when the newest data of a kind was made, or where it ends; nil for none; asked where there is a limit.
    /// - Returns: those that begin and end.
    mutating func lookForAlarms(
        now: BootInstant, wall: UTCInstant, isClockTrusted: Bool, data: (DataKind) throws -> UTCInstant?,
        failed: (any Error) -> Void
    ) -> [AlarmEdge] {
        guard let board, nextLook.map({ now >= $0 }) ?? true else { return [] }
        nextLook = now.advanced(bySeconds: Self.alarmSeconds)
        var known: [DataKind: UTCInstant]? = [:]
        do {
            for limit in board.jobs.compactMap(\.freshness) { known?[limit.data] = try data(limit.data) }
        } catch {
            // Of data nobody knows anything now, of the jobs all the same.
            failed(error)
            known = nil
        }
        let isKnown = isClockTrusted && known != nil
        return watch.look(at: board, data: known ?? [:], now: now, wall: isKnown ? wall : nil)
    }
}
