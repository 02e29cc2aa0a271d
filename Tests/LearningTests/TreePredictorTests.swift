// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

@Suite struct TreePredictorTests {
    /// A model of random trees over columns of which some values are missing, and rows to ask it.
    private func sample(depth: Int, treeCount: Int) throws -> (model: TreeEnsemble, rows: [[Float]], target: [Float]) {
        let columns = (0..<10).map { seed in
            SyntheticNoise.gaussian(seed: UInt64(seed), count: 300).map { $0 > 1.2 ? Float.nan : Float($0) }
        }
        let target = SyntheticNoise.gaussian(seed: 99, count: 300).map { Float($0) }
        let table = try BinnedTable(rowCount: 300, columnCount: 10) { columns[$0] }
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.maximumDepth, parameters.minimumChildCount) = (treeCount, depth, 2)
        parameters.maximumLeaves = 40
        let model = try Boosting.train(table, target: target, parameters: parameters)
        return (model, (0..<300).map { row in columns.map { $0[row] } }, target)
    }

    /// The way through each tree one after the other, on values and not on bins.
    private func naive(_ model: TreeEnsemble, _ row: [Float]) -> Float {
        var sum = Double(model.base)
        for tree in 0..<model.treeCount {
            var node = 1
            for _ in 0..<model.depth {
                let place = model.nodes[tree << model.depth + node]
                let value = row[Int(place.place / 2)]
                let bounds = model.binning.bounds[Int(place.place / 2)]
                let bound = Int(place.bin) < bounds.count ? bounds[Int(place.bin)] : .infinity
                let goesLeft = value.isFinite ? value <= bound : place.place % 2 == 1
                node = 2 * node + (goesLeft || place == .passThrough ? 0 : 1)
            }
            sum += Double(model.leaves[tree << model.depth + node - 1 << model.depth])
        }
        return Float(sum)
    }

    @Test(arguments: [(1, 3), (3, 5), (6, 21), (8, 16)])
    func forecast_equalsTheNaiveWayThroughTheTrees(depth: Int, treeCount: Int) throws {
        let (model, rows, _) = try sample(depth: depth, treeCount: treeCount)
        #expect(model.depth == depth && model.treeCount == treeCount)
        #expect(largestDifference(forecasts(model, rows), rows.map { naive(model, $0) }) < 1e-5)
    }

    @Test(arguments: [1, 31, 32, 96])
    func manyRows_haveTheBitsOfEachAlone(count: Int) throws {
        let (model, rows, _) = try sample(depth: 6, treeCount: 23)
        var predictor = TreePredictor(model, maximumRows: 96)
        var answers = [Float](repeating: .nan, count: count)
        predictor.predict(rows[0..<count].flatMap { $0 }, into: &answers)
        #expect(answers == Array(forecasts(model, rows)[0..<count]))
    }

    @Test func modelWithoutTrees_forecastsItsBase() throws {
        let table = try BinnedTable(rowCount: 30, columnCount: 2) { _ in [Float](repeating: 1, count: 30) }
        let target = (0..<30).map { Float($0) }
        let model = try Boosting.train(table, target: target, parameters: BoostingParameters())
        #expect(model.treeCount == 0)
        #expect(forecasts(model, [[1, 2]]) == [14.5])
    }
}
