// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

@testable import PlanCycle

/// A planner that lives for months with failures, restarts and a clock that steps, and what was against the rules.
struct JobWorld {
    /// Longest time between two looks of the planner, s.
    static let longestTick = 240
    /// Longest time that a run takes, s.
    static let longestRun = 60

    /// What is known of a job.
    struct Record {
        /// Periods of which a run succeeded, since the clock last went back by more than one.
        var succeeded: Set<UTCInstant> = []
        /// Successes in all.
        var successes = 0
        /// Boot time of the last success.
        var lastSuccess: Int?
        /// How much later than usual the next one may be, s: for steps of the clock, and for time without one.
        var allowance = 0
        /// What the last first attempt was for.
        var occasion: UTCInstant?
        /// The last attempt, and when it failed.
        var failed: (attempt: Int, at: Int)?
        /// Attempts in all.
        var attempts = 0
        /// Most attempts for one occasion.
        var mostAttempts = 0
    }

    private struct Run {
        let attempt: Int
        let start: UTCInstant
        let isTimed: Bool
        let end: Int
        /// Steps of the clock before it began.
        let steps: Int
    }

    let jobs: [JobDescription]
    var records: [String: Record]
    var faults: [String] = []
    var stepCount = 0
    var restartCount = 0

    private var random: SplitMix64
    private var board: JobBoard
    private var underWay: [String: Run] = [:]
    private var reports: [JobRun] = []
    private var boot = 5000
    private var offset: Int
    private var isTrusted = false
    private var isSteady = false
    /// Steps of the clock before it was last not to be trusted any more.
    private var stepsAtLoss = 0

    init(_ jobs: [JobDescription], seed: UInt64, start: UTCInstant) {
        self.jobs = jobs
        random = SplitMix64(seed: seed)
        records = Dictionary(uniqueKeysWithValues: jobs.map { ($0.name, Record()) })
        board = JobBoard(jobs: jobs, lastRuns: [], in: .centralEuropean, seed: 7)
        offset = start.secondsSinceEpoch - boot
    }

    private var wall: UTCInstant { UTCInstant(secondsSinceEpoch: boot + offset) }

    /// Lives on.
    ///
    /// - Parameters:
    ///   - isSteady: true for no steps of the clock, no loss of its trust and no restarts.
    ///   - outcome: how a run ends, by the job's name and a number in 0..<1.
    mutating func live(days: Int, isSteady: Bool = false, outcome: (String, Double) -> JobOutcome) {
        self.isSteady = isSteady
        if isSteady { isTrusted = true }
        let end = boot + 86_400 * days
        while boot < end {
            if !isSteady { disturb() }
            endRuns(outcome)
            beginRuns()
            judgeDelays()
            let tick = Int.random(in: 60...Self.longestTick, using: &random)
            boot += tick
            if !isTrusted { for job in jobs { records[job.name]?.allowance += tick } }
        }
    }

    // MARK: The world

    private mutating func disturb() {
        switch random.nextUniform() {
        case ..<0.0005:
            let size = [3600, 86_400, 365 * 86_400].randomElement(using: &random) ?? 0
            step(by: Bool.random(using: &random) ? size : -size)
        case ..<0.001: turnTrust()
        case ..<0.0015: restart()
        default: break
        }
    }

    private mutating func step(by seconds: Int) {
        offset += seconds
        stepCount += 1
        for job in jobs {
            records[job.name]?.allowance += Self.longestPeriod(job)
            records[job.name]?.occasion = nil
            let next = job.schedule.nextPeriod(after: wall, in: .centralEuropean)
            if let next, let last = records[job.name]?.succeeded.max(), last > next {
                records[job.name]?.succeeded = []
            }
        }
    }

    private mutating func turnTrust() {
        isTrusted.toggle()
        if isTrusted, stepCount > stepsAtLoss {
            // The board sees only now that the clock stepped.
            for job in jobs { records[job.name]?.allowance += Self.longestPeriod(job) }
        }
        stepsAtLoss = stepCount
    }

    private mutating func restart() {
        restartCount += 1
        let lastRuns = jobs.flatMap { job in reports.filter { $0.job == job.name }.suffix(8) }
        board = JobBoard(jobs: jobs, lastRuns: lastRuns, in: .centralEuropean, seed: 7)
        for job in jobs {
            records[job.name]?.failed = nil
            // A new board does not know when the clock went back, and may take a period for done that was not.
            let labels = lastRuns.filter { $0.job == job.name }.map(\.start) + [wall]
            if zip(labels, labels.dropFirst()).contains(where: { $1 < $0 }) {
                records[job.name]?.allowance += Self.longestPeriod(job)
            }
            guard underWay[job.name] != nil else { continue }
            // What ran is lost.
            records[job.name]?.occasion = nil
            records[job.name]?.allowance += Self.longestRun + Self.longestTick
        }
        underWay = [:]
    }

    private mutating func endRuns(_ outcome: (String, Double) -> JobOutcome) {
        for job in jobs {
            guard let run = underWay[job.name], run.end <= boot else { continue }
            underWay[job.name] = nil
            let outcome = outcome(job.name, random.nextUniform())
            let report = JobRun(
                job: job.name, start: run.start, end: wall, attempts: run.attempt, outcome: outcome, rows: 0,
                error: nil)
            reports.append(report)
            board.finish(report, now: BootInstant(seconds: boot))
            if outcome == .succeeded { noteSuccess(of: job, run) }
            records[job.name]?.failed = [.failed, .timedOut].contains(outcome) ? (run.attempt, boot) : nil
        }
    }

    private mutating func beginRuns() {
        let now = BootInstant(seconds: boot)
        for job in board.due(now: now, wall: wall, isClockTrusted: isTrusted) {
            guard underWay[job.name] == nil, isTrusted || !job.needsTrustedClock else {
                faults.append("\(wall): \(job.name) is due out of turn")
                continue
            }
            guard let attempt = board.begin(job.name, now: now) else {
                faults.append("\(wall): \(job.name) is due and may not begin")
                continue
            }
            judgeAttempt(attempt, of: job)
            let end = boot + Int.random(in: 1...Self.longestRun, using: &random)
            underWay[job.name] = Run(
                attempt: attempt, start: wall, isTimed: isTrusted, end: end, steps: stepCount)
        }
    }

    // MARK: The rules

    /// Of no period two runs succeed.
    private mutating func noteSuccess(of job: JobDescription, _ run: Run) {
        records[job.name]?.successes += 1
        records[job.name]?.lastSuccess = boot
        records[job.name]?.allowance = (stepCount - run.steps) * Self.longestPeriod(job)
        // A run that began before the clock went back has a label that says nothing any more.
        guard run.isTimed, let period = job.schedule.period(at: run.start, in: .centralEuropean),
            let next = job.schedule.nextPeriod(after: wall, in: .centralEuropean), period <= next
        else { return }
        if records[job.name]?.succeeded.insert(period).inserted == false {
            faults.append("\(wall): \(job.name) succeeded twice for \(period)")
        }
    }

    /// Retries follow the waits and end, and an occasion is begun once.
    private mutating func judgeAttempt(_ attempt: Int, of job: JobDescription) {
        guard var record = records[job.name] else { return }
        record.attempts += 1
        record.mostAttempts = max(record.mostAttempts, attempt)
        let occasion = job.schedule.latest(at: wall, in: .centralEuropean, seed: 7)
        if attempt > job.retries.most + 1 { faults.append("\(wall): attempt \(attempt) of \(job.name)") }
        if attempt == 1 {
            if isTrusted, let occasion, occasion == record.occasion {
                faults.append("\(wall): \(job.name) begins anew for \(occasion)")
            }
        } else if let failed = record.failed, let wait = job.retries.wait(after: attempt - 1) {
            let waited = Double(boot - failed.at)
            let isLate = isSteady && waited > wait + Double(Self.longestTick)
            if failed.attempt != attempt - 1 || waited < wait || isLate {
                faults.append("\(wall): attempt \(attempt) of \(job.name) after \(waited) s, not \(wait)")
            }
        }
        record.occasion = isTrusted ? occasion : nil
        records[job.name] = record
    }

    /// No job that can succeed is late.
    private mutating func judgeDelays() {
        guard isTrusted else { return }
        for job in jobs {
            guard let record = records[job.name], let last = record.lastSuccess else { continue }
            let slack = 2 * (Self.longestTick + Self.longestRun) * (1 + job.dependencies.count)
            let longest = Self.longestPeriod(job) + 900 * job.dependencies.count + slack + record.allowance
            if boot - last > longest {
                faults.append("\(wall): \(job.name) has not succeeded for \(boot - last) s, more than \(longest)")
                records[job.name]?.lastSuccess = nil
            }
        }
    }

    private static func longestPeriod(_ job: JobDescription) -> Int {
        switch job.schedule {
        case .every: job.schedule.periodSeconds ?? 0
        case .daily: 25 * 3600
        case .weekly: 7 * 86_400 + 3600
        // Ten minutes at random, and a question or two in vain.
        case .published(_, _, let minutes): 25 * 3600 + 600 + 60 * minutes * 40
        case .whenAsked: 0
        }
    }
}
