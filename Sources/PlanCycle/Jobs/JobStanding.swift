// SPDX-License-Identifier: Apache-2.0

import Energy

/// How a job stands, for people.
public struct JobStanding: Hashable, Sendable {
    /// The job.
    public let job: JobDescription
    /// Its last run, however it ended; nil before the first.
    public let lastRun: JobRun?
    /// When it is to run next by the wall clock; nil while that is not to be trusted, and where nobody asked for it.
    public let nextRun: UTCInstant?
    /// Whether it runs now; of a unit that is not known, and false.
    public let isRunning: Bool
    /// How many runs were made for the moment that is due, the one under way included.
    public let attempt: Int
    /// Jobs it waits for, by name.
    public let waitsFor: [String]
    /// What is wrong with it; nil after a run that was well.
    public let failure: JobFailure?
}

/// What is wrong with a job since its last good run.
public struct JobFailure: Hashable, Sendable {
    /// When the first bad run began, as it says itself.
    public let since: UTCInstant
    /// How many times in a row it failed, retries included in each.
    public internal(set) var count = 0
    /// What was wrong last.
    public internal(set) var text: String
}

/// A unit's job that should have left a report by now.
public struct OverdueJob: Hashable, Sendable {
    /// The job.
    public let job: JobDescription
    /// When it should have begun.
    public let since: UTCInstant
}
