// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Forecasting

@Suite struct DemandWeatherTests {
    @Test func degreesAndCOP_followTheirDefinitions() {
        #expect(DegreeHours.heating(10) == 5 && DegreeHours.heating(20) == 0)
        #expect(DegreeHours.cooling(25) == 4 && DegreeHours.cooling(20) == 0)
        // Staffell et al. 2012, air source: 6.81 - 0.121 * 38 + 0.000630 * 38 * 38 at 7 degrees.
        #expect(abs(DegreeHours.coefficientOfPerformance(7) - 3.12172) < 1e-9)
        #expect(DegreeHours.coefficientOfPerformance(-7) < DegreeHours.coefficientOfPerformance(2))
        #expect(DegreeHours.coefficientOfPerformance(-60) == DegreeHours.coefficientOfPerformance(-15))
        for value in [
            DegreeHours.heating, DegreeHours.cooling, DegreeHours.coefficientOfPerformance, DegreeHours.heatPump,
        ] {
            #expect(value(.nan).isNaN)
        }
    }

    @Test func heatPumpHouse_isForecastMuchBetterWithTheTemperature() throws {
        let sample = HeatPumpSample(days: 110)
        func error(withTemperature: Bool) throws -> Double {
            let inputs = sample.inputs(withTemperature: withTemperature)
            let rows = try HouseEvaluation.run(
                inputs, window: inputs.series.instant(90 * 24)..<inputs.series.instant(110 * 24),
                parameters: HouseSample.parameters, mapeFloor: 0.05)
            return try #require(rows.first { $0.rule == .dayAhead }).scores.mae
        }
        let (with, without) = (try error(withTemperature: true), try error(withTemperature: false))
        #expect(with < 0.85 * without, "\(with), \(without)")
    }

    @Test func houseThatDoesNotFeelTheWeather_isForecastWithoutIt() throws {
        let sample = HeatPumpSample(days: 60)
        func model(_ values: [Double]) throws -> HouseModel {
            try HouseModel.train(
                .demand(
                    HouseSample.series(values), heatPump: nil, calendar: HouseSample.calendar,
                    temperature: HouseSample.series(sample.temperature)), parameters: HouseSample.parameters)
        }
        let without = try model(sample.household)
        #expect(!without.usesTemperature)
        #expect(
            try without.trees
                == HouseModel.train(
                    HouseSample.inputs(.demand, sample.household), parameters: HouseSample.parameters
                ).trees)
        #expect(try model(zip(sample.household, sample.heatPump).map(+)).usesTemperature)
    }

    @Test func gapsInTheTemperature_areMissingInputsAndNoFault() throws {
        let sample = HeatPumpSample(days: 60)
        let holed = sample.temperature.enumerated().map { $0 % 50 < 20 ? .nan : $1 }.prefix(58 * 24)
        let inputs = HouseInputs.demand(
            HouseSample.series(sample.household), heatPump: nil, calendar: HouseSample.calendar,
            temperature: HouseSample.series(Array(holed)))
        let model = try HouseModel.train(inputs.prefix(upTo: 50 * 24), parameters: HouseSample.parameters)
        let now = Slot(containing: HouseSample.start).advanced(by: 57 * 96)
        let made = try #require(try HouseForecaster(model).forecast(inputs, now: now))
        #expect(made.fallback == nil && made.forecast.p50.count == 192)
    }
}
