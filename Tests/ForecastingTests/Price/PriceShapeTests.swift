// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Forecasting

@Suite struct PriceShapeTests {
    private let trend = (0..<24).map { 30 + 10 * Double($0 % 7) }

    @Test func correction_keepsTheDaysMean_andVanishesWhereTheRankingIsTheTrend() {
        let ranking = (0..<24).map { Double(($0 * 11) % 24) / 24 }
        let correction = PriceExtremes.correction(trend: trend, ranking: ranking)
        #expect(abs(correction.reduce(0, +)) < 1e-9)
        #expect(correction.contains { abs($0) > 1 })
        let agreeing = PriceExtremes.correction(trend: trend, ranking: trend.map { $0 / 100 - 1 })
        #expect(agreeing.allSatisfy { abs($0) < 1e-9 })
        let flat = PriceExtremes.correction(trend: [Double](repeating: 5, count: 24), ranking: ranking)
        #expect(flat.allSatisfy { $0 == 0 })
    }

    @Test func correction_earnsItsPlaceOnlyWhereItHelps() {
        let correction = (0..<24).map { $0 % 2 == 0 ? 10.0 : -10 }
        var (good, bad) = (PriceShapeRecord(), PriceShapeRecord())
        #expect(good.strength == 0)
        for _ in 0..<10 {
            good.add(trend: trend, correction: correction, actual: zip(trend, correction).map { $0 + 0.2 * $1 })
            bad.add(trend: trend, correction: correction, actual: zip(trend, correction).map { $0 - 0.2 * $1 })
        }
        #expect(good.strength == 0.2)
        #expect(bad.strength == 0)
    }

    @Test func blend_trustsTheBetterFamily_andMakesHoursGoodThatAreAlwaysOff() throws {
        var record = PriceBlendRecord()
        #expect(record.blend == nil)
        let families = [trend.map { $0 + 3 }, trend.map { $0 - 6 }, trend.map { $0 + 3 }]
        for _ in 0..<6 { record.add(families: families, weighted: trend, actual: trend) }
        let early = try #require(record.blend)
        // Twice the error is an eighth of the weight.
        #expect(zip(early.weights, [8.0 / 17, 1.0 / 17, 8.0 / 17]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(early.offsets.allSatisfy { $0 == 0 })
        let late = trend.enumerated().map { $0 < 12 ? $1 + 10 : $1 }
        for _ in 0..<PriceBlendRecord.days { record.add(families: families, weighted: trend, actual: late) }
        let blend = try #require(record.blend)
        #expect(blend.offsets[1...10].allSatisfy { abs($0 - 10 * PriceBlendRecord.share) < 1e-12 })
        #expect(blend.offsets[13...22].allSatisfy { $0 == 0 })
        #expect(zip(blend.trend(families), blend.weighted(families)).map { $0 - $1 }[5] > 3.9)
    }

    @Test func blendOfAFamilyWithoutError_isThatFamily() throws {
        var record = PriceBlendRecord()
        record.add(families: [trend.map { $0 + 1 }, trend, trend], weighted: trend, actual: trend)
        #expect(try #require(record.blend).weights == [0, 0.5, 0.5])
    }

    @Test func band_holdsEightyOfAHundredDays_andWidensWithTheSpread() {
        var random = SplitMix64(seed: 3)
        var (band, hits, count) = (PriceBand(), 0, 0)
        let zero = [Double](repeating: 0, count: 24)
        for day in 0..<200 {
            let actual = (0..<24).map { _ in random.nextUniform() + random.nextUniform() - 1 }
            if day >= PriceBand.days {
                let (p10, p90) = band.around(zero, spread: 2)
                hits += (0..<24).count { p10[$0] <= 2 * actual[$0] && 2 * actual[$0] <= p90[$0] }
                count += 24
            }
            band.add(forecast: zero, actual: actual, spread: 1)
        }
        #expect(abs(Double(hits) / Double(count) - 0.8) < 0.03)
        let (narrow, wide) = (band.around(zero, spread: 1), band.around(zero, spread: 3))
        #expect(abs(wide.p90[5] - 3 * narrow.p90[5]) < 1e-12)
        #expect(band.count == PriceBand.days)
    }

    @Test func bandWithoutErrors_isTheForecast() {
        let (p10, p90) = PriceBand().around(trend, spread: 5)
        #expect(p10 == trend && p90 == trend)
    }
}
