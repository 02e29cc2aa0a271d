// SPDX-License-Identifier: Apache-2.0

import Bits
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

    @Test func storedDistribution_thatNoTrainingMakes_isNone() {
        let many = (0..<10).map(Double.init)
        #expect(InputDrift(bounds: many, shares: [Double](repeating: 0.1, count: 11)) == nil)
        #expect(InputDrift(bounds: [.nan], shares: [0.5, 0.5]) == nil)
        #expect(InputDrift(bounds: [1], shares: [0.5, 0.5]) != nil)
    }

    /// Against a figure of numpy: deciles of 0...999, then the upper half alone.
    @Test func drift_isThePopulationStabilityIndex() throws {
        let training = (0..<1000).map(Double.init)
        let drift = try #require(InputDrift(training: training))
        #expect(abs(try #require(drift.index(of: training))) < 1e-9)
        // Ten classes of 0.1; of the upper half five are empty, 0.5 / 500 = 0.001, and five hold 0.2.
        let expected = 5 * (0.001 - 0.1) * -4.605170185988091 + 5 * (0.2 - 0.1) * 0.6931471805599453
        #expect(abs(try #require(drift.index(of: training.suffix(500))) - expected) < 0.02)
        #expect(InputDrift(training: training.prefix(499)) == nil)
        #expect(InputDrift(training: Array(repeating: 1.0, count: 900)) == nil)
        #expect(drift.index(of: [1, 2, 3]) == nil)
    }

    @Test func distributionThatStays_doesNotDrift_whereOneValueIsFrequent() throws {
        var generator = SplitMix64(seed: 1)
        let values = (0..<4000).map { $0 % 2 == 0 ? 0 : generator.nextUniform() }
        let drift = try #require(InputDrift(training: values.prefix(2000)))
        #expect(try #require(drift.index(of: values.suffix(2000))) < 0.1)
        #expect(try #require(drift.index(of: values.suffix(2000).map { $0 + 0.2 })) > InputDrift.limit)
        #expect(InputDrift(bounds: drift.bounds, shares: drift.shares) == drift)
        #expect(InputDrift(bounds: [1, 1], shares: [0, 0, 1]) == nil)
        #expect(InputDrift(bounds: [1], shares: [1]) == nil)
    }
}
