// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Testing

@Suite struct ChampionshipTests {
    private static let window = UTCInstant(secondsSinceEpoch: 0)..<UTCInstant(secondsSinceEpoch: 14 * 86_400)

    private func trial(
        _ error: Double, naive: Double = 100, points: Int = 1000, days: Int = 14
    ) -> ModelTrial {
        let end = Self.window.lowerBound.advanced(bySeconds: days * 86_400)
        return ModelTrial(window: Self.window.lowerBound..<end, points: points, error: error, naiveError: naive)
    }

    @Test func firstModel_mustBeatTheNaiveForecastByTheMargin() {
        #expect(Championship(challenger: trial(97.9), champion: nil).verdict == .promote)
        guard case .refuse(let reason) = Championship(challenger: trial(98.1), champion: nil).verdict else {
            Issue.record("expected a refusal")
            return
        }
        #expect(reason == "its error is 1.9 % below that of the naive forecast, less than the 2 % asked")
    }

    @Test func challenger_mustBeatTheChampionToo() {
        #expect(Championship(challenger: trial(70), champion: trial(80)).verdict == .promote)
        #expect(Championship(challenger: trial(79), champion: trial(80)).verdict != .promote)
        #expect(Championship(challenger: trial(90), champion: trial(80)).verdict != .promote)
        // A champion that has become worse than the naive forecast does not let a bad challenger in.
        #expect(Championship(challenger: trial(110), champion: trial(130)).verdict != .promote)
    }

    @Test func otherDaysOrPoints_areNoComparison() {
        #expect(Championship(challenger: trial(10), champion: trial(80, points: 999)).verdict != .promote)
        #expect(Championship(challenger: trial(10), champion: trial(80, days: 13)).verdict != .promote)
    }

    @Test func tooFewDaysOrNoPoint_areNoTrial() {
        #expect(Championship(challenger: trial(10, days: 6), champion: nil).verdict != .promote)
        #expect(Championship(challenger: trial(0, points: 0), champion: nil).verdict != .promote)
        #expect(Championship(challenger: trial(10, days: 7), champion: nil).verdict == .promote)
    }

    @Test func errorThatIsNoNumber_isRefused() {
        #expect(Championship(challenger: trial(.nan), champion: nil).verdict == .refuse("its error is not a number"))
        let perfect = Championship(challenger: trial(0, naive: 0), champion: nil).verdict
        #expect(perfect == .refuse("the naive forecast makes no error"))
    }

    @Test func window_isWhatNeitherHasSeen() throws {
        let end = try #require(UTCInstant(iso8601: "2026-11-21T14:30Z"))
        let midnight = try #require(UTCInstant(iso8601: "2026-11-21"))
        func days(_ trained: [Int]) -> Int? {
            ModelTrial.window(endingAt: end, trainedUntil: trained.map { midnight.advanced(bySeconds: -$0 * 86_400) })
                .map { ($0.upperBound.secondsSinceEpoch - $0.lowerBound.secondsSinceEpoch) / 86_400 }
        }
        #expect(days([]) == 14)
        #expect(days([14, 60]) == 14)
        #expect(days([9, 60]) == 9)
        #expect(days([6]) == nil)
        let window = try #require(ModelTrial.window(endingAt: end, trainedUntil: []))
        #expect(window.upperBound == midnight)
    }
}
