// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Testing

@Suite struct RetrainingRuleTests {
    private let now = UTCInstant(secondsSinceEpoch: 1_800_000_000)

    private func scores(days: ClosedRange<Int>, hits: Int, of count: Int = 100) -> [ForecastScoreRecord] {
        days.map { ago in
            var sums = ForecastErrorSums()
            (sums.count, sums.hits) = (count, hits)
            return ForecastScoreRecord(
                target: .demand, model: "demand-1", day: CivilDate(dayNumber: now.date.dayNumber - ago), lead: 4,
                sums: sums)
        }
    }

    private func reason(
        _ scores: [ForecastScoreRecord], drift: Double? = nil, lastAsked: Int? = nil
    ) -> RetrainingRule.Reason? {
        RetrainingRule.reason(
            scores: scores, drift: drift, lastAsked: lastAsked.map { now.advanced(bySeconds: -$0) }, now: now)
    }

    @Test func sevenDaysBelowTheBar_askForRetraining() {
        #expect(reason(scores(days: 1...7, hits: 64)) == .accuracy(0.64))
        #expect(reason(scores(days: 1...7, hits: 65)) == nil)
        #expect(reason(scores(days: 1...6, hits: 10)) == nil, "six days are not enough")
        #expect(reason(scores(days: 1...6, hits: 10) + scores(days: 9...9, hits: 10)) == nil, "an old day is none")
    }

    @Test func drift_asksAtOnce() {
        #expect(reason([], drift: 0.26) == .drift(0.26))
        #expect(reason([], drift: 0.25) == nil)
    }

    @Test func coolDown_isADay() {
        #expect(reason(scores(days: 1...7, hits: 10), drift: 1, lastAsked: 86_399) == nil)
        #expect(reason(scores(days: 1...7, hits: 10), drift: nil, lastAsked: 86_400) == .accuracy(0.1))
    }

    @Test func coolDown_ofAClockThatWasAhead_holdsNothingBack() {
        #expect(reason([], drift: 1, lastAsked: -5 * 365 * 86_400) == .drift(1))
        #expect(reason([], drift: 1, lastAsked: 0) == nil)
    }

    @Test func drift_afterATrainingWasJudged_asksAgainInTwoWeeks() {
        func reason(days: Int, scores: [ForecastScoreRecord] = []) -> RetrainingRule.Reason? {
            RetrainingRule.reason(
                scores: scores, drift: 1, lastAsked: now.advanced(bySeconds: -86_400),
                lastJudged: now.advanced(bySeconds: -86_400 * days), now: now)
        }
        #expect(reason(days: 13) == nil && reason(days: 14) == .drift(1))
        #expect(reason(days: 1, scores: scores(days: 1...7, hits: 10)) == .accuracy(0.1))
        #expect(reason(days: -1000) == .drift(1), "a clock that was ahead")
    }
}
