// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Learning
import Testing

@testable import Forecasting

/// That there is something learnt where there is something to learn, and nothing where there is not.
@Suite struct CarbonLearningTests {
    private let grid = CarbonSample.grid

    @Test func evaluation_scoresAllContendersOnTheSameHours() throws {
        let model = try #require(CarbonSample.model)
        let hours = SyntheticGrid.day(36)..<SyntheticGrid.day(45)
        let evaluation = CarbonEvaluation(model, grid, hours: hours)
        #expect(Set(evaluation.forecasts.keys) == Set(CarbonEvaluation.Contender.allCases))
        for contender in CarbonEvaluation.Contender.allCases {
            let forecasts = try #require(evaluation.forecasts[contender])
            #expect(forecasts.map(\.firstHour) == Array(hours.lowerBound...hours.upperBound - 6))
            let scores = try #require(evaluation.scores[contender])
            #expect(scores.map(\.count) == Array(repeating: 9 * 24 - 5, count: 6))
            let coverage = try #require(evaluation.meanCoverage(contender))
            #expect((0.55...0.97).contains(coverage), "\(contender)")
        }
        #expect(evaluation.meanSkill(.dayBefore) == 0)
        let (network, ridge) = (evaluation.meanSkill(.network) ?? 0, evaluation.meanSkill(.ridge) ?? 0)
        let persistence = evaluation.meanSkill(.persistence) ?? 0
        #expect(network > 0.4 && ridge > 0.4 && ridge > persistence, "\(network) \(ridge) \(persistence)")
        let score = try #require(evaluation.scores[.network]?.first)
        let made = try #require(evaluation.forecasts[.network])
        let errors = made.map { abs($0.p50[0] - grid.carbonIntensity($0.firstHour)) }
        #expect(abs(score.mae - errors.reduce(0, +) / Double(errors.count)) < 1e-9)
    }

    @Test func hoursWithGaps_areLeftOutForAll() throws {
        let model = try #require(CarbonSample.model)
        let gap = SyntheticGrid.day(40)
        let holed = grid.mapped { $0 == gap && $1 == .solar ? .nan : $2 }
        let evaluation = CarbonEvaluation(model, holed, hours: SyntheticGrid.day(38)..<SyntheticGrid.day(43))
        for contender in CarbonEvaluation.Contender.allCases {
            let issues = try #require(evaluation.forecasts[contender]).map(\.firstHour)
            #expect(issues.count == 5 * 24 - 5 - 24)
            #expect(!issues.contains { (gap + 1...gap + 24).contains($0) })
        }
    }

    @Test func shuffledIntensity_givesNoSkillOverItsMean() throws {
        // Carbon intensity that has nothing to do with anything. Half of the squares of its changes is how far the last hour
        // was from the mean, which is known; the other half nobody can learn.
        var random = SplitMix64(seed: 11)
        let noise = Dictionary(uniqueKeysWithValues: grid.hours.map { ($0, 200 + 200 * random.nextUniform()) })
        let shuffled = grid.mapped { $1 == .carbonIntensity ? noise[$0] ?? .nan : $2 }
        let model = try CarbonModel.train(
            shuffled, hours: CarbonSample.trainingHours, parameters: SyntheticGrid.quick)
        let hours = SyntheticGrid.day(36)..<SyntheticGrid.day(45)
        let evaluation = CarbonEvaluation(model, shuffled, hours: hours)
        for contender in [CarbonEvaluation.Contender.network, .ridge] {
            for score in try #require(evaluation.scores[contender]) { #expect(score.r2 ?? 1 < 0.05, "\(contender)") }
        }
        let windows = CarbonWindows(shuffled, within: CarbonSample.trainingHours)
        let unknowable = meanSquare(windows.actuals.map { $0 - 300 }) / meanSquare(windows.changes(shuffled))
        #expect((0.45...0.55).contains(unknowable))
        #expect(model.validationLosses.allSatisfy { Double($0) > 0.95 * unknowable })
    }

    private func meanSquare(_ values: [Double]) -> Double {
        values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    }

    @Test func network_learnsAFewWindowsByHeart() throws {
        let windows = CarbonWindows(grid, within: SyntheticGrid.day(3)..<SyntheticGrid.day(5))
        let inputs = CarbonInputs(grid, hours: CarbonSample.trainingHours, zone: .utc, holidays: nil)
        let mean = windows.actuals.reduce(0, +) / Double(windows.actuals.count)
        let training = try windows.networkWindows(
            grid, inputs, chosen: Array(windows.issues.indices),
            targets: windows.actuals.map { Float(($0 - mean) / 100) })
        let shape = AttentionLSTM.Parameters(
            inputCount: CarbonInputs.schema.features.count, windowLength: CarbonInputs.windowLength, width: 16,
            outputCount: CarbonInputs.horizons)
        var fitting = NetworkTraining(
            try AttentionLSTM(parameters: shape, seed: 3),
            parameters: .init(
                batchSize: 19, epochLimit: 800, adam: .init(learningRate: 0.01), plateau: nil, patience: 800))
        _ = try fitting.fit(training)
        let losses = fitting.history.map(\.trainingLoss)
        #expect((losses.min() ?? 1) < 0.001 * (losses.first ?? 0))
    }

    @Test func network_correctsWhatNoLinearModelSees() throws {
        // The next hours follow the product of wind and load of six hours ago.
        let bent = grid.mapped { hour, quantity, value in
            guard quantity == .carbonIntensity, grid.hours.contains(hour - 6) else { return value }
            let wind = grid[hour - 6, .wind] / 12_000 - 1
            return 300 + 400 * abs(wind)
        }
        var parameters = SyntheticGrid.quick
        (parameters.members, parameters.width, parameters.training.epochLimit) = (1, 16, 25)
        parameters.training.adam.learningRate = 0.01
        let model = try CarbonModel.train(bent, hours: CarbonSample.trainingHours, parameters: parameters)
        let evaluation = CarbonEvaluation(model, bent, hours: SyntheticGrid.day(36)..<SyntheticGrid.day(45))
        let skills = (evaluation.meanSkill(.network) ?? 0, evaluation.meanSkill(.ridge) ?? 0)
        #expect(skills.0 > skills.1 + 0.02, "\(skills)")
    }
}
