// SPDX-License-Identifier: Apache-2.0

import Energy

/// One job: what it is to be run for now, how often that was tried, and how it went before.
struct JobProgress: Sendable {
    /// What a run is for.
    private enum Occasion: Hashable {
        /// A moment of its schedule.
        case scheduled(UTCInstant)
        /// Somebody's wish.
        case asked
        /// A turn by the boot-time clock, while nobody knows what time it is.
        case untimed(BootInstant)
    }

    /// Runs for one occasion.
    private struct Attempts {
        var occasion: Occasion?
        var count = 0
        var retryAt: BootInstant?
    }

    let job: JobDescription
    private(set) var lastRun: JobRun?
    private(set) var failure: JobFailure?
    /// Jobs that have to succeed first, by name.
    private(set) var waitsFor: [String] = []

    private var timeline: JobTimeline
    private var occasion: Occasion?
    private var attempts = Attempts()
    private var running: (occasion: Occasion, since: BootInstant)?
    private var isAsked = false
    private var turn: (since: BootInstant, isOpen: Bool)?
    /// Since when a report of a unit is awaited, and for which moment.
    private var awaited: (since: BootInstant, moment: UTCInstant)?

    init(_ job: JobDescription, in zone: TimeZoneRule, seed: UInt64) {
        self.job = job
        timeline = JobTimeline(job.schedule, in: zone, seed: seed)
    }

    /// Whether the planner runs it.
    var isOwn: Bool { job.runner == .planner }

    // MARK: What is due

    /// Finds out what it is to be run for.
    ///
    /// - Parameter wall: nil while it is not to be trusted.
    mutating func look(now: BootInstant, wall: UTCInstant?) {
        guard let wall else {
            occasion = openTurn(now)
            return
        }
        // A timer makes up for nothing that was before it was installed.
        if !isOwn, timeline.isEmpty { timeline.giveUp(at: wall) }
        let moment = timeline.due(at: wall)
        occasion = isAsked ? .asked : moment.map { .scheduled($0) }
    }

    private mutating func openTurn(_ now: BootInstant) -> Occasion? {
        guard !job.needsTrustedClock, let seconds = job.schedule.periodSeconds else { return nil }
        if turn.map({ now.seconds(since: $0.since) >= Double(seconds) }) ?? true { turn = (now, true) }
        return turn.flatMap { $0.isOpen ? .untimed($0.since) : nil }
    }

    /// The moment that a run is due for; nil where none is, or none by the wall clock.
    func moment(wall: UTCInstant?) -> UTCInstant? {
        switch occasion {
        case .scheduled(let moment): moment
        case .asked: wall
        case .untimed, nil: nil
        }
    }

    /// Notes which of the jobs it depends on are not done, and since when the report of a unit is awaited.
    mutating func wait(for jobs: [String], moment: UTCInstant?, now: BootInstant) {
        waitsFor = jobs
        let isAwaited = !isOwn && jobs.isEmpty
        awaited = moment.flatMap { isAwaited ? awaited ?? (now, $0) : nil }
    }

    /// Whether it needs no more run for a moment.
    func isDone(for moment: UTCInstant) -> Bool { timeline.isDone(for: moment) }

    /// Whether the planner shall begin a run.
    func isReady(now: BootInstant) -> Bool {
        guard isOwn, running == nil, let occasion, waitsFor.isEmpty else { return false }
        return attempts.occasion != occasion || attempts.retryAt.map { now >= $0 } ?? true
    }

    /// Whether a run takes longer than it may.
    func isExpired(now: BootInstant) -> Bool {
        running.map { now.seconds(since: $0.since) > Double(job.timeoutSeconds) } ?? false
    }

    /// The moment for which a unit should have left a report by now; nil for none.
    ///
    /// What is published may be there before anybody asks for it: how far it reaches is looked at instead.
    func overdueSince(now: BootInstant, slack: Double) -> UTCInstant? {
        if comesInParts { return nil }
        return awaited.flatMap { now.seconds(since: $0.since) > Double(job.timeoutSeconds) + slack ? $0.moment : nil }
    }

    // MARK: What happens

    /// Notes a wish.
    mutating func ask() { isAsked = true }

    /// Notes that a run begins.
    ///
    /// - Returns: how many runs that makes for this occasion; nil where none is due.
    mutating func begin(now: BootInstant) -> Int? {
        guard isReady(now: now), let occasion else { return nil }
        if attempts.occasion != occasion {
            // The time for another try never came.
            if attempts.count > 0 { failure?.count += 1 }
            attempts = Attempts(occasion: occasion)
        }
        attempts.count += 1
        attempts.retryAt = nil
        running = (occasion, now)
        return attempts.count
    }

    /// Takes in how a run ended.
    ///
    /// - Parameter now: nil for a run of an earlier life of the planner.
    mutating func take(_ run: JobRun, now: BootInstant?) {
        if running == nil, run == lastRun { return }
        let scheduled = timeline.moment(ofRunAt: run.start).map { Occasion.scheduled($0) }
        let ended = running?.occasion ?? scheduled ?? .asked
        (running, occasion, awaited, lastRun) = (nil, nil, nil, run)
        switch run.outcome {
        case .succeeded: succeed(ended, run)
        case .nothingNew where comesInParts:
            failure = nil
            close(ended)
        case .nothingNew: succeed(ended, run)
        case .skipped: close(ended)
        case .failed, .timedOut: fail(ended, run, now: now)
        }
    }

    /// Whether a period has several moments, until a run succeeds.
    private var comesInParts: Bool { if case .published = job.schedule { true } else { false } }

    private mutating func succeed(_ occasion: Occasion, _ run: JobRun) {
        failure = nil
        switch occasion {
        case .scheduled(let moment): timeline.succeed(at: moment)
        // What was asked for need not be done again when its time comes.
        case .asked: timeline.succeed(at: run.start)
        case .untimed: break
        }
        close(occasion)
    }

    private mutating func fail(_ occasion: Occasion, _ run: JobRun, now: BootInstant?) {
        if attempts.occasion != occasion { attempts = Attempts(occasion: occasion) }
        attempts.count = max(1, attempts.count, run.attempts)
        var standing = failure ?? JobFailure(since: run.start, text: "")
        standing.text = run.error ?? (run.outcome == .timedOut ? "it took too long" : "it failed")
        if isOwn, let wait = job.retries.wait(after: attempts.count) {
            // What an earlier planner began is tried again at once.
            attempts.retryAt = now?.advanced(bySeconds: wait)
            if now != nil { self.occasion = occasion }
        } else {
            standing.count += 1
            close(occasion)
        }
        failure = standing
    }

    /// Lets an occasion be over.
    private mutating func close(_ occasion: Occasion) {
        attempts = Attempts()
        switch occasion {
        case .scheduled(let moment): timeline.giveUp(at: moment)
        case .asked: isAsked = false
        case .untimed: turn?.isOpen = false
        }
    }

    // MARK: How it stands

    /// How it stands.
    func standing(now: BootInstant, wall: UTCInstant?) -> JobStanding {
        let isTried = attempts.occasion == (running?.occasion ?? occasion)
        return JobStanding(
            job: job, lastRun: lastRun, nextRun: wall.flatMap { nextRun(now: now, wall: $0) },
            isRunning: running != nil, attempt: isTried ? attempts.count : 0, waitsFor: waitsFor, failure: failure)
    }

    private func nextRun(now: BootInstant, wall: UTCInstant) -> UTCInstant? {
        guard occasion != nil, running == nil else { return timeline.expected(after: wall) }
        let wait = attempts.occasion == occasion ? attempts.retryAt?.seconds(since: now) ?? 0 : 0
        return wall.advanced(bySeconds: Int(max(0, min(86_400, wait)).rounded(.up)))
    }
}
