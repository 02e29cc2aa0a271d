// SPDX-License-Identifier: Apache-2.0

import Forecasting
import Testing

@Suite struct ForecastScoresTests {
    /// By hand: errors 1, 0, 2, 1; a zero that was met counts 0 in sMAPE.
    @Test func scores_areThoseOfTheDefinitions() throws {
        let scores = try #require(
            ForecastScores(
                forecast: [3, 0, 8, 3], actual: [4, 0, 10, 2], weekBefore: [2, 2, 8, 4], dayBefore: [4, 4, 10, 2],
                band: (p10: [0, 0, 9, 3], p90: [5, 0, 12, 9]), mapeFloor: 3))
        #expect(scores.count == 4)
        #expect(scores.mae == 1)
        #expect(scores.rmse == 1.5.squareRoot())
        #expect(abs((scores.mape ?? 0) - 100 * (0.25 + 0.2) / 2) < 1e-12)
        #expect(abs(scores.smape - 25 * (2.0 / 7 + 0 + 4.0 / 18 + 2.0 / 5)) < 1e-12)
        #expect(abs((scores.r2 ?? 0) - (1 - 6.0 / 56)) < 1e-12)
        #expect(scores.rmae == 0.5)
        #expect(scores.skill == 0)
        #expect(scores.coverage == 0.75)
    }

    @Test(arguments: [
        (9.1, 10.0, true), (8.9, 10, false), (0.4, 0, true), (0.6, 0, false), (4.4, 4, true), (4.6, 4, false),
    ])
    func hit_isWithinTenPercent_orFiveOfTheRangeNearZero(_ forecast: Double, _ actual: Double, _ isHit: Bool) {
        #expect(ForecastScores.isHit(forecast: forecast, actual: actual, range: 10) == isHit)
    }

    @Test func pointsThatAreNone_haveNoScores() {
        #expect(ForecastScores(forecast: [], actual: [], mapeFloor: 0) == nil)
        #expect(ForecastScores(forecast: [1], actual: [1, 2], mapeFloor: 0) == nil)
        #expect(ForecastScores(forecast: [.nan], actual: [1], mapeFloor: 0) == nil)
    }

    @Test func constantActual_hasNoR2() {
        #expect(ForecastScores(forecast: [1, 2], actual: [3, 3], mapeFloor: 0)?.r2 == nil)
    }

    @Test func schemas_differByNameVersionAndOrder() {
        let schema = FeatureSchema(name: "demand", version: 1, features: ["a", "b"])
        #expect(schema.hash == FeatureSchema(name: "demand", version: 1, features: ["a", "b"]).hash)
        for other in [
            FeatureSchema(name: "demand", version: 2, features: ["a", "b"]),
            FeatureSchema(name: "demand", version: 1, features: ["b", "a"]),
            FeatureSchema(name: "demand", version: 1, features: ["ab"]),
            FeatureSchema(name: "solar", version: 1, features: ["a", "b"]),
        ] { #expect(schema.hash != other.hash) }
    }
}
