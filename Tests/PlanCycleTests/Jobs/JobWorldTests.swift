// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import PlanCycle

/// What holds of all jobs through months of failures, steps of the clock and restarts, whatever the seed.
@Suite struct JobWorldTests {
    private static let jobs: [JobDescription] = [
        .own("data", .every(quarterHours: 1), needsTrustedClock: false),
        .own("hourly", .every(quarterHours: 4)),
        .own("morning", .daily(TimeOfDay(6)), after: ["data"]),
        .own("night", .daily(TimeOfDay(2, 40))),
        .own("weekly", .weekly(.sunday, TimeOfDay(2))),
        .own("prices", .published(TimeOfDay(13), in: .centralEuropean, everyMinutes: 15)),
        .own("broken", .every(quarterHours: 4), retries: JobRetries(most: 3, first: 30, factor: 2, highest: 60)),
        .own("flaky", .every(quarterHours: 8), retries: JobRetries(most: 2, first: 30, factor: 4, highest: 3600)),
        .own("blocked", .daily(TimeOfDay(4)), after: ["broken"]),
    ]

    private static func outcome(_ job: String, _ number: Double) -> JobOutcome {
        switch job {
        case "broken": number < 0.9 ? .failed : .timedOut
        case "flaky": number < 0.5 ? .failed : .succeeded
        case "prices": number < 0.6 ? .nothingNew : .succeeded
        default: .succeeded
        }
    }

    /// A flaky job may be late, as it fails.
    private static func unexcused(_ world: JobWorld) -> [String] {
        world.faults.filter { !$0.contains("flaky has not succeeded") }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func monthsWithFailuresAndSteps_keepTheRules(seed: UInt64) throws {
        let start = try #require(UTCInstant(iso8601: "2026-02-20T12:00Z"))
        var world = JobWorld(Self.jobs, seed: seed, start: start)
        world.live(days: 30, outcome: Self.outcome)
        #expect(Self.unexcused(world) == [])
        #expect(world.stepCount > 3 && world.restartCount > 3)
        #expect(world.records["broken"]?.successes == 0 && world.records["blocked"]?.attempts == 0)
        #expect(world.records["broken"]?.mostAttempts == 4 && world.records["flaky"]?.mostAttempts == 3)
    }

    @Test func monthsWithFailures_countEveryPeriod() throws {
        // Over the end of summer time.
        let start = try #require(UTCInstant(iso8601: "2026-09-20T22:00Z"))
        var world = JobWorld(Self.jobs, seed: 5, start: start)
        world.live(days: 56, isSteady: true, outcome: Self.outcome)
        #expect(Self.unexcused(world) == [])
        let successes = world.records.mapValues(\.successes)
        // Each began with a run for the period it was.
        let quarters = 56 * 96
        #expect((quarters...quarters + 1).contains(successes["data"] ?? 0))
        #expect((quarters / 4...quarters / 4 + 1).contains(successes["hourly"] ?? 0))
        #expect(successes["morning"] == 57 && successes["night"] == 57 && successes["weekly"] == 9)
        #expect((56...57).contains(successes["prices"] ?? 0))
        // Four attempts in each hour, of which the last may be cut.
        let attempts = try #require(world.records["broken"]?.attempts)
        #expect((quarters - 4...quarters + 4).contains(attempts))
    }

    @Test func houseTable_isKept() throws {
        let start = try #require(UTCInstant(iso8601: "2026-01-01T00:00Z"))
        let own = HouseJob.ofPlanner
        var world = JobWorld(own, seed: 6, start: start)
        world.live(days: 60) { _, _ in .succeeded }
        #expect(world.faults == [])
        #expect(Set(world.records.filter { $0.value.successes > 5 }.keys) == Set(own.map(\.name)))
    }
}
