// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

private let sample = HeatPumpSample(days: 80)
private let model = try? HouseModel.train(
    sample.inputs(withTemperature: true).prefix(upTo: 70 * 24), parameters: HouseSample.parameters)

@Suite struct HeatPumpPartTests {
    private let now = Slot(containing: HouseSample.start).advanced(by: 77 * 96)

    @Test func meteredHeatPump_hasAForecastOfItsOwnWithinTheWhole() throws {
        let forecaster = HouseForecaster(try #require(model))
        let made = try #require(try forecaster.forecast(sample.inputs(withTemperature: true), now: now))
        let part = try #require(made.heatPump)
        #expect(part.model == made.forecast.model && part.p50.count == 192)
        for slot in part.slots {
            let own = try #require(part.quantiles(at: slot))
            let whole = try #require(made.forecast.quantiles(at: slot))
            #expect(own.p10 <= whole.p10 && own.p50 <= whole.p50 && own.p90 <= whole.p90)
        }
        let metered = HouseSample.series(sample.heatPump).quarterHours
        let habit = try #require(NaiveForecast.load(zone: .centralEuropean).forecast(metered, now: now, count: 192))
        func error(_ forecast: Forecast) -> Double {
            zip(forecast.slots, forecast.p50).reduce(0) { $0 + abs($1.1 - metered.rawValue(at: $1.0)) }
        }
        #expect(error(part) < 0.8 * error(habit), "\(error(part)), \(error(habit))")
    }

    @Test func part_knowsNothingOfWhatComes() throws {
        let forecaster = HouseForecaster(try #require(model))
        let all = sample.inputs(withTemperature: true)
        #expect(try forecaster.forecast(all, now: now) == forecaster.forecast(all.prefix(upTo: 77 * 24), now: now))
    }

    @Test func savedModel_keepsThePartAndTheOccupancy() throws {
        let plain = try #require(model)
        #expect(plain.heatPump != nil)
        let occupancy = try #require(sample.inputs(withTemperature: true).occupancy())
        let model = HouseModel(
            quantity: .demand, stepSeconds: plain.stepSeconds, trainingRange: plain.trainingRange, seed: plain.seed,
            trees: plain.trees, occupancy: occupancy, usesTemperature: plain.usesTemperature, heatPump: plain.heatPump)
        let file = model.modelFile()
        #expect(file.doubles.keys.contains { $0.hasPrefix("occupancy") })
        #expect(try HouseModel(try ModelFile(decoding: file.encoded()), quantity: .demand) == model)
        for name in file.doubles.keys where name.hasPrefix("occupancy") {
            var damaged = file
            damaged.doubles[name] = [-1]
            #expect(throws: HouseModelError.self, "\(name)") { try HouseModel(damaged, quantity: .demand) }
        }
        var older = file
        older.featureSchemaHash = FeatureSchema(name: "demand", version: 1, features: []).hash
        #expect(throws: HouseModelError.self) { try HouseModel(older, quantity: .demand) }
    }

    @Test func heatPumpThatWasOff_isForecastByHabit_andOneThatIsNotMeteredNotAtAll() throws {
        let off = HouseInputs.demand(
            HouseSample.series(sample.household), heatPump: HouseSample.series(sample.household.map { _ in 0 }),
            calendar: HouseSample.calendar)
        let model = try HouseModel.train(off.prefix(upTo: 70 * 24), parameters: HouseSample.parameters)
        #expect(model.heatPump == nil)
        let part = try #require(try HouseForecaster(model).forecast(off, now: now)?.heatPump)
        #expect(part.model == NaiveForecast.load(zone: .centralEuropean).name && part.p90.allSatisfy { $0 == 0 })
        let unmetered = HouseInputs.demand(
            HouseSample.series(sample.household), heatPump: nil, calendar: HouseSample.calendar)
        #expect(try HouseForecaster(model).forecast(unmetered, now: now)?.heatPump == nil)
    }
}
