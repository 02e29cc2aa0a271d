// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forecasting

@Suite struct NaiveBlendTests {
    private static let even = NaiveBlend.Rule(beyondHours: 4, firstOdds: 1, power: 8)

    /// A day on which the trees were off by `trees` and the naive forecast by `naive`.
    private func day(trees: Double, naive: Double) -> NaiveBlend.Errors {
        var errors = NaiveBlend.Errors()
        for actual in [1.0, 2, 3] { errors.add(trees: actual + trees, naive: actual - naive, actual: actual) }
        return errors
    }

    @Test func withoutDays_bothWeighTheSame() {
        var blend = NaiveBlend(Self.even)
        #expect(blend.value(trees: 3, naive: 1) == 2)
        blend.add(NaiveBlend.Errors())
        #expect(blend == NaiveBlend(Self.even))
    }

    @Test func errorsOfTheDays_giveTheWeights() {
        var blend = NaiveBlend(Self.even)
        for _ in 0..<4 { blend.add(day(trees: 2, naive: 1)) }
        // Four days weigh as much as equal weights; 2 to the power of 8 is 256.
        #expect(abs(blend.weight - (0.5 * 0.5 + 0.5 / 257)) < 1e-12)
        for _ in 0..<28 { blend.add(day(trees: 1, naive: 1)) }
        #expect(abs(blend.weight - 0.5) < 1e-12)
        for _ in 0..<28 { blend.add(day(trees: 0, naive: 1)) }
        #expect(abs(blend.weight - (0.5 + 0.5 * 28 / 32)) < 1e-12)
        for _ in 0..<28 { blend.add(day(trees: 0, naive: 0)) }
        #expect(blend.weight == 0.5)
    }

    @Test func naiveForecastWithoutError_isYieldedTo() {
        var blend = NaiveBlend(Self.even)
        for _ in 0..<4 { blend.add(day(trees: 0.5, naive: 0)) }
        #expect(blend.weight == 0.25, "what is left of equal weights after four days")
        for _ in 0..<24 { blend.add(day(trees: 0.5, naive: 0)) }
        #expect(blend.weight == 0.5 * 4 / 32)
    }

    @Test func firstOdds_holdUntilTheDaysSayOtherwise() {
        var blend = NaiveBlend(NaiveBlend.Rule(beyondHours: 4, firstOdds: 9, power: 16))
        #expect(abs(blend.weight - 0.9) < 1e-12)
        for _ in 0..<28 { blend.add(day(trees: 1, naive: 1)) }
        #expect(abs(blend.weight - 0.9) < 1e-12)
        for _ in 0..<28 { blend.add(day(trees: 2, naive: 1)) }
        #expect(blend.weight < 0.12)
    }

    @Test func stepWithoutANaiveForecast_isTheTrees_andTellsNothing() {
        var blend = NaiveBlend(Self.even)
        #expect(blend.value(trees: 3, naive: .nan) == 3)
        var errors = NaiveBlend.Errors()
        errors.add(trees: 3, naive: .nan, actual: 1)
        blend.add(errors)
        #expect(blend == NaiveBlend(Self.even))
    }

    @Test func horizonsBeyondTheHours_areBlended() {
        #expect(OnlineAdaptation.solar.blend(5...16, stepsPerDay: 96) == nil)
        #expect(OnlineAdaptation.solar.blend(17...96, stepsPerDay: 96) == NaiveBlend(Self.even))
        #expect(OnlineAdaptation.solar.blend(5...24, stepsPerDay: 24) == NaiveBlend(Self.even))
        #expect(OnlineAdaptation.demand.blend(97...192, stepsPerDay: 96) != nil)
        #expect(OnlineAdaptation.none.blend(97...192, stepsPerDay: 96) == nil)
    }
}
