// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

/// Trained once for the suite: a hundred days of hours, small trees.
private let models: [HouseQuantity: HouseModel] = {
    var models: [HouseQuantity: HouseModel] = [:]
    for quantity in HouseQuantity.allCases {
        let inputs = HouseSample.inputs(quantity, days: 100).prefix(upTo: 80 * 24)
        models[quantity] = try? HouseModel.train(inputs, parameters: HouseSample.parameters)
    }
    return models
}()

@Suite struct HouseModelTests {
    private let now = Slot(containing: HouseSample.start).advanced(by: 90 * 96 + 28)

    @Test(arguments: HouseQuantity.allCases)
    func forecast_isOrderedAndNamed_forTwoDays(_ quantity: HouseQuantity) throws {
        let forecaster = HouseForecaster(try #require(models[quantity]))
        let result = try #require(try forecaster.forecast(HouseSample.inputs(quantity, days: 100), now: now))
        #expect(result.fallback == nil)
        #expect(result.forecast.model == "\(quantity.rawValue)-trees-v\(quantity.schema.version)")
        #expect(result.forecast.firstSlot == now)
        #expect(result.forecast.p50.count == 192)
        #expect(result.forecast.p10.allSatisfy { $0 >= 0 })
        // An hour is forecast as one.
        #expect(result.forecast.p50[0] == result.forecast.p50[3])
        #expect(Set(result.forecast.p50).count > 20)
    }

    @Test(arguments: HouseQuantity.allCases)
    func forecast_knowsNothingOfWhatComes(_ quantity: HouseQuantity) throws {
        let forecaster = HouseForecaster(try #require(models[quantity]))
        let all = HouseSample.inputs(quantity, days: 100)
        let first = try forecaster.forecast(all, now: now)
        #expect(try forecaster.forecast(all.prefix(upTo: 90 * 24 + 7), now: now) == first)
    }

    @Test(arguments: HouseQuantity.allCases)
    func lastThirtyDays_giveTheForecastOfTheWholeHistory(_ quantity: HouseQuantity) throws {
        let model = try #require(models[quantity])
        let inputs = HouseSample.inputs(quantity, days: 90)
        let recent = inputs.recent()
        #expect(recent.series.values.count < inputs.series.values.count)
        let shift = inputs.series.values.count - recent.series.values.count
        func rows(_ features: some StepFeatures, _ issue: Int) -> [Float] {
            var rows = FeatureRows(columnCount: quantity.columns.count)
            for horizon in 1...48 { _ = rows.append(features, issue: issue, target: issue + horizon) }
            return rows.values
        }
        let issue = inputs.series.values.count - 1
        let (whole, part) = (rows(model.features(inputs), issue), rows(model.features(recent), issue - shift))
        try #require(whole.count == part.count && whole.count > quantity.columns.count)
        for (place, (a, b)) in zip(whole, part).enumerated() {
            let name = quantity.columns[place % quantity.columns.count].name
            #expect(a.isNaN && b.isNaN || abs(a - b) <= 1e-5 * max(1, abs(a)), "\(name)")
        }
    }

    @Test func nights_areForecastDark() throws {
        let forecaster = HouseForecaster(try #require(models[.solar]))
        let result = try #require(try forecaster.forecast(HouseSample.inputs(.solar, days: 100), now: now))
        for (k, slot) in result.forecast.slots.enumerated() {
            let hour = slot.start.secondOfDay / 3600
            if hour < 4 || hour > 19 { #expect(result.forecast.p90[k] == 0) }
            if (9...14).contains(hour) { #expect(result.forecast.p50[k] > 0.3) }
        }
    }

    @Test(arguments: HouseQuantity.allCases)
    func savedModel_forecastsTheSameBits(_ quantity: HouseQuantity) throws {
        let model = try #require(models[quantity])
        let bytes = model.modelFile().encoded()
        let loaded = try HouseModel(try ModelFile(decoding: bytes), quantity: quantity)
        #expect(loaded == model)
        let (a, b) = (HouseForecaster(model), HouseForecaster(loaded))
        let inputs = HouseSample.inputs(quantity, days: 100)
        #expect(try a.forecast(inputs, now: now) == b.forecast(inputs, now: now))
    }

    @Test func fileOfAnotherQuantityOrSchema_isRefused() throws {
        let model = try #require(models[.demand])
        var file = model.modelFile()
        #expect(throws: HouseModelError.file(.wrongKind(expected: "house-solar", found: "house-demand"))) {
            try HouseModel(file, quantity: .solar)
        }
        file.featureSchemaHash ^= 1
        #expect(throws: HouseModelError.self) { try HouseModel(file, quantity: .demand) }
        for name in model.modelFile().integers.keys {
            var damaged = model.modelFile()
            damaged.integers[name] = [-7]
            #expect(throws: HouseModelError.self, "\(name)") { try HouseModel(damaged, quantity: .demand) }
        }
    }

    @Test func solarFileOfTheFirstVersion_isRefused() throws {
        var file = try #require(models[.solar]).modelFile()
        let schema = HouseQuantity.solar.schema
        let old = FeatureSchema(name: schema.name, version: 1, features: schema.features)
        file.featureSchemaHash = old.hash
        #expect(throws: HouseModelError.file(.wrongSchema(expected: schema.hash, found: old.hash))) {
            try HouseModel(file, quantity: .solar)
        }
    }

    @Test func sameSeed_givesTheSameModel_anotherSeedAnother() throws {
        let inputs = HouseSample.inputs(.demand, days: 60)
        var parameters = HouseSample.parameters
        parameters.groupEnds = [1]
        parameters.rowLimit = 700
        let first = try HouseModel.train(inputs, parameters: parameters)
        #expect(try HouseModel.train(inputs, parameters: parameters) == first)
        parameters.seed = 2
        #expect(try HouseModel.train(inputs, parameters: parameters) != first)
    }

    @Test func historyThatTeachesNothing_isRefusedWithItsReason() {
        #expect(throws: HouseModelError.tooLittleHistory(knownDays: 20, neededDays: 42)) {
            try HouseModel.train(HouseSample.inputs(.demand, days: 20))
        }
        #expect(throws: HouseModelError.constant(1.5)) {
            try HouseModel.train(HouseSample.inputs(.demand, Array(repeating: 1.5, count: 1440)))
        }
        let gaps = HouseSample.demand(days: 100).enumerated().map { $0 % 24 < 10 ? .nan : $1 }
        #expect {
            try HouseModel.train(HouseSample.inputs(.demand, gaps))
        } throws: { error in
            guard case .tooManyGaps(let share)? = error as? HouseModelError else { return false }
            return abs(share - 10.0 / 24) < 1e-9
        }
    }

    @Test func stoppedTraining_saysSo() {
        var calls = 0
        #expect(throws: HouseModelError.stopped) {
            try HouseModel.train(HouseSample.inputs(.demand, days: 60), parameters: HouseSample.parameters) {
                calls += 1
                return calls < 3
            }
        }
        #expect(calls == 3)
    }

    @Test func tooShortOrConstantHistory_fallsBackToTheNamedNaiveForecast() throws {
        let forecaster = HouseForecaster(try #require(models[.demand]))
        let short = HouseSample.inputs(.demand, days: 2)
        let early = Slot(containing: HouseSample.start).advanced(by: 192)
        let result = try #require(try forecaster.forecast(short, now: early, count: 96))
        #expect(result.fallback == .tooLittleHistory)
        #expect(result.forecast.model == "naive-mean-1-14d-v2")
        let flat = HouseSample.inputs(.demand, Array(repeating: 1, count: 24 * 60))
        let later = Slot(containing: HouseSample.start).advanced(by: 60 * 96)
        #expect(try forecaster.forecast(flat, now: later)?.fallback == .constant)
        #expect(try forecaster.forecast(HouseSample.inputs(.demand, []), now: now) == nil)
    }

    @Test func gapsOfSomeHours_areForecastOver() throws {
        let forecaster = HouseForecaster(try #require(models[.demand]))
        var values = HouseSample.demand(days: 100)
        for step in (90 * 24 - 5)..<(90 * 24 + 7) { values[step] = .nan }
        let result = try forecaster.forecast(HouseSample.inputs(.demand, values), now: now)
        #expect(result?.fallback == nil && result?.forecast.p50.count == 192)
    }

    @Test func inputsOfAnotherQuantityOrStep_areRefused() throws {
        let forecaster = HouseForecaster(try #require(models[.demand]))
        #expect(throws: HouseModelError.self) {
            try forecaster.forecast(HouseSample.inputs(.solar, days: 60), now: now)
        }
        let quarters = StepSeries(SlotSeries(firstSlot: now, values: Array(repeating: 1.0, count: 96)))
        #expect(throws: HouseModelError.wrongStep(model: 3600, series: 900)) {
            try forecaster.forecast(.demand(quarters, heatPump: nil, calendar: .utc), now: now)
        }
    }

    @Test func daysThatAreAllTheSame_moveTheForecastTowardsTheirLevel() throws {
        let sample = HouseSample.solar(days: 100)
        let same = sample.indices.map { $0 < 75 * 24 ? sample[$0] : sample[75 * 24 + $0 % 24] }
        let inputs = HouseSample.inputs(.solar, same)
        func error(_ forecaster: inout HouseForecaster) throws -> Double {
            let result = try #require(try forecaster.forecast(inputs, now: now))
            let hours = stride(from: 5 * 4, to: 192, by: 4)
            return hours.reduce(0) { $0 + abs(result.forecast.p50[$1] - same[90 * 24 + 7 + $1 / 4]) }
        }
        var forecaster = HouseForecaster(try #require(models[.solar]))
        let before = try error(&forecaster)
        try forecaster.calibrate(inputs.prefix(upTo: 90 * 24))
        #expect(try error(&forecaster) < 0.8 * before)
    }

    @Test func daysThatJumpAbout_widenTheBand() throws {
        let calm = HouseSample.demand(days: 100)
        let wild = calm.enumerated().map { $0 < 80 * 24 || $0 / 3 % 2 == 0 ? $1 : 3 * $1 }
        func width(_ values: [Double]) throws -> Double {
            var forecaster = HouseForecaster(try #require(models[.demand]))
            try forecaster.calibrate(HouseSample.inputs(.demand, values).prefix(upTo: 90 * 24))
            // The same history for both, so that only the bands' offsets differ.
            let result = try #require(try forecaster.forecast(HouseSample.inputs(.demand, calm), now: now))
            return zip(result.forecast.p90, result.forecast.p10).reduce(0) { $0 + $1.0 - $1.1 }
        }
        #expect(try width(wild) > 1.5 * width(calm))
    }
}
