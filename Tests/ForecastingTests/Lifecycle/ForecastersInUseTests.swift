// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Forecasting

@Suite struct ForecastersInUseTests {
    private static let inputs = HouseSample.inputs(.demand, days: 70)
    private static let model = try? HouseModel.train(inputs.prefix(upTo: 50 * 24), parameters: HouseSample.parameters)
    private let now = Slot(containing: HouseSample.start).advanced(by: 69 * 96 + 28)

    private func record(
        of models: ForecastersInUse, _ inputs: HouseInputs, now: Slot, count: Int
    ) throws -> ForecastRecord {
        let record = models.forecast(inputs, now: now, count: count)
        return try #require(record)
    }

    @Test func withoutAModel_theNaiveForecastIsNamed() throws {
        let models = ForecastersInUse()
        let found = try record(of: models, Self.inputs, now: now, count: 8)
        #expect(found.target == .demand && found.fallback == nil)
        #expect(found.forecast.model == NaiveForecast.load(zone: .centralEuropean).name)
    }

    @Test func model_signsWithItsID_untilItIsRetired() throws {
        var models = ForecastersInUse()
        models.use(.house(try #require(Self.model)), id: "demand-x", drift: nil)
        models.calibrate(Self.inputs)
        #expect(models.id(.demand) == "demand-x" && models.id(.solar) == nil)
        let found = try record(of: models, Self.inputs, now: now, count: 192)
        #expect(found.forecast.model == "demand-x" && found.forecast.p50.count == 192 && found.fallback == nil)
        models.retire(.demand)
        #expect(try record(of: models, Self.inputs, now: now, count: 8).forecast.model != "demand-x")
    }

    @Test func modelThatCannot_givesWayWithItsReason() throws {
        var models = ForecastersInUse()
        models.use(.house(try #require(Self.model)), id: "demand-x", drift: nil)
        // A day is less than the inputs look back on.
        let short = Self.inputs.prefix(upTo: 24)
        let early = Slot(containing: HouseSample.start).advanced(by: 96)
        let found = try record(of: models, short, now: early, count: 192)
        #expect(found.forecast.model != "demand-x")
        #expect(found.fallback == "too little history for the model's inputs")
        let quarters = HouseInputs.demand(
            StepSeries(Self.inputs.series.quarterHours), heatPump: nil, calendar: HouseSample.calendar)
        let other = try record(of: models, quarters, now: now, count: 8)
        #expect(other.fallback == "model for steps of 3600 s, series of 900 s")
    }

    @Test func prices_areThePublishedOnesThenNaive() throws {
        let first = Slot(containing: HouseSample.start)
        let history = SlotSeries(firstSlot: first, values: (0..<20 * 96).map { Double($0 % 96) / 100 })
        let inputs = PriceInputs(history: history, calendar: .utc)
        let found = try #require(ForecastersInUse().forecast(inputs, now: first.advanced(by: 19 * 96), count: 192))
        #expect(found.forecast.p50.count == 192)
        #expect(found.forecast.p50.prefix(96).elementsEqual((0..<96).map { Double($0) / 100 }))
        #expect(zip(found.forecast.p50.suffix(96), 0..<96).allSatisfy { abs($0 - Double($1) / 100) < 1e-12 })
    }
}
