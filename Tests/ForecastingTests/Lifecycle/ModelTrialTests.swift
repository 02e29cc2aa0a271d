// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

@Suite struct ModelTrialTests {
    private static let inputs = HouseSample.inputs(.demand, days: 100)
    private static let model: ForecastModel? = {
        (try? HouseModel.train(inputs.prefix(upTo: 86 * 24), parameters: HouseSample.parameters)).map(
            ForecastModel.house)
    }()
    private static let window =
        HouseSample.start.advanced(
            bySeconds: 86 * 86_400)..<HouseSample.start.advanced(
            bySeconds: 100 * 86_400)

    @Test func modelOfAHouseWithHabits_beatsTheNaiveForecast_onTheSamePoints() throws {
        let model = try #require(Self.model)
        let trial = try #require(ModelTrial(model, .house(Self.inputs), window: Self.window))
        #expect(trial.points == 3 * 14 * 24, "an hour, four and a day ahead")
        #expect(trial.error < trial.naiveError)
        let rows = HouseEvaluation.rows(
            of: try #require(model.house), Self.inputs, window: Self.window, mapeFloor: 0)
        let own = rows.filter { $0.rule != .dayAhead && $0.model == model.name }.map(\.scores.mae)
        #expect(abs(trial.error - own.reduce(0, +) / 3) < 1e-12)
    }

    @Test func gaps_costPointsAndNothingElse() throws {
        let series = Self.inputs.series
        var values = series.values
        for step in 90 * 24..<90 * 24 + 6 { values[step] = .nan }
        let model = try #require(Self.model)
        let holed = HouseSample.inputs(.demand, values)
        #expect(holed.series.start == series.start && holed.quantity == Self.inputs.quantity)
        let trial = try #require(ModelTrial(model, .house(holed), window: Self.window))
        #expect(trial.points < 3 * 14 * 24 && trial.points > 2 * 14 * 24)
        #expect(trial.error.isFinite && trial.naiveError.isFinite)
    }

    @Test func inputsOfAnotherTarget_areNotTried() throws {
        let model = try #require(Self.model)
        let solar = ForecastInputs.house(HouseSample.inputs(.solar, days: 100))
        #expect(ModelTrial(model, solar, window: Self.window) == nil)
        #expect(solar.target == .solar && model.target == .demand)
    }

    @Test func modelFile_keepsMetricsAndDistribution() throws {
        let model = try #require(Self.model)
        let drift = try #require(InputDrift(training: ForecastInputs.house(Self.inputs).targetValues(model.training)))
        let file = model.modelFile(seed: 7, metrics: ["error": 0.25], drift: drift)
        let read = try ModelFile(decoding: file.encoded())
        #expect(read.seed == 7 && read.metrics == ["error": 0.25])
        #expect(InputDrift(read) == drift)
        let again = try ForecastModel(read, target: .demand)
        #expect(again.training == model.training && again.name == model.name)
        #expect(throws: ModelFileError.self) { try ForecastModel(read, target: .solar) }
        #expect(throws: ModelFileError.self) { try ForecastModel(read, target: .price) }
    }

    @Test func training_thatIsStoppedOrHasTooLittle_tells() throws {
        let few = HouseSample.inputs(.solar, days: 60)
        let end = HouseSample.start.advanced(bySeconds: 50 * 86_400)
        #expect(throws: ForecastTrainingError.stopped) {
            try ForecastModel.train(.house(few), until: end) { $0 < 0.01 }
        }
        #expect(throws: ForecastTrainingError.house(.tooLittleHistory(knownDays: 30, neededDays: 42))) {
            try ForecastModel.train(.house(few), until: HouseSample.start.advanced(bySeconds: 30 * 86_400))
        }
    }
}

extension ForecastModel {
    fileprivate var house: HouseModel? { if case .house(let model) = self { model } else { nil } }
}
