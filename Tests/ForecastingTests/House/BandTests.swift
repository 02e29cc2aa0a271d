// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forecasting

@Suite struct BandTests {
    /// A band of 0...1 and values of -1...2 spread evenly: a tenth below means half a width and more below.
    private func scores(_ count: Int) -> BandScores {
        var scores = BandScores()
        for k in 0..<count { scores.add(p10: 0, p90: 1, actual: -1 + 3 * (Double(k) + 0.5) / Double(count)) }
        return scores
    }

    @Test func offsets_makeTheBandHoldWhatItShould() throws {
        let offsets = try #require(scores(1000).offsets(level: 0.9))
        #expect(abs(offsets.lower - 0.7) < 0.01)
        #expect(abs(offsets.upper - 0.7) < 0.01)
        let band = offsets.apply(p10: 10, p90: 20)
        #expect(abs(band.p10 - 3) < 0.1)
        #expect(abs(band.p90 - 27) < 0.1)
        #expect(BandScores().offsets(level: 0.9) == nil)
    }

    @Test func daysThatFellOutside_moveTheBandTowardsThem() {
        var calibration = BandCalibration(
            trained: [BandOffsets(), BandOffsets(lower: 0.1, upper: 0)], level: 0.9, rate: 0)
        var last = 0.0
        for day in 1...60 {
            calibration.add([scores(50), BandScores()])
            #expect(calibration.offsets[0].lower >= last, "day \(day)")
            last = calibration.offsets[0].lower
        }
        #expect(last > 0.55 && last < 0.75)
        #expect(calibration.offsets[1] == BandOffsets(lower: 0.1, upper: 0))
    }

    /// Values that spread out by a hundredth each day: quantiles of the last weeks always come too late.
    @Test func bandThatHoldsTooLittleDayForDay_asksForMore() {
        func held(rate: Double) -> Double {
            var calibration = BandCalibration(trained: [BandOffsets()], level: 0.9, rate: rate)
            var (held, spread) = (0.0, 1.0)
            for day in 0..<80 {
                spread *= 1.01
                var scores = BandScores()
                for k in 0..<50 {
                    scores.add(p10: 0, p90: 1, actual: 1 + spread * (Double(k) - 24.5) / 50)
                }
                let upper = scores.held(calibration.offsets[0])?.upper ?? 0
                if day >= 40 { held += upper / 40 }
                calibration.add([scores])
            }
            return held
        }
        #expect(held(rate: 0) < 0.82)
        #expect(held(rate: 0.1) > 0.86)
    }

    @Test func shareHeld_isThatOfEachEnd() {
        let held = scores(1000).held(BandOffsets(lower: 0.7, upper: 0.1))
        #expect(held == BandLevels(lower: 0.9, upper: 0.7))
        #expect(BandScores().held(BandOffsets()) == nil)
    }

    @Test func adjustedQuantiles_neverCross_andStayAboveTheFloor() {
        let quantiles = StepQuantiles(p10: 1, p50: 2, p90: 3)
        let inward = quantiles.adjusted(BandOffsets(lower: -0.9, upper: -0.9), floor: 0)
        #expect(inward == StepQuantiles(p10: 2, p50: 2, p90: 2))
        let outward = quantiles.adjusted(BandOffsets(lower: 5, upper: 1), floor: 0)
        #expect(outward == StepQuantiles(p10: 0, p50: 2, p90: 5))
    }
}
