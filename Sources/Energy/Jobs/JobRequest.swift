// SPDX-License-Identifier: Apache-2.0

/// A wish that the planner runs one of its jobs now, as it is left in the inbox: a line `key = value` each, the last a checksum.
public struct JobRequest: Hashable, Sendable {
    /// Name of the job.
    public let job: String
    /// When it was asked for.
    public let askedAt: UTCInstant

    /// Length of a text that may be read, bytes.
    public static let longestText = 1 << 10

    private static let version = "1"

    /// Asks for a job.
    public init(job: String, askedAt: UTCInstant) { (self.job, self.askedAt) = (job, askedAt) }

    /// The wish as text.
    ///
    /// - Throws: what is wrong with one that could not be read back, with the line it would have stood in.
    public func text() throws(InboxTextFault) -> String {
        let text = InboxText.sealed(["job_request = \(Self.version)", "job = \(job)", "asked_at = \(askedAt)"])
        _ = try JobRequest(text: text)
        return text
    }

    /// Reads a text strictly.
    ///
    /// - Throws: the first fault: a line that is not the one expected, or another checksum.
    public init(text: String) throws(InboxTextFault) {
        var reader = try InboxTextReader(text, limit: Self.longestText)
        try reader.value("job_request", "the version \(Self.version)") { $0 == Self.version ? () : nil }
        job = try reader.value("job", "1 to 64 letters, digits and hyphens") { text in
            JobRun.isName(String(text)) ? String(text) : nil
        }
        askedAt = try reader.value("asked_at", "a moment of UTC", InboxText.instant)
        try reader.end()
    }
}
