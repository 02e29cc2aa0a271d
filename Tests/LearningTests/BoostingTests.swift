// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct BoostingTests {
    @Test func bestKnownTree_isFound() throws {
        let columns: [[Float]] = [[1, 1, 2, 2, 1, 1, 2, 2], [5, 5, 5, 5, 6, 6, 6, 6]]
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.learningRate, parameters.lambda) = (1, 1, 0)
        (parameters.minimumChildCount, parameters.maximumDepth) = (1, 2)
        let model = try Boosting.train(
            BoostingSample.table(columns), target: [0, 0, 4, 4, 20, 20, 28, 28], parameters: parameters)
        // First by the second column (gain 8 * 11 * 11), then both sides by the first (gains 16 and 64).
        #expect(model.nodes[1] == TreeNode(column: 1, missingGoesLeft: true, bin: 0))
        #expect(model.nodes[2...] == [model.nodes[3], TreeNode(column: 0, missingGoesLeft: true, bin: 0)])
        #expect(model.leaves.map { $0 + model.base } == [0, 4, 20, 28])
        #expect(zip(model.gainImportance, [80, 968]).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test func fastTrees_equalNaiveOnes() throws {
        var data = BoostingSample.noise(rows: 300, columns: 9)
        for row in stride(from: 0, to: 300, by: 7) { data.columns[0][row] = .nan }
        data.columns[8] = data.columns[8].map { $0.rounded() }
        let table = try BinnedTable(rowCount: 300, columnCount: 9, maximumBins: 12) { data.columns[$0] }
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.maximumDepth, parameters.minimumChildCount) = (6, 4, 3)
        (parameters.learningRate, parameters.minimumGain) = (0.3, 0.1)
        let model = try Boosting.train(table, target: data.target, parameters: parameters)
        let naive = NaiveTrees(table, target: data.target, parameters: parameters).prediction.map { Float($0) }
        // The gradients are rounded to 2^-28 of the largest; forecasts are single precision.
        #expect(largestDifference(forecasts(model, BoostingSample.transposed(data.columns)), naive) < 1e-5)
    }

    /// No two gains tie in these trees, so that what is left is rounding: xgboost sums single-precision gradients,
    /// scikit-learn forecasts in double precision.
    @Test func forecasts_equalThoseOfXGBoostAndScikitLearn() throws {
        let reference = try TreesReference()
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.maximumDepth, parameters.learningRate) = (20, 4, 0.3)
        (parameters.minimumChildCount, parameters.lambda) = (5, 1.5)
        let squared = try Boosting.train(reference.table, target: reference.target, parameters: parameters)
        #expect(largestDifference(forecasts(squared, reference.rows), reference.squared) < 2e-5)
        (parameters.treeCount, parameters.maximumDepth) = (10, 2)
        (parameters.minimumChildCount, parameters.lambda) = (40, 0.5)
        parameters.loss = .absolute
        let absolute = try Boosting.train(reference.table, target: reference.target, parameters: parameters)
        #expect(largestDifference(forecasts(absolute, reference.rows), reference.absolute) < 2e-5)
        parameters.loss = .quantile(0.9)
        let quantile = try Boosting.train(reference.table, target: reference.target, parameters: parameters)
        #expect(largestDifference(forecasts(quantile, reference.rows), reference.quantile) < 2e-5)
    }

    @Test func tinySet_isLearntByHeart() throws {
        let data = BoostingSample.noise(rows: 40)
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.learningRate) = (200, 0.3)
        (parameters.minimumChildCount, parameters.lambda) = (1, 0)
        for loss in [BoostingLoss.squared, .absolute] {
            parameters.loss = loss
            let model = try Boosting.train(
                BoostingSample.table(data.columns), target: data.target, parameters: parameters)
            #expect(rootMeanSquare(forecasts(model, BoostingSample.transposed(data.columns)), data.target) < 1e-3)
        }
    }

    @Test func shuffledTarget_givesNoSkillOnUnseenRows() throws {
        let data = BoostingSample.noise(rows: 4000)
        var generator = SplitMix64(seed: 9)
        let target = data.target.shuffled(using: &generator)
        let train = data.columns.map { Array($0[0..<3000]) }
        let unseen = BoostingSample.transposed(data.columns.map { Array($0[3000...]) })
        var parameters = BoostingParameters()
        parameters.treeCount = 60
        let learnt = try Boosting.train(
            BoostingSample.table(train), target: Array(data.target[0..<3000]), parameters: parameters)
        let shuffled = try Boosting.train(
            BoostingSample.table(train), target: Array(target[0..<3000]), parameters: parameters)
        let mean = [Float](repeating: learnt.base, count: 1000)
        #expect(
            rootMeanSquare(forecasts(learnt, unseen), Array(data.target[3000...]))
                < 0.3 * rootMeanSquare(mean, Array(data.target[3000...])))
        #expect(
            rootMeanSquare(forecasts(shuffled, unseen), Array(target[3000...]))
                > 0.98 * rootMeanSquare(mean, Array(target[3000...])))
    }

    @Test(arguments: [BoostingLoss.squared, .absolute, .quantile(0.2)])
    func constantTarget_isForecastExactly(loss: BoostingLoss) throws {
        let data = BoostingSample.noise(rows: 100)
        var parameters = BoostingParameters()
        (parameters.loss, parameters.treeCount) = (loss, 20)
        let model = try Boosting.train(
            BoostingSample.table(data.columns), target: [Float](repeating: 3.25, count: 100), parameters: parameters)
        #expect(forecasts(model, BoostingSample.transposed(data.columns)).allSatisfy { $0 == 3.25 })
    }

    @Test func missingValues_goWhereTheirRowsDoBest() throws {
        // The target depends only on whether the value is there.
        let values: [Float] = (0..<200).map { $0 % 2 == 0 ? Float($0) : .nan }
        let target = values.map { $0.isNaN ? Float(5) : -5 }
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.learningRate, parameters.lambda) = (1, 1, 0)
        let model = try Boosting.train(BoostingSample.table([values]), target: target, parameters: parameters)
        #expect(forecasts(model, [[.nan], [.infinity], [-3], [1e9]]) == [5, 5, -5, -5])
    }

    @Test func columnWithoutAnyValue_isNeverSplitOn() throws {
        var data = BoostingSample.noise(rows: 500)
        data.columns[2] = [Float](repeating: .nan, count: 500)
        var parameters = BoostingParameters()
        parameters.treeCount = 30
        let model = try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
        #expect(model.gainImportance[2] == 0)
        let rows = BoostingSample.transposed(data.columns)
        let filled = rows.map { row in [row[0], row[1], 7, row[3], row[4]] }
        #expect(forecasts(model, rows) == forecasts(model, filled))
    }

    @Test func importance_namesTheColumnsThatMatter() throws {
        let data = BoostingSample.noise(rows: 1000)
        var parameters = BoostingParameters()
        parameters.treeCount = 50
        let model = try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
        let rest = model.gainImportance[2...].reduce(0, +)
        #expect(model.gainImportance[0] > model.gainImportance[1] && model.gainImportance[1] > 20 * rest)
    }

    @Test func sameSeed_givesTheSameBitsAndAnotherSeedOthers() throws {
        let data = BoostingSample.noise(rows: 600)
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.rowFraction, parameters.columnFraction) = (20, 0.7, 0.6)
        let first = try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
        let second = try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
        parameters.seed = 1
        let third = try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
        #expect(first == second)
        #expect(first != third)
    }

    @Test func orderOfRows_doesNotChangeTheTrees() throws {
        let data = BoostingSample.noise(rows: 400)
        var generator = SplitMix64(seed: 2)
        let order = Array(0..<400).shuffled(using: &generator)
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.loss) = (20, .absolute)
        let first = try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
        let shuffled = try Boosting.train(
            BoostingSample.table(data.columns.map { column in order.map { column[$0] } }),
            target: order.map { data.target[$0] },
            parameters: parameters)
        #expect(first == shuffled)
    }

    @Test func quantiles_coverTheirShareOfNoise() throws {
        let columns = [SyntheticNoise.gaussian(seed: 1, count: 6000).map { Float($0) }]
        let noise = SyntheticNoise.gaussian(seed: 2, count: 6000).map { Float($0) }
        // The spread grows with the feature, so that one constant quantile would not do.
        let target = zip(columns[0], noise).map { $0 + (1 + max($0, 0)) * $1 }
        let train = try BoostingSample.table(columns.map { Array($0[0..<4000]) })
        for level in [0.1, 0.5, 0.9] {
            var parameters = BoostingParameters()
            (parameters.loss, parameters.treeCount, parameters.maximumDepth) = (.quantile(level), 100, 3)
            parameters.minimumChildCount = 100
            let model = try Boosting.train(train, target: Array(target[0..<4000]), parameters: parameters)
            let rows = (4000..<6000).map { [columns[0][$0]] }
            for half in [{ $0 < 0 }, { $0 >= 0 }] as [(Float) -> Bool] {
                let chosen = rows.indices.filter { half(rows[$0][0]) }
                let answers = forecasts(model, chosen.map { rows[$0] })
                let below = zip(chosen, answers).count { target[4000 + $0] <= $1 }
                #expect(abs(Double(below) / Double(chosen.count) - level) < 0.04)
            }
        }
    }

    @Test(arguments: [2, 5, 9, 30])
    func leafLimit_isKept(limit: Int) throws {
        let data = BoostingSample.noise(rows: 2000)
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.maximumLeaves, parameters.minimumChildCount) = (1, limit, 1)
        let model = try Boosting.train(BoostingSample.table(data.columns), target: data.target, parameters: parameters)
        #expect(Set(forecasts(model, BoostingSample.transposed(data.columns))).count == limit)
    }

    @Test func sampledRowsAndColumns_stillLearn() throws {
        let data = BoostingSample.noise(rows: 3000)
        let train = data.columns.map { Array($0[0..<2000]) }
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.rowFraction, parameters.columnFraction) = (150, 0.5, 0.4)
        let model = try Boosting.train(
            BoostingSample.table(train), target: Array(data.target[0..<2000]), parameters: parameters)
        let unseen = BoostingSample.transposed(data.columns.map { Array($0[2000...]) })
        #expect(rootMeanSquare(forecasts(model, unseen), Array(data.target[2000...])) < 0.5)
    }
}
