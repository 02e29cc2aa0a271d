// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

/// Trainings that end before their last tree.
@Suite struct BoostingStoppingTests {
    @Test func earlyStopping_keepsTheTreesThatForecastTheUnseenBest() throws {
        let data = BoostingSample.noise(rows: 1200)
        let noisy = zip(data.target, SyntheticNoise.gaussian(seed: 77, count: 1200)).map { $0 + 3 * Float($1) }
        let train = try BoostingSample.table(data.columns.map { Array($0[0..<800]) })
        let unseen = try BinnedTable(binning: train.binning, rowCount: 400) { Array(data.columns[$0][800...]) }
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.earlyStoppingRounds, parameters.learningRate) = (400, 10, 0.1)
        var losses: [Double] = []
        let model = try Boosting.train(
            train, target: Array(noisy[0..<800]), parameters: parameters, validation: (unseen, Array(noisy[800...]))
        ) { progress in
            losses.append(progress.validationLoss ?? .nan)
            return true
        }
        #expect(model.treeCount > 5 && model.treeCount < 200)
        #expect(losses.min() == losses[model.treeCount - 1] && losses.count >= model.treeCount + 9)
        let rows = BoostingSample.transposed(data.columns.map { Array($0[800...]) })
        let error = rootMeanSquare(forecasts(model, rows), Array(noisy[800...]))
        #expect(abs(error * error - losses[model.treeCount - 1]) < 1e-5)
    }

    @Test func earlyStopping_keepsNoTreeWhereNoneForecastsTheUnseenBetter() throws {
        let data = BoostingSample.noise(rows: 300)
        let unseen = BoostingSample.noise(rows: 300, seed: 50)
        let train = try BoostingSample.table(data.columns)
        let validation = try BinnedTable(binning: train.binning, rowCount: 300) { unseen.columns[$0] }
        var parameters = BoostingParameters()
        parameters.earlyStoppingRounds = 5
        // What is learnt from the rows is the opposite of what holds for the unseen ones.
        let model = try Boosting.train(
            train, target: data.target, parameters: parameters, validation: (validation, unseen.target.map { -$0 }))
        #expect(model.treeCount == 0)
    }

    @Test func stoppedTraining_givesTheTreesSoFar() throws {
        let data = BoostingSample.noise(rows: 200)
        let model = try Boosting.train(
            BoostingSample.table(data.columns), target: data.target, parameters: BoostingParameters()
        ) {
            $0.treeCount < 7
        }
        #expect(model.treeCount == 7)
    }
}
