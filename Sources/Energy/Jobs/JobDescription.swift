// SPDX-License-Identifier: Apache-2.0

/// A piece of recurring work: what it is, when and by whom it is run, and what may go wrong with it.
public struct JobDescription: Hashable, Sendable {
    /// Its name, such as `fetch-prices`.
    public let name: String
    /// What it does, in a sentence.
    public let purpose: String
    /// When.
    public let schedule: JobSchedule
    /// Who runs it.
    public let runner: JobRunner
    /// False for a job that also runs while nobody knows what time it is, then by the boot-time clock.
    public let needsTrustedClock: Bool
    /// How long a run may take, s; that of a unit all its retries.
    public let timeoutSeconds: Int
    /// What happens after a run that failed.
    public let retries: JobRetries
    /// Jobs that have to have succeeded before: each in the period it was in when this one was to be run, or later.
    public let dependencies: [String]
    /// How many runs in a row may fail, retries included, before somebody is told.
    public let toleratedFailures: Int
    /// What its data may be like before somebody is told; nil for anything.
    public let freshness: FreshnessLimit?

    /// Puts a description together.
    public init(
        _ name: String, _ purpose: String, _ schedule: JobSchedule, by runner: JobRunner,
        needsTrustedClock: Bool = true, timeout timeoutSeconds: Int, retries: JobRetries = .none,
        after dependencies: [String] = [], tolerated toleratedFailures: Int = 0, freshness: FreshnessLimit? = nil
    ) {
        (self.name, self.purpose, self.schedule, self.runner) = (name, purpose, schedule, runner)
        (self.needsTrustedClock, self.timeoutSeconds) = (needsTrustedClock, timeoutSeconds)
        (self.retries, self.dependencies) = (retries, dependencies)
        (self.toleratedFailures, self.freshness) = (toleratedFailures, freshness)
    }

    /// The same job, whatever its data is like.
    var withoutFreshness: JobDescription {
        JobDescription(
            name, purpose, schedule, by: runner, needsTrustedClock: needsTrustedClock, timeout: timeoutSeconds,
            retries: retries, after: dependencies, tolerated: toleratedFailures)
    }
}

/// Who runs a job.
public enum JobRunner: Hashable, Sendable {
    /// The planner, between its other work.
    case planner
    /// A service of systemd of this name, started by its timer; it leaves a report.
    case unit(String)
}

/// How often and after which waits a job that failed is run again.
public struct JobRetries: Hashable, Sendable {
    /// Most runs after the first.
    public let most: Int
    /// The first wait, s.
    public let firstSeconds: Double
    /// How much longer each wait is than the one before, >= 1.
    public let factor: Double
    /// The longest wait, s.
    public let highestSeconds: Double

    /// Waits that grow from a first by a factor up to a highest.
    public init(most: Int, first firstSeconds: Double, factor: Double, highest highestSeconds: Double) {
        (self.most, self.firstSeconds) = (max(0, most), firstSeconds)
        (self.factor, self.highestSeconds) = (max(1, factor), highestSeconds)
    }

    /// A run that failed is not repeated.
    public static let none = JobRetries(most: 0, first: 0, factor: 1, highest: 0)

    /// The wait after a run that failed, s; nil where there is no retry.
    ///
    /// - Parameter attempt: which run failed, 1 for the first.
    public func wait(after attempt: Int) -> Double? {
        guard (1...max(1, most)).contains(attempt), most > 0 else { return nil }
        var seconds = firstSeconds
        for _ in 1..<attempt where seconds < highestSeconds { seconds *= factor }
        return min(seconds, highestSeconds)
    }
}

/// Data that a job brings and that must not grow old.
public enum DataKind: String, CaseIterable, Hashable, Sendable {
    /// The house's own quarter hours.
    case readings
    /// Day-ahead prices.
    case prices
    /// Forecasts of the weather.
    case weather
    /// Carbon intensity of the grid.
    case carbon

    /// Its name in a sentence, such as `weather`.
    public var noun: String {
        switch self {
        case .readings, .prices, .weather: rawValue
        case .carbon: "carbon intensity"
        }
    }

    /// Whether the noun is a plural.
    public var isPlural: Bool {
        switch self {
        case .readings, .prices: true
        case .weather, .carbon: false
        }
    }
}

/// What data may be like before somebody is told.
public struct FreshnessLimit: Hashable, Sendable {
    /// How it is measured.
    public enum Measure: Hashable, Sendable {
        /// How long ago it was made: at most so much.
        case age
        /// How far it reaches from now: at least so much.
        case reach
    }

    /// Which data.
    public let data: DataKind
    /// How it is measured.
    public let measure: Measure
    /// The limit, s.
    public let seconds: Int

    /// A limit.
    public init(_ data: DataKind, _ measure: Measure, seconds: Int) {
        (self.data, self.measure, self.seconds) = (data, measure, seconds)
    }

    /// Data that may be so old.
    public static func age(_ data: DataKind, hours: Int) -> FreshnessLimit {
        FreshnessLimit(data, .age, seconds: 3600 * hours)
    }

    /// Data that has to reach so far from now on.
    public static func reach(_ data: DataKind, hours: Int) -> FreshnessLimit {
        FreshnessLimit(data, .reach, seconds: 3600 * hours)
    }
}
