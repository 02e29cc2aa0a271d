// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore
import Testing

/// How forecasts did.
struct ScoreTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func days(_ range: Range<Int>) -> Range<CivilDate> {
        Samples.day(range.lowerBound)..<Samples.day(range.upperBound)
    }

    @Test func scores_comeBackWithEverySum_inOrder() throws {
        let scores = [
            Samples.score(day: 0, lead: 1), Samples.score(day: 0, lead: 16),
            Samples.score(model: "seasonal mean", day: 0, lead: 1), Samples.score(.price, model: "naive", day: 0),
            Samples.score(.carbon, model: "ridge", day: 1), Samples.score(day: 1),
        ]
        try Samples.store(folder).store(scores: scores.reversed())
        let store = try Samples.store(folder)
        #expect(try store.scores(target: nil, days: days(0..<2)) == scores)
        #expect(try store.scores(target: .demand, days: days(0..<1)) == Array(scores[..<3]))
        #expect(try store.scores(target: nil, days: days(1..<2)) == Array(scores[4...]))
        #expect(try store.scores(target: .solar, days: days(0..<2)).isEmpty)
        #expect(store.notices.isEmpty)
    }

    @Test func scoreOfTheSameKey_replacesTheEarlier() throws {
        let store = try Samples.store(folder)
        try store.store(scores: [Samples.score(day: 0), Samples.score(day: 1)])
        try store.store(scores: [Samples.score(day: 1, error: 1), Samples.score(day: 1, error: 2)])
        let found = try store.scores(target: .demand, days: days(0..<9))
        #expect(found == [Samples.score(day: 0), Samples.score(day: 1, error: 2)])
    }

    @Test func sumThatIsNoNumber_isRefusedWithAllOthers() throws {
        let store = try Samples.store(folder)
        let error = ReadingStoreError.scoreNotFinite(.demand, model: "demand-1", day: Samples.day(1))
        for bad in [Double.nan, .infinity] {
            #expect(throws: error) {
                try store.store(scores: [Samples.score(day: 0), Samples.score(day: 1, error: bad)])
            }
        }
        #expect("\(error)" == "the score of demand-1 for demand on 2026-01-02 has a sum that is not a number")
        #expect(!error.isWorthRetrying)
        #expect(try store.scores(target: nil, days: days(0..<9)).isEmpty)
    }

    @Test(arguments: [
        "day = day + 5", "target = 'solar'", "lead = 5", "count = 97", "absolute_error = 0", "hits = 96",
        "in_band = 96", "actual = 1", "crc = 0",
    ])
    func changedScore_isReportedAndNotReturned(change: String) throws {
        try Samples.store(folder).store(scores: (0..<3).map { Samples.score(day: $0) })
        let changed = "day = \(Samples.day(1).dayNumber)"
        try RawDatabase(folder.database).execute("UPDATE forecast_score SET \(change) WHERE \(changed)")
        let store = try Samples.store(folder)
        let found = try store.scores(target: nil, days: days(0..<9))
        #expect(found == [0, 2].map { Samples.score(day: $0) })
        #expect(store.notices.count == 1)
        guard case .damagedRow("forecast_score", let key)? = store.notices.first else { return #expect(Bool(false)) }
        #expect(key.contains(" by demand-1 on 2026-01-0"))
    }
}
