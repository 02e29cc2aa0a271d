// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    private static let jobRunColumns = "job, started_at, ended_at, attempts, outcome, rows, error, crc"

    /// Stores the report of a run beside all earlier ones; one of the same job and times is passed over, as a report out of the
    /// inbox may come twice.
    public func store(jobRun: JobRun) throws(ReadingStoreError) {
        let values: [SQLValue] = [
            .text(jobRun.job), SQLValue(jobRun.start.secondsSinceEpoch), SQLValue(jobRun.end.secondsSinceEpoch),
            SQLValue(jobRun.attempts), .text(jobRun.outcome.rawValue), SQLValue(jobRun.rows),
            jobRun.error.map(SQLValue.text) ?? .null,
        ]
        // One statement is one commit.
        try connection.statement(
            "INSERT OR IGNORE INTO job_run (\(Self.jobRunColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            purpose: "storing the report of a job"
        ).run(values.sealed)
    }

    /// The latest reports, the one stored last first; damaged ones are left out, and `notices` names them.
    ///
    /// - Parameters:
    ///   - job: nil for all.
    ///   - limit: most reports looked at, >= 0.
    public func jobRuns(job: String?, limit: Int) throws(ReadingStoreError) -> [JobRun] {
        let condition = job == nil ? "" : "WHERE job = ?"
        let statement = try connection.statement(
            "SELECT \(Self.jobRunColumns), id FROM job_run \(condition) ORDER BY id DESC LIMIT ?",
            purpose: "reading reports of jobs")
        var runs: [JobRun] = []
        try statement.forEachRow((job.map { [.text($0)] } ?? []) + [SQLValue(max(0, limit))]) { row in
            guard let run = Array(row.dropLast()).verified.flatMap(Self.jobRun) else {
                return note(.damagedRow(table: "job_run", key: "number \(row.last?.integer ?? 0)"))
            }
            runs.append(run)
        }
        return runs
    }

    /// The report of a job that was stored last; nil where there is none.
    ///
    /// Damaged ones are passed over, up to eight of them, and `notices` names them.
    public func lastJobRun(job: String) throws(ReadingStoreError) -> JobRun? { try jobRuns(job: job, limit: 8).first }

    /// A report from its columns in the order of the table, without the checksum.
    private static func jobRun(_ row: [SQLValue]) -> JobRun? {
        guard let job = row[0].text, let start = row[1].integer, let end = row[2].integer,
            let attempts = row[3].integer, let outcome = row[4].text.flatMap(JobOutcome.init(rawValue:)),
            let rows = row[5].integer
        else { return nil }
        return JobRun(
            job: job, start: UTCInstant(secondsSinceEpoch: start), end: UTCInstant(secondsSinceEpoch: end),
            attempts: attempts, outcome: outcome, rows: rows, error: row[6].text)
    }
}
