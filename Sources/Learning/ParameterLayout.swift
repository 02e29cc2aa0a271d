// SPDX-License-Identifier: Apache-2.0

import Bits

/// Where each tensor of a network stands in its flat list of weights.
struct ParameterLayout: Hashable, Sendable {
    /// One tensor.
    struct Entry: Hashable, Sendable {
        let name: String
        let shape: [Int]
        let offset: Int
        let count: Int
        /// New weights are uniform in `-bound...bound`.
        let bound: Float
    }

    private(set) var entries: [Entry] = []
    /// Number of weights.
    private(set) var count = 0

    /// Adds a tensor and gives the place of its first weight.
    ///
    /// - Parameter fanIn: number of inputs that one output sums; new weights are uniform within its inverse root, as torch
    ///   draws them for dense, convolution and (with the width) recurrent layers.
    mutating func add(_ name: String, _ shape: [Int], fanIn: Int) -> Int {
        let size = shape.reduce(1, *)
        let bound = 1 / Float(fanIn).squareRoot()
        entries.append(Entry(name: name, shape: shape, offset: count, count: size, bound: bound))
        count += size
        return count - size
    }

    /// New weights; the same seed gives the same bits.
    func initialWeights(seed: UInt64) -> [Float] {
        var generator = SplitMix64(seed: seed)
        return entries.flatMap { entry in
            (0..<entry.count).map { _ in entry.bound * Float(2 * generator.nextUniform() - 1) }
        }
    }

    /// The weights under their names.
    func tensors(of weights: [Float], prefix: String = "") -> [NamedTensor] {
        entries.map { entry in
            let values = Array(weights[entry.offset..<entry.offset + entry.count])
            return NamedTensor(name: prefix + entry.name, shape: entry.shape, values: values)
        }
    }

    /// The flat list of weights from tensors, which must be exactly those of the layout, in any order.
    func weights(from tensors: [NamedTensor]) throws(NetworkError) -> [Float] {
        var weights: [Float] = []
        for entry in entries {
            guard let tensor = tensors.first(where: { $0.name == entry.name }) else {
                throw .missingTensor(name: entry.name)
            }
            guard tensor.shape == entry.shape else {
                throw .shape(name: entry.name, found: tensor.shape, expected: entry.shape)
            }
            if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(name: entry.name, index: index)
            }
            weights += tensor.values
        }
        if let other = tensors.first(where: { tensor in !entries.contains { $0.name == tensor.name } }) {
            throw .unknownTensor(name: other.name)
        }
        return weights
    }
}
