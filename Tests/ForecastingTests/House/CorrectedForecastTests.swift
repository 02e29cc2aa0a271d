// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Forecasting

/// The correction of errors in the forecasts of a house.
@Suite struct CorrectedForecastTests {
    /// MAE some hours ahead over the days after the training, and coverage, with and without the correction.
    private func rows(
        _ inputs: HouseInputs, trainedDays: Int, minutes: Int
    ) throws -> (plain: HouseEvaluationRow, corrected: HouseEvaluationRow) {
        let series = inputs.series
        let model = try HouseModel.train(inputs.prefix(upTo: trainedDays * 24), parameters: HouseSample.parameters)
        let window = series.instant(trainedDays * 24)..<series.instant(series.values.count)
        let full = model.quantity.adaptation
        let without = OnlineAdaptation(blend: full.blend, bandRate: full.bandRate, correction: nil)
        let found = try [without, full].map { adaptation in
            let rows = HouseEvaluation.rows(
                of: HouseForecaster(model, adaptation), inputs, window: window, mapeFloor: 0)
            return try #require(rows.first { $0.rule == .rolling(minutes: minutes) && $0.band != nil })
        }
        return (found[0], found[1])
    }

    /// Clouds of the training never stay longer than some hours; those after it stay for days.
    @Test func weatherThatLastsLongerThanEverBefore_isFollowed() throws {
        let sample = HouseSample.solar(days: 120)
        let values = sample.enumerated().map { step, value in
            step < 70 * 24 || step / 72 % 2 == 0 ? value : 0.3 * value
        }
        let (plain, corrected) = try rows(HouseSample.inputs(.solar, values), trainedDays: 70, minutes: 240)
        #expect(corrected.scores.mae < 0.97 * plain.scores.mae)
    }

    /// A guest who heats for days and is away for days, as none did before.
    @Test func demandThatLastsLongerThanEverBefore_isFollowed() throws {
        let sample = HouseSample.demand(days: 120)
        let values = sample.enumerated().map { step, value in
            step < 70 * 24 || step / 72 % 2 == 0 ? value : value + 1
        }
        let (plain, corrected) = try rows(HouseSample.inputs(.demand, values), trainedDays: 70, minutes: 240)
        #expect(corrected.scores.mae < 0.97 * plain.scores.mae)
    }

    @Test(arguments: HouseQuantity.allCases)
    func houseAsItWasTrained_isForecastAsBefore(_ quantity: HouseQuantity) throws {
        let (plain, corrected) = try rows(HouseSample.inputs(quantity, days: 110), trainedDays: 80, minutes: 240)
        #expect(abs(corrected.scores.mae / plain.scores.mae - 1) < 0.01)
    }

    /// Calibrated day by day or all at once: what is learned is the same.
    @Test(arguments: HouseQuantity.allCases)
    func daysTakenInOneByOne_orTogether_makeTheSame(_ quantity: HouseQuantity) throws {
        let inputs = HouseSample.inputs(quantity, days: 75)
        let model = try HouseModel.train(inputs.prefix(upTo: 60 * 24), parameters: HouseSample.parameters)
        let now = Slot(containing: HouseSample.start).advanced(by: 75 * 96)
        var (together, oneByOne) = (HouseForecaster(model), HouseForecaster(model))
        try together.calibrate(inputs)
        for day in 61...75 { try oneByOne.calibrate(inputs.prefix(upTo: day * 24)) }
        let found = try #require(try together.forecast(inputs, now: now))
        #expect(try oneByOne.forecast(inputs, now: now) == found)
    }

    /// A day lost in the middle of what is learned from and known.
    @Test(arguments: HouseQuantity.allCases)
    func gapOfADay_isForecastOver(_ quantity: HouseQuantity) throws {
        var values = quantity == .demand ? HouseSample.demand(days: 75) : HouseSample.solar(days: 75)
        for step in 74 * 24 - 6..<75 * 24 - 6 { values[step] = .nan }
        let inputs = HouseSample.inputs(quantity, values)
        let model = try HouseModel.train(inputs.prefix(upTo: 60 * 24), parameters: HouseSample.parameters)
        var forecaster = HouseForecaster(model)
        try forecaster.calibrate(inputs)
        let found = try #require(
            try forecaster.forecast(inputs, now: Slot(containing: HouseSample.start).advanced(by: 75 * 96)))
        #expect(found.fallback == nil && found.forecast.p50.count == 192)
        #expect(zip(found.forecast.p10, found.forecast.p90).allSatisfy { 0 <= $0 && $0 <= $1 && $1.isFinite })
    }
}
