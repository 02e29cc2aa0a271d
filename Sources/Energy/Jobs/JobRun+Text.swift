// SPDX-License-Identifier: Apache-2.0

/// A report as text: a line `key = value` each, in one order, the last of them a checksum.
extension JobRun {
    /// Length of a text that may be read, bytes.
    public static let longestText = 4 << 10

    private static let version = "1"
    /// No job is tried so often, and none brings so much.
    private static let (mostAttempts, mostRows) = (1000, 1_000_000_000)

    /// The report as text.
    ///
    /// - Throws: what is wrong with a report that could not be read back, with the line it would have stood in.
    public func text() throws(InboxTextFault) -> String {
        let text = InboxText.sealed([
            "job_run = \(Self.version)", "job = \(job)", "started_at = \(start)", "ended_at = \(end)",
            "attempts = \(attempts)", "outcome = \(outcome.rawValue)", "rows = \(rows)", "error = \(error ?? "-")",
        ])
        _ = try JobRun(text: text)
        return text
    }

    /// Reads a text strictly.
    ///
    /// - Throws: the first fault: a line that is not the one expected, a number out of range, another checksum.
    public init(text: String) throws(InboxTextFault) {
        var reader = try InboxTextReader(text, limit: Self.longestText)
        try reader.value("job_run", "the version \(Self.version)") { $0 == Self.version ? () : nil }
        let job = try reader.value("job", "1 to 64 letters, digits and hyphens") { text in
            Self.isName(String(text)) ? String(text) : nil
        }
        let start = try reader.value("started_at", "a moment of UTC", InboxText.instant)
        let end = try reader.value("ended_at", "a moment of UTC", InboxText.instant)
        let attempts = try reader.count("attempts", 0...Self.mostAttempts)
        let outcomes = JobOutcome.allCases.map(\.rawValue).joined(separator: ", ")
        let outcome = try reader.value("outcome", outcomes) { JobOutcome(rawValue: String($0)) }
        let rows = try reader.count("rows", 0...Self.mostRows)
        let error = try reader.optional("error", "a line of at most \(Self.longestError) characters") { text in
            Self.isLine(text) ? String(text) : nil
        }
        try reader.end()
        self.init(
            job: job, start: start, end: end, attempts: attempts, outcome: outcome, rows: rows, error: error)
    }

    private static func isLine(_ text: Substring) -> Bool {
        JobRun(
            job: "", start: UTCInstant(secondsSinceEpoch: 0), end: UTCInstant(secondsSinceEpoch: 0), attempts: 0,
            outcome: .failed, rows: 0, error: String(text)
        ).error == String(text)
    }
}
