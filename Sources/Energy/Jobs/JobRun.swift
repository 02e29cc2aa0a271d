// SPDX-License-Identifier: Apache-2.0

/// How a run of a job ended.
public enum JobOutcome: String, CaseIterable, Hashable, Sendable {
    /// It did what it is for.
    case succeeded
    /// There was nothing to do yet; no fault of anybody.
    case nothingNew = "nothing_new"
    /// It could not do it.
    case failed
    /// It took longer than it may and was ended.
    case timedOut = "timed_out"
    /// It was not started, as what it needs was not there.
    case skipped
}

/// The report of one run of a job.
public struct JobRun: Hashable, Sendable {
    /// Name of the job, such as `fetch-prices`.
    public let job: String
    /// When it began, by the wall clock.
    public let start: UTCInstant
    /// When it ended, by the wall clock; before `start` where the clock was set back meanwhile.
    public let end: UTCInstant
    /// How often it was tried, >= 0.
    public let attempts: Int
    /// How it ended.
    public let outcome: JobOutcome
    /// How many numbers, rows or files it brought, >= 0.
    public let rows: Int
    /// What went wrong, in one line of at most `longestError` characters; nil where nothing did.
    public let error: String?

    /// Longest text of an error, characters.
    public static let longestError = 500

    /// Puts a report together.
    ///
    /// - Parameter error: what breaks lines in it becomes a space, and what is too long is cut; a text that says nothing counts as
    ///   none.
    public init(
        job: String, start: UTCInstant, end: UTCInstant, attempts: Int, outcome: JobOutcome, rows: Int,
        error: String? = nil
    ) {
        (self.job, self.start, self.end, self.attempts) = (job, start, end, attempts)
        (self.outcome, self.rows, self.error) = (outcome, rows, error.flatMap(Self.plain))
    }

    /// Whether a word may name a job: 1 to 64 letters, digits and hyphens.
    public static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            }
    }

    private static func plain(_ text: String) -> String? {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let plain = InboxText.isPlain(scalar) ? scalar : " "
            guard plain != " " || (line.last ?? " ") != " " else { continue }
            line.append(plain)
            if line.count == longestError { break }
        }
        if line.last == " " { line.removeLast() }
        return line.isEmpty || line.elementsEqual(["-"]) ? nil : String(line)
    }
}

extension JobRun: CustomStringConvertible {
    /// Whether nothing is wrong.
    public var isGood: Bool { outcome == .succeeded || outcome == .nothingNew }

    /// In a line, as `fetch-prices succeeded: 192 rows in 3 s`.
    public var description: String {
        let (seconds, isTooLong) = end.secondsSinceEpoch.subtractingReportingOverflow(start.secondsSinceEpoch)
        let time = isTooLong || seconds < 0 ? "" : " in \(seconds) s"
        let tries = attempts > 1 ? ", try \(attempts)" : ""
        return "\(job) \(outcome.words): \(rows) rows\(time)\(tries)" + (error.map { "; \($0)" } ?? "")
    }
}

extension JobOutcome {
    /// In words, as `nothing new`.
    public var words: String {
        switch self {
        case .succeeded, .failed, .skipped: rawValue
        case .nothingNew: "nothing new"
        case .timedOut: "timed out"
        }
    }
}
