// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forecasting

@Suite struct LevelBlendTests {
    /// A day on which the trees were off by `trees` and the level by `level`.
    private func day(trees: Double, level: Double) -> LevelBlend.Errors {
        var errors = LevelBlend.Errors()
        for actual in [1.0, 2, 3] { errors.add(trees: actual + trees, level: actual - level, actual: actual) }
        return errors
    }

    @Test func withoutDays_bothWeighTheSame() {
        var blend = LevelBlend()
        #expect(blend.value(trees: 3, level: 1) == 2)
        blend.add(LevelBlend.Errors())
        #expect(blend == LevelBlend())
    }

    @Test func errorsOfTheDays_giveTheWeights() {
        var blend = LevelBlend()
        for _ in 0..<4 { blend.add(day(trees: 2, level: 1)) }
        // Four days weigh as much as equal weights; 2 to the power of 8 is 256.
        #expect(abs(blend.weight - (0.5 * 0.5 + 0.5 / 257)) < 1e-12)
        for _ in 0..<28 { blend.add(day(trees: 1, level: 1)) }
        #expect(abs(blend.weight - 0.5) < 1e-12)
        for _ in 0..<28 { blend.add(day(trees: 0, level: 1)) }
        #expect(abs(blend.weight - (0.5 + 0.5 * 28 / 32)) < 1e-12)
        for _ in 0..<28 { blend.add(day(trees: 0, level: 0)) }
        #expect(blend.weight == 0.5)
    }

    @Test func horizonsBeyondTheHours_areBlended() {
        #expect(OnlineAdaptation.solar.blend(5...16, stepsPerDay: 96) == nil)
        #expect(OnlineAdaptation.solar.blend(17...96, stepsPerDay: 96) == LevelBlend())
        #expect(OnlineAdaptation.solar.blend(5...24, stepsPerDay: 24) == LevelBlend())
        #expect(OnlineAdaptation.demand.blend(97...192, stepsPerDay: 96) == nil)
    }
}
