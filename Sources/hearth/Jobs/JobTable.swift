// SPDX-License-Identifier: Apache-2.0

import Energy
import PlanCycle

/// The recurring work and its reports as tables.
enum JobTable {
    /// Jobs with how they stand, and below them what is wrong.
    static func text(_ standings: [JobStanding], zone: TimeZoneRule) -> String {
        var table = TextTable(leftColumns: 7)
        table.add("job", "when", "by", "last run", "result", "rows", "next")
        for standing in standings {
            let run = standing.lastRun
            table.add(
                standing.job.name, "\(standing.job.schedule)", standing.job.runner.words,
                run.map { LocalClock.full($0.end, zone: zone) } ?? "never", run?.outcome.words ?? "",
                run.map { "\($0.rows)" } ?? "", standing.nextRun.map { LocalClock.full($0, zone: zone) } ?? "")
        }
        let troubles = standings.compactMap { standing in
            standing.failure.map { "\(standing.job.name): \($0.text)" }
        }
        return ([table.text] + troubles).joined(separator: "\n")
    }

    /// Reports, in UTC: what is read years later has no clock of a house.
    static func text(_ runs: [JobRun]) -> String {
        var table = TextTable(leftColumns: 3)
        table.add("start", "job", "result", "s", "tries", "rows", "")
        for run in runs {
            let (seconds, isTooLong) = run.end.secondsSinceEpoch.subtractingReportingOverflow(
                run.start.secondsSinceEpoch)
            table.add(
                run.start.iso8601, run.job, run.outcome.words, isTooLong ? "?" : "\(seconds)", "\(run.attempts)",
                "\(run.rows)", run.error ?? "")
        }
        return table.text
    }
}

extension JobRunner {
    /// As `planner`, or the name of the unit.
    var words: String {
        switch self {
        case .planner: "planner"
        case .unit(let name): name
        }
    }
}

/// A job as JSON.
struct JobDocument: Encodable {
    let name: String
    let purpose: String
    let schedule: String
    let runner: String
    let lastRun: JobRunDocument?
    let nextRun: String?
    let waitsFor: [String]
    let failure: String?

    enum CodingKeys: String, CodingKey {
        case name, purpose, schedule, runner, failure
        case lastRun = "last_run"
        case nextRun = "next_run"
        case waitsFor = "waits_for"
    }

    init(_ standing: JobStanding) {
        name = standing.job.name
        purpose = standing.job.purpose
        schedule = "\(standing.job.schedule)"
        runner = standing.job.runner.words
        lastRun = standing.lastRun.map(JobRunDocument.init)
        nextRun = standing.nextRun?.iso8601
        waitsFor = standing.waitsFor
        failure = standing.failure?.text
    }
}

/// A report as JSON.
struct JobRunDocument: Encodable {
    let job: String
    let startedAt: String
    let endedAt: String
    let attempts: Int
    let outcome: String
    let rows: Int
    let error: String?

    enum CodingKeys: String, CodingKey {
        case job, attempts, outcome, rows, error
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }

    init(_ run: JobRun) {
        (job, startedAt, endedAt) = (run.job, run.start.iso8601, run.end.iso8601)
        (attempts, outcome, rows, error) = (run.attempts, run.outcome.rawValue, run.rows, run.error)
    }
}
