// SPDX-License-Identifier: Apache-2.0

import Bits

/// Goes through windows batch by batch, with the memory for it made once.
final class EpochRunner {
    private let parameters: NetworkTrainingParameters
    private let engine: any NetworkEngine
    private let input: FloatBuffer
    private let outputGradient: FloatBuffer
    private let gradient: FloatBuffer

    init(_ model: some Network, _ parameters: NetworkTrainingParameters, _ arithmetic: Arithmetic) {
        self.parameters = parameters
        engine = model.makePass(batchSize: parameters.batchSize, arithmetic: arithmetic).engine
        input = FloatBuffer(parameters.batchSize * model.windowLength * model.inputCount)
        outputGradient = FloatBuffer(parameters.batchSize * model.outputCount)
        gradient = FloatBuffer(model.weights.count)
    }

    /// The order in which an epoch takes the windows (Fisher and Yates' shuffle).
    static func order(count: Int, seed: UInt64, epoch: Int) -> [Int] {
        var seeds = SplitMix64(seed: seed)
        var generator = SplitMix64(seed: seeds.next() &+ UInt64(clamping: epoch))
        return (0..<count).shuffled(using: &generator)
    }

    /// One epoch; changes the weights and the optimiser.
    ///
    /// - Returns: mean loss; nil where `progress` asked to stop.
    func train(
        _ weights: inout [Float], _ adam: inout Adam, _ learningRate: Float, _ windows: TrainingWindows,
        order: [Int], progress: (_ batch: Int, _ batchCount: Int) -> Bool
    ) -> Float? {
        let batchCount = (order.count + parameters.batchSize - 1) / parameters.batchSize
        var (sum, count) = (0.0, 0)
        for batch in 0..<batchCount {
            let first = batch * parameters.batchSize
            let indices = order[first..<min(first + parameters.batchSize, order.count)]
            windows.gather(indices, into: input.start)
            gradient.clear()
            let loss = weights.withUnsafeBufferPointer { weights in
                weights.baseAddress.map { computeGradient($0, windows, indices) } ?? (sum: 0, count: 0)
            }
            adam.step(&weights, gradient.start, learningRate, engine.bench.kernels)
            sum += loss.sum
            count += loss.count
            guard progress(batch + 1, batchCount) else { return nil }
        }
        return Float(sum / Double(max(count, 1)))
    }

    private func computeGradient(
        _ weights: UnsafePointer<Float>, _ windows: TrainingWindows, _ indices: ArraySlice<Int>
    ) -> (sum: Double, count: Int) {
        engine.prepare(weights)
        engine.forward(weights, input: input.start, batch: indices.count)
        let loss = parameters.loss.evaluate(
            engine.output.start, windows, indices, gradient: outputGradient.start)
        engine.backward(
            weights, input: input.start, batch: indices.count, outputGradient: outputGradient.start,
            gradient: gradient.start)
        return loss
    }

    /// Mean loss over windows, without a change.
    func loss(_ weights: [Float], _ windows: TrainingWindows) -> Float {
        var (sum, count) = (0.0, 0)
        weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            let order = Array(0..<windows.count)
            for first in stride(from: 0, to: order.count, by: parameters.batchSize) {
                let indices = order[first..<min(first + parameters.batchSize, order.count)]
                windows.gather(indices, into: input.start)
                engine.forward(weights, input: input.start, batch: indices.count)
                let loss = parameters.loss.evaluate(engine.output.start, windows, indices, gradient: nil)
                sum += loss.sum
                count += loss.count
            }
        }
        return Float(sum / Double(max(count, 1)))
    }
}
