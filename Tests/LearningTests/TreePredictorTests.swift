// SPDX-License-Identifier: Apache-2.0

import KernelsPortable
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

    @Test(arguments: [(1, 6), (95, 6), (96, 6), (200, 3), (97, 9)])
    func manyRows_haveTheBitsOfEachAlone(count: Int, depth: Int) throws {
        let (model, rows, _) = try sample(depth: depth, treeCount: 23)
        var predictor = TreePredictor(model, maximumRows: 200)
        var answers = [Float](repeating: .nan, count: count)
        predictor.predict(rows[0..<count].flatMap { $0 }, into: &answers)
        #expect(answers == Array(forecasts(model, rows)[0..<count]))
    }

    @Test func kernelOfThisProcessor_agreesWithThePortableAndTheNaiveOne() {
        let bins = SyntheticNoise.uniform(seed: 1, count: 20 * 96).map { UInt8($0 * 256) }
        let places = SyntheticNoise.uniform(seed: 2, count: 64).map { UInt16($0 * 20) }
        let nodes = places.enumerated().map { TreeNode(place: $1, bin: UInt8(($0 * 37) % 256)) }
        let leaves = SyntheticNoise.gaussian(seed: 3, count: 64).map { Float($0) }
        var numbers = [UInt8](repeating: 0, count: 20 * 96)
        var sums = [[Float]](repeating: [Float](repeating: 1, count: 96), count: 2)
        KernelsPortable.Kernel.addTreeBlock(
            bins: bins, nodes: nodes, leaves: leaves, depth: 4, treeCount: 4, numbers: &numbers, forecasts: &sums[0])
        TreePredictor.addBlock(bins, nodes, leaves, 4, 4, &numbers, &sums[1])
        #expect(sums[0] == sums[1])
        for row in 0..<96 {
            let answers = (0..<4).map { tree in
                var node = 1
                for _ in 0..<4 {
                    let split = nodes[16 * tree + node]
                    node = 2 * node + (bins[Int(split.place) * 96 + row] > split.bin ? 1 : 0)
                }
                return leaves[16 * tree + node - 16]
            }
            #expect(sums[0][row] == 1 + ((answers[0] + answers[1]) + (answers[2] + answers[3])))
        }
    }

    @Test func modelWithoutTrees_forecastsItsBase() throws {
        let table = try BinnedTable(rowCount: 30, columnCount: 2) { _ in [Float](repeating: 1, count: 30) }
        let target = (0..<30).map { Float($0) }
        let model = try Boosting.train(table, target: target, parameters: BoostingParameters())
        #expect(model.treeCount == 0)
        #expect(forecasts(model, [[1, 2]]) == [14.5])
    }
}
