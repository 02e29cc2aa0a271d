// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct BoostingTests {
    /// Rows of `count` columns of noise; the target follows from the first two.
    private func noise(rows: Int, columns: Int = 5, seed: UInt64 = 1) -> (columns: [[Float]], target: [Float]) {
        let features = (0..<columns).map { column in
            SyntheticNoise.gaussian(seed: seed &+ UInt64(column), count: rows).map { Float($0) }
        }
        let target = (0..<rows).map { row in features[0][row] * 2 + (features[1][row] > 0 ? 1 : -1) }
        return (features, target)
    }

    private func table(_ columns: [[Float]]) throws -> BinnedTable {
        try BinnedTable(rowCount: columns[0].count, columnCount: columns.count) { columns[$0] }
    }

    private func transposed(_ columns: [[Float]]) -> [[Float]] {
        columns[0].indices.map { row in columns.map { $0[row] } }
    }

    @Test func bestKnownTree_isFound() throws {
        let columns: [[Float]] = [[1, 1, 2, 2, 1, 1, 2, 2], [5, 5, 5, 5, 6, 6, 6, 6]]
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.learningRate, parameters.lambda) = (1, 1, 0)
        (parameters.minimumChildCount, parameters.maximumDepth) = (1, 2)
        let model = try Boosting.train(table(columns), target: [0, 0, 4, 4, 20, 20, 28, 28], parameters: parameters)
        // First by the second column (gain 8 * 11 * 11), then both sides by the first (gains 16 and 64).
        #expect(model.nodes[1] == TreeNode(column: 1, missingGoesLeft: true, bin: 0))
        #expect(model.nodes[2...] == [model.nodes[3], TreeNode(column: 0, missingGoesLeft: true, bin: 0)])
        #expect(model.leaves.map { $0 + model.base } == [0, 4, 20, 28])
        #expect(zip(model.gainImportance, [80, 968]).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test func fastTrees_equalNaiveOnes() throws {
        var data = noise(rows: 300, columns: 9)
        for row in stride(from: 0, to: 300, by: 7) { data.columns[0][row] = .nan }
        data.columns[8] = data.columns[8].map { $0.rounded() }
        let table = try BinnedTable(rowCount: 300, columnCount: 9, maximumBins: 12) { data.columns[$0] }
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.maximumDepth, parameters.minimumChildCount) = (6, 4, 3)
        (parameters.learningRate, parameters.minimumGain) = (0.3, 0.1)
        let model = try Boosting.train(table, target: data.target, parameters: parameters)
        let naive = NaiveTrees(table, target: data.target, parameters: parameters).prediction.map { Float($0) }
        // The gradients are rounded to 2^-28 of the largest; forecasts are single precision.
        #expect(largestDifference(forecasts(model, transposed(data.columns)), naive) < 1e-5)
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
        let data = noise(rows: 40)
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.learningRate) = (200, 0.3)
        (parameters.minimumChildCount, parameters.lambda) = (1, 0)
        for loss in [BoostingLoss.squared, .absolute] {
            parameters.loss = loss
            let model = try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
            #expect(rootMeanSquare(forecasts(model, transposed(data.columns)), data.target) < 1e-3)
        }
    }

    @Test func shuffledTarget_givesNoSkillOnUnseenRows() throws {
        let data = noise(rows: 4000)
        var generator = SplitMix64(seed: 9)
        let target = data.target.shuffled(using: &generator)
        let train = data.columns.map { Array($0[0..<3000]) }
        let unseen = transposed(data.columns.map { Array($0[3000...]) })
        var parameters = BoostingParameters()
        parameters.treeCount = 60
        let learnt = try Boosting.train(table(train), target: Array(data.target[0..<3000]), parameters: parameters)
        let shuffled = try Boosting.train(table(train), target: Array(target[0..<3000]), parameters: parameters)
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
        let data = noise(rows: 100)
        var parameters = BoostingParameters()
        (parameters.loss, parameters.treeCount) = (loss, 20)
        let model = try Boosting.train(
            table(data.columns), target: [Float](repeating: 3.25, count: 100), parameters: parameters)
        #expect(forecasts(model, transposed(data.columns)).allSatisfy { $0 == 3.25 })
    }

    @Test func targetWithoutANumber_isRefusedWithItsRow() throws {
        let data = noise(rows: 30)
        for bad in [Float.infinity, -Float.infinity, 2e18] {
            var target = data.target
            target[7] = bad
            #expect(throws: BoostingError.targetOutOfRange(row: 7, found: bad, limit: 1e18)) {
                try Boosting.train(table(data.columns), target: target, parameters: BoostingParameters())
            }
        }
        var target = data.target
        target[3] = .nan
        let error = #expect(throws: BoostingError.self) {
            try Boosting.train(table(data.columns), target: target, parameters: BoostingParameters())
        }
        #expect(error?.description == "target of row 3 is nan, expected a finite number of magnitude at most 1e+18")
    }

    @Test func missingValues_goWhereTheirRowsDoBest() throws {
        // The target depends only on whether the value is there.
        let values: [Float] = (0..<200).map { $0 % 2 == 0 ? Float($0) : .nan }
        let target = values.map { $0.isNaN ? Float(5) : -5 }
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.learningRate, parameters.lambda) = (1, 1, 0)
        let model = try Boosting.train(table([values]), target: target, parameters: parameters)
        #expect(forecasts(model, [[.nan], [.infinity], [-3], [1e9]]) == [5, 5, -5, -5])
    }

    @Test func columnWithoutAnyValue_isNeverSplitOn() throws {
        var data = noise(rows: 500)
        data.columns[2] = [Float](repeating: .nan, count: 500)
        var parameters = BoostingParameters()
        parameters.treeCount = 30
        let model = try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
        #expect(model.gainImportance[2] == 0)
        let rows = transposed(data.columns)
        let filled = rows.map { row in [row[0], row[1], 7, row[3], row[4]] }
        #expect(forecasts(model, rows) == forecasts(model, filled))
    }

    @Test func importance_namesTheColumnsThatMatter() throws {
        let data = noise(rows: 1000)
        var parameters = BoostingParameters()
        parameters.treeCount = 50
        let model = try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
        let rest = model.gainImportance[2...].reduce(0, +)
        #expect(model.gainImportance[0] > model.gainImportance[1] && model.gainImportance[1] > 20 * rest)
    }

    @Test func sameSeed_givesTheSameBitsAndAnotherSeedOthers() throws {
        let data = noise(rows: 600)
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.rowFraction, parameters.columnFraction) = (20, 0.7, 0.6)
        let first = try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
        let second = try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
        parameters.seed = 1
        let third = try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
        #expect(first == second)
        #expect(first != third)
    }

    @Test func orderOfRows_doesNotChangeTheTrees() throws {
        let data = noise(rows: 400)
        var generator = SplitMix64(seed: 2)
        let order = Array(0..<400).shuffled(using: &generator)
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.loss) = (20, .absolute)
        let first = try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
        let shuffled = try Boosting.train(
            table(data.columns.map { column in order.map { column[$0] } }), target: order.map { data.target[$0] },
            parameters: parameters)
        #expect(first == shuffled)
    }

    @Test func quantiles_coverTheirShareOfNoise() throws {
        let columns = [SyntheticNoise.gaussian(seed: 1, count: 6000).map { Float($0) }]
        let noise = SyntheticNoise.gaussian(seed: 2, count: 6000).map { Float($0) }
        // The spread grows with the feature, so that one constant quantile would not do.
        let target = zip(columns[0], noise).map { $0 + (1 + max($0, 0)) * $1 }
        let train = try table(columns.map { Array($0[0..<4000]) })
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

    @Test func earlyStopping_keepsTheTreesThatForecastTheUnseenBest() throws {
        let data = noise(rows: 1200)
        let noisy = zip(data.target, SyntheticNoise.gaussian(seed: 77, count: 1200)).map { $0 + 3 * Float($1) }
        let train = try table(data.columns.map { Array($0[0..<800]) })
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
        let rows = transposed(data.columns.map { Array($0[800...]) })
        let error = rootMeanSquare(forecasts(model, rows), Array(noisy[800...]))
        #expect(abs(error * error - losses[model.treeCount - 1]) < 1e-5)
    }

    @Test func earlyStopping_keepsNoTreeWhereNoneForecastsTheUnseenBetter() throws {
        let data = noise(rows: 300)
        let unseen = noise(rows: 300, seed: 50)
        let train = try table(data.columns)
        let validation = try BinnedTable(binning: train.binning, rowCount: 300) { unseen.columns[$0] }
        var parameters = BoostingParameters()
        parameters.earlyStoppingRounds = 5
        // What is learnt from the rows is the opposite of what holds for the unseen ones.
        let model = try Boosting.train(
            train, target: data.target, parameters: parameters, validation: (validation, unseen.target.map { -$0 }))
        #expect(model.treeCount == 0)
    }

    @Test func validationOfAnotherBinning_isRefused() throws {
        let data = noise(rows: 50)
        let other = try table(noise(rows: 50, seed: 9).columns)
        #expect(throws: BoostingError.differentBinning) {
            try Boosting.train(
                table(data.columns), target: data.target, parameters: BoostingParameters(),
                validation: (other, data.target))
        }
    }

    @Test func stoppedTraining_givesTheTreesSoFar() throws {
        let data = noise(rows: 200)
        let model = try Boosting.train(table(data.columns), target: data.target, parameters: BoostingParameters()) {
            $0.treeCount < 7
        }
        #expect(model.treeCount == 7)
    }

    @Test(arguments: [2, 5, 9, 30])
    func leafLimit_isKept(limit: Int) throws {
        let data = noise(rows: 2000)
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.maximumLeaves, parameters.minimumChildCount) = (1, limit, 1)
        let model = try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
        #expect(Set(forecasts(model, transposed(data.columns))).count == limit)
    }

    @Test func sampledRowsAndColumns_stillLearn() throws {
        let data = noise(rows: 3000)
        let train = data.columns.map { Array($0[0..<2000]) }
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.rowFraction, parameters.columnFraction) = (150, 0.5, 0.4)
        let model = try Boosting.train(table(train), target: Array(data.target[0..<2000]), parameters: parameters)
        let unseen = transposed(data.columns.map { Array($0[2000...]) })
        #expect(rootMeanSquare(forecasts(model, unseen), Array(data.target[2000...])) < 0.5)
    }

    @Test func parametersOutOfRange_areRefusedByName() throws {
        let data = noise(rows: 30)
        let faults: [(String, (inout BoostingParameters) -> Void)] = [
            ("treeCount", { $0.treeCount = 0 }), ("learningRate", { $0.learningRate = .nan }),
            ("maximumDepth", { $0.maximumDepth = 11 }), ("maximumLeaves", { $0.maximumLeaves = 1 }),
            ("minimumChildCount", { $0.minimumChildCount = 0 }), ("lambda", { $0.lambda = -1 }),
            ("minimumGain", { $0.minimumGain = .infinity }), ("rowFraction", { $0.rowFraction = 1.1 }),
            ("columnFraction", { $0.columnFraction = 0 }), ("quantile level", { $0.loss = .quantile(1) }),
        ]
        for (name, spoil) in faults {
            var parameters = BoostingParameters()
            spoil(&parameters)
            let error = #expect(throws: BoostingError.self) {
                try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
            }
            #expect(error?.description.hasPrefix(name + " is ") == true)
        }
        var parameters = BoostingParameters()
        parameters.earlyStoppingRounds = 3
        #expect(throws: BoostingError.validationMissing) {
            try Boosting.train(table(data.columns), target: data.target, parameters: parameters)
        }
        #expect(throws: BoostingError.targetCount(expected: 30, found: 2)) {
            try Boosting.train(table(data.columns), target: [1, 2], parameters: BoostingParameters())
        }
    }
}
