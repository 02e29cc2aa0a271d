// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies
import Testing

/// Which comparisons count, and what they decide.
@Suite struct PolicyTrialTests {
    private static let candidate = PolicyComparison.Candidate(name: "night", fingerprint: 1)
    private static let now = UTCInstant(iso8601: "2026-02-02T02:00:00Z") ?? UTCInstant(secondsSinceEpoch: 0)
    private static let midnight = Slot(containing: now.advanced(bySeconds: -3 * 3600))

    /// What the candidate saved a day against the optimiser, and 0.1 more against self-consumption.
    private static func comparison(
        saving: Double = 0.1, madeAt: UTCInstant = now, daysAgo: Int = 0, hash: UInt64 = 5, fingerprint: UInt64 = 1,
        names: [String] = ["self-consumption", "optimiser", "night"], firstDay: Int = 28,
        forecast: String = "naive"
    ) -> PolicyComparison {
        let end = midnight.advanced(by: -96 * daysAgo)
        let last = TimeZoneRule.centralEuropean.localDate(at: end.start).dayNumber
        func cost(_ day: Int, _ more: Double) -> Double {
            let ofDay = Double(day * 37 % 101) / 100
            // A policy that is always cheaper by the same would leave nothing to be unsure of.
            return 2 + ofDay + more * (1 + 0.1 * Double(day * 3 % 7 - 3))
        }
        let costs = [saving + 0.1, saving, 0].map { more in
            (0..<28).map { DailyCost(date: CivilDate(dayNumber: last - firstDay + $0), cost: Money(cost($0, more))) }
        }
        return PolicyComparison(
            madeAt: madeAt, configurationHash: hash, period: end.advanced(by: -96 * 28)..<end, forecast: forecast,
            currency: "EUR", candidate: PolicyComparison.Candidate(name: "night", fingerprint: fingerprint),
            rows: zip(names, costs).map { name, days in
                PolicyComparison.Row(
                    policy: name, cost: days.reduce(.zero) { $0 + $1.cost },
                    adjustedCost: days.reduce(.zero) { $0 + $1.cost }, cycles: 1, modeChanges: nil, writes: nil,
                    days: days)
            })
    }

    private static func judge(
        _ comparison: PolicyComparison, isInUse: Bool = false, last: UTCInstant? = nil,
        of candidate: PolicyComparison.Candidate? = candidate
    ) throws(ComparisonRefusal) -> PolicyVerdictRecord {
        try PolicyTrial(of: candidate, configurationHash: 5, currency: "EUR", marketZone: .centralEuropean)
            .judge(comparison, isInUse: isInUse, last: last, now: now)
    }

    @Test func verdict_isThatOfTheDays() throws {
        let promoted = try Self.judge(Self.comparison())
        #expect(promoted.verdict == .promote && promoted.candidate == Self.candidate && promoted.time == Self.now)
        #expect(promoted.sentence.hasPrefix("promoted: over 28 days it saved 0.2"))
        #expect(promoted.comparison == Self.comparison())
        #expect(try Self.judge(Self.comparison(), isInUse: true).verdict == .keep)
        #expect(try Self.judge(Self.comparison(saving: -0.3), isInUse: true).verdict == .demote)
        #expect(try Self.judge(Self.comparison(saving: -0.3)).verdict == .keep)
    }

    @Test func houseWithNothingOnTrial_keepsTheComparisonForPeople() throws {
        let comparison = Self.comparison()
        let plain = PolicyComparison(
            madeAt: comparison.madeAt, configurationHash: 5, period: comparison.period, forecast: "naive",
            currency: "EUR", candidate: nil, rows: comparison.rows)
        let record = try Self.judge(plain, of: nil)
        #expect(record.verdict == .keep && record.candidate == nil)
        #expect(throws: ComparisonRefusal.self) { try Self.judge(comparison, of: nil) }
        #expect(throws: ComparisonRefusal.self) { try Self.judge(plain) }
    }

    @Test(arguments: [
        (comparison(hash: 6), "another configuration"), (comparison(fingerprint: 2), "another version of night"),
        (comparison(names: ["self-consumption", "greedy", "night"]), "does not compare night with"),
        (comparison(names: ["self-consumption", "optimiser", "day"]), "does not compare night with"),
        (comparison(madeAt: now.advanced(bySeconds: 120)), "yet to come"),
        (comparison(daysAgo: 3), "more than three days ago"),
        (comparison(madeAt: now.advanced(bySeconds: -3 * 86_400 - 1), daysAgo: 3), "more than three days ago"),
        (comparison(firstDay: 27), "has days outside of"), (comparison(forecast: "perfect"), "perfect forecasts"),
        (comparison(firstDay: 29), "has days outside of"),
    ])
    func comparisonThatDoesNotCount_isRefused(comparison: PolicyComparison, words: String) {
        let refusal = #expect(throws: ComparisonRefusal.self) { try Self.judge(comparison) }
        #expect(refusal.map { "\($0)".contains(words) } == true, "\(refusal.map { "\($0)" } ?? "none")")
    }

    /// Otherwise one from before a demotion could be brought back to undo it.
    @Test func comparisonThatIsNotLaterThanTheLast_isRefused() throws {
        let refusal = #expect(throws: ComparisonRefusal.self) { try Self.judge(Self.comparison(), last: Self.now) }
        #expect(refusal.map { "\($0)".contains("a later one was judged") } == true)
        #expect(try Self.judge(Self.comparison(), last: Self.now.advanced(bySeconds: -1)).verdict == .promote)
        // One that was judged while the clock was an hour ahead must not lock out all of that hour, or year.
        #expect(try Self.judge(Self.comparison(), last: Self.now.advanced(bySeconds: 3600)).verdict == .promote)
    }
}
