// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

/// Reports of job runs, and the text in which other processes hand them to the planner.
@Suite struct JobRunTests {
    private static func run(
        _ outcome: JobOutcome = .failed, error: String? = "the source says: no", attempts: Int = 3, rows: Int = 0,
        job: String = "fetch-prices"
    ) -> JobRun {
        JobRun(
            job: job, start: UTCInstant(secondsSinceEpoch: 1_770_000_000),
            end: UTCInstant(secondsSinceEpoch: 1_770_000_063), attempts: attempts, outcome: outcome, rows: rows,
            error: error)
    }

    @Test func text_isReadable() throws {
        let lines = try Self.run().text().split(separator: "\n").map(String.init)
        #expect(
            lines.dropLast() == [
                "job_run = 1", "job = fetch-prices", "started_at = 2026-02-02T02:40:00Z",
                "ended_at = 2026-02-02T02:41:03Z", "attempts = 3", "outcome = failed", "rows = 0",
                "error = the source says: no",
            ])
        #expect(lines.last?.hasPrefix("crc = ") == true)
    }

    @Test func text_bringsEverythingBack() throws {
        for outcome in JobOutcome.allCases {
            let run = Self.run(outcome, error: outcome == .failed ? "a – “b” = c" : nil, attempts: 0, rows: 96)
            #expect(try JobRun(text: run.text()) == run)
        }
        let backwards = JobRun(
            job: "backup", start: UTCInstant(secondsSinceEpoch: 1_770_000_000),
            end: UTCInstant(secondsSinceEpoch: 1_769_996_400), attempts: 1, outcome: .succeeded, rows: 1)
        #expect(try JobRun(text: backwards.text()) == backwards)
    }

    @Test(arguments: [
        (nil, nil), ("", nil), ("-", nil), (" \n\t ", nil), ("no\nsuch\r\n  host", "no such host"),
        ("\u{1B}[31mred\u{202E}", "[31mred"), (String(repeating: "é", count: 600), String(repeating: "é", count: 500)),
    ])
    func error_isOneShortLine(given: String?, kept: String?) throws {
        let run = Self.run(error: given)
        #expect(run.error == kept)
        #expect(try JobRun(text: run.text()) == run)
    }

    @Test(arguments: [
        ("job_run = 1", "job_run = 2", 1, "job_run = the version 1"),
        ("job = fetch-prices", "job = ../prices", 2, "job = 1 to 64 letters, digits and hyphens"),
        ("started_at = 2026-02-02T02:40:00Z", "started_at = 1770000000", 3, "started_at = a moment of UTC"),
        ("ended_at = 2026", "ended_at = 26", 4, "ended_at = a moment of UTC"),
        ("attempts = 3", "attempts = -1", 5, "attempts = a number in 0...1000"),
        ("attempts = 3", "attempts = 99999999999999999999", 5, "attempts = a number in 0...1000"),
        ("attempts = 3", "attempts = 03", 5, "attempts = a number in 0...1000"),
        ("outcome = failed", "outcome = fine", 6, "succeeded, nothing_new, failed, timed_out, skipped"),
        ("rows = 0", "rows = 1e3", 7, "rows = a number in 0...1000000000"),
        ("error = the source", "error =  the source", 8, "error = a line of at most 500 characters, or -"),
        ("error = the source", "error = the\tsource", 8, "error = a line of at most 500 characters, or -"),
        ("attempts = 3", "attempts = 4", 9, "the sum of all before"),
        ("error = the source says: no\n", "", 8, "error = a line"),
    ])
    func textWithAFault_isRefused_byItsLine(
        found: String, replacement: String, line: Int, expected: String
    ) throws {
        let text = try Self.run().text()
        #expect(text.contains(found), "the text has changed: \(text)")
        let fault = #expect(throws: InboxTextFault.self) {
            try JobRun(text: text.replacing(found, with: replacement))
        }
        #expect(fault?.line == line && fault?.expected.contains(expected) == true, "\(fault.map { "\($0)" } ?? "")")
    }

    @Test func reportThatCouldNotBeReadBack_isNotWritten() {
        for run in [Self.run(job: "a b"), Self.run(attempts: -1), Self.run(rows: .max)] {
            #expect(throws: InboxTextFault.self) { try run.text() }
        }
        #expect(JobRun.isName("train-price") && !JobRun.isName("") && !JobRun.isName(String(repeating: "a", count: 65)))
    }
}
