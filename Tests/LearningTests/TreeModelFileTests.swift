// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct TreeModelFileTests {
    private func model() throws -> (TreeEnsemble, [[Float]]) {
        let reference = try TreesReference()
        var parameters = BoostingParameters()
        parameters.treeCount = 30
        return (try Boosting.train(reference.table, target: reference.target, parameters: parameters), reference.rows)
    }

    @Test func savedAndReloadedTrees_forecastTheSameBits() throws {
        let (model, rows) = try model()
        let reloaded = try TreeEnsemble(ModelFile(decoding: model.modelFile(name: "demand").encoded()))
        #expect(reloaded == model)
        #expect(forecasts(reloaded, rows) == forecasts(model, rows))
    }

    @Test func treesOfOneTable_keepItsBoundsOnce() throws {
        let (model, rows) = try model()
        let file = model.modelFile(name: "demand")
        let (first, second) = (try TreeEnsemble(file), try TreeEnsemble(file))
        func place(_ trees: TreeEnsemble) -> UnsafePointer<Float>? {
            trees.binning.bounds[0].withUnsafeBufferPointer(\.baseAddress)
        }
        #expect(place(first) != place(second))
        let sharing = second.sharingBins(with: [first])
        #expect(place(sharing) == place(first))
        #expect(sharing == second && forecasts(sharing, rows) == forecasts(model, rows))

        let (columns, target) = BoostingSample.noise(rows: 500)
        let other = try Boosting.train(
            try BoostingSample.table(columns), target: target, parameters: BoostingParameters())
        #expect(place(other.sharingBins(with: [first])) == place(other))
    }

    @Test func arraysThatMakeNoTrees_areRefused() throws {
        let (model, _) = try model()
        let good = model.modelFile(name: "demand")
        let faults: [(String, (inout ModelFile) -> Void)] = [
            ("kind", { $0.kind = "hmm" }), ("\"shape\"", { $0.integers["shape"] = [-1, 6] }),
            ("\"shape\"", { $0.integers["shape"] = [30, 11] }), ("\"nodes\"", { $0.integers["nodes"]?.removeLast() }),
            ("\"nodes\"", { $0.integers["nodes"]?[5] = Int64(10) << 8 }),
            ("\"bounds\"", { $0.integers["boundCounts"]?[0] += 1 }),
            ("\"boundCounts\"", { $0.integers["boundCounts"]?[0] = 255 }), ("\"leaves\"", { $0.tensors.removeLast() }),
            ("\"gainImportance\"", { $0.doubles["gainImportance"] = [1] }),
            ("\"base\"", { $0.tensors[0] = NamedTensor(name: "base", shape: [], values: [.nan]) }),
        ]
        for (name, spoil) in faults {
            var file = good
            spoil(&file)
            let error = #expect(throws: ModelFileError.self) { try TreeEnsemble(file) }
            #expect(error?.description.contains(name) == true)
        }
    }

    @Test func damagedTreesUnderAGoodChecksum_neverReadBeyondTheirArrays() throws {
        let (model, rows) = try model()
        let bytes = model.modelFile(name: "demand").encoded()
        var generator = SplitMix64(seed: 12)
        var answered = 0
        for _ in 0..<200 {
            var spoilt = bytes
            let index = Int.random(in: 20..<bytes.count - 4, using: &generator)
            spoilt[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            guard let file = try? ModelFile(decoding: sealed(spoilt)), let trees = try? TreeEnsemble(file) else {
                continue
            }
            answered += 1
            #expect(forecasts(trees, Array(rows[0..<10])).allSatisfy { !$0.isNaN })
        }
        #expect(answered > 20)
    }
}
