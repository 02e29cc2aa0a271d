// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

/// The text in which a replay hands its result to the planner.
@Suite struct PolicyComparisonTests {
    private static let comparison = PolicyComparison(
        madeAt: UTCInstant(iso8601: "2026-01-10T01:40:00Z") ?? UTCInstant(secondsSinceEpoch: 0),
        configurationHash: 0xFEDC_BA98_7654_3210, period: slot("2026-01-07T23:00Z")..<slot("2026-01-09T23:00Z"),
        forecast: "known-prices", currency: "EUR",
        candidate: PolicyComparison.Candidate(name: "night", fingerprint: 0xA1),
        rows: [
            row("no-battery", 10, days: []), row("self-consumption", 8, days: [4.5, 3.5]),
            row("night", 7, days: [3.1, 3.9]), row("perfect-foresight", 6, days: [2.9, 3.1]),
        ])

    private static func slot(_ text: String) -> Slot {
        Slot(containing: UTCInstant(iso8601: text) ?? UTCInstant(secondsSinceEpoch: 0))
    }

    private static func row(
        _ policy: String, _ cost: Double, days: [Double], wear: Double = 0
    ) -> PolicyComparison.Row {
        PolicyComparison.Row(
            policy: policy, cost: Money(cost + 0.1), adjustedCost: Money(cost), cycles: 1.25,
            modeChanges: days.isEmpty ? nil : 12, writes: days.isEmpty ? nil : 0,
            days: days.enumerated().map {
                DailyCost(date: CivilDate(dayNumber: 20_461 + $0), cost: Money($1), wear: Money(wear))
            })
    }

    @Test func text_bringsEverythingBack_toTheLastBit() throws {
        var rows = Self.comparison.rows
        rows.append(Self.row("third", 1.0 / 3, days: [0.1, 1.0 / 3 - 0.1], wear: 1.0 / 7))
        let odd = PolicyComparison(
            madeAt: Self.comparison.madeAt, configurationHash: 0, period: Self.comparison.period, forecast: "naive",
            currency: "SEK", candidate: nil, rows: rows)
        for comparison in [Self.comparison, odd] {
            #expect(try PolicyComparison(text: comparison.text) == comparison)
        }
        #expect(Self.comparison.text.utf8.count < 1000)
    }

    @Test func figures_areAgainstNoBatteryAndPerfectForesight() throws {
        let comparison = Self.comparison
        let own = try #require(comparison["night"])
        #expect(comparison.saved(own) == Money(3) && comparison.regret(own) == Money(1))
        #expect(comparison.sharePercent(own) == 75 && comparison.dayCount == 2)
        #expect(comparison["dawn"] == nil)
    }

    @Test(arguments: [
        ("comparison = 1", "comparison = 2", 1, "the version 1"),
        ("2026-01-10T01:40:00Z", "soon", 2, "made_at = a moment of UTC"),
        ("made_at = 2026-01-10", "made_at = 2026-01-09", 5, "a quarter hour after from, before made_at"),
        ("fedcba9876543210", "fedcba98765432101", 3, "configuration = a hash"),
        ("to = 2026-01-09T23:00:00Z", "to = 2026-01-09T23:05:00Z", 5, "a quarter hour after from"),
        ("known-prices", "../prices", 6, "forecast = a word"),
        ("EUR", "eur", 7, "three capital letters"),
        ("night a1", "night", 8, "a name and a hash, or -"),
        ("row = no-battery", "line = no-battery", 9, "end = the number of rows, 0"),
        ("row = self-consumption 8.1", "row = self-consumption nan", 10, "two amounts"),
        ("row = self-consumption 8.1", "row = self-consumption 1e7", 10, "two amounts"),
        ("row = self-consumption 8.1 8.0 1.25 12 0", "row = self-consumption 8.1 8.0 1.25 12", 10, "WRITES"),
        ("row = self-consumption 8.1 8.0 1.25 12 0", "row = self-consumption 8.1 8.0 -1.25 12 0", 10, "cycles"),
        (
            "row = self-consumption 8.1 8.0", "row = self-consumption 8.1 8.1", 12,
            "days of self-consumption that sum up"
        ),
        ("day = 2026-01-09 3.5", "day = 2026-01-08 3.5", 12, "after the one before"),
        ("day = 2026-01-09 3.5", "day = 2026-01-12 3.5", 12, "a date in"),
        ("day = 2026-01-09 3.5", "day = 2026-01-09 3.5 -0.1", 12, "wear or nothing"),
        ("day = 2026-01-09 3.5", "day = 2026-01-09 3.5 0.1 0", 12, "wear or nothing"),
        ("row = perfect-foresight", "row = night", 18, "each name once"),
        ("end = 4", "end = 5", 19, "the number of rows, 4"),
        ("end = 4\n", "end = 4\nmore\n", 20, "nothing more"),
        ("end = 4\n", "", 19, "the number of rows, 4"),
    ])
    func textWithAFault_isRefused_byItsLine(found: String, replacement: String, line: Int, expected: String) {
        let text = Self.comparison.text
        #expect(text.contains(found), "the text has changed: \(text)")
        let fault = #expect(throws: PolicyComparisonFault.self) {
            try PolicyComparison(text: text.replacing(found, with: replacement))
        }
        #expect(fault?.line == line && fault?.expected.contains(expected) == true, "\(fault.map { "\($0)" } ?? "")")
    }

    @Test func faultOfWhateverBytes_isShort_andPlain() {
        let fault = #expect(throws: PolicyComparisonFault.self) {
            try PolicyComparison(text: String(repeating: "\u{1B}[31m", count: 1000))
        }
        #expect(fault.map { "\($0)".utf8.count < 200 && !"\($0)".contains("\u{1B}") } == true)
    }
}
