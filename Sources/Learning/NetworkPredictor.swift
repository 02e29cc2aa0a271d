// SPDX-License-Identifier: Apache-2.0

/// A network ready to forecast: its weights and its working memory, made once.
///
/// Belongs to one thread at a time. The outputs are those of the network: for a classifier trained with cross-entropy the
/// log odds.
public final class NetworkPredictor<Model: Network> {
    /// The network.
    public let model: Model
    private let engine: any NetworkEngine
    private let batchSize: Int
    private let input: FloatBuffer

    /// Makes the memory for forecasts of at most `batchSize` windows at once.
    public init(_ model: Model, batchSize: Int = 1, arithmetic: Arithmetic = .best) {
        self.model = model
        self.batchSize = max(batchSize, 1)
        engine = model.makePass(batchSize: self.batchSize, arithmetic: arithmetic).engine
        input = FloatBuffer(self.batchSize * model.windowLength * model.inputCount)
    }

    /// The forecast from one window; allocates nothing.
    ///
    /// - Parameters:
    ///   - window: `windowLength x inputCount` numbers, row-major, in the order of time.
    ///   - output: receives the outputs; must have `outputCount` numbers.
    public func predict(_ window: [Float], into output: inout [Float]) {
        precondition(
            window.count == model.windowLength * model.inputCount && output.count == model.outputCount,
            "a window of \(window.count) and an output of \(output.count) numbers do not fit the network")
        window.withUnsafeBufferPointer { window in
            model.weights.withUnsafeBufferPointer { weights in
                guard let window = window.baseAddress, let weights = weights.baseAddress else { return }
                engine.forward(weights, input: window, batch: 1)
            }
        }
        for index in output.indices { output[index] = engine.output.start[index] }
    }

    /// The forecasts from many windows, `windows.count x outputCount`, row-major.
    public func predict(_ windows: TrainingWindows) -> [Float] {
        precondition(windows.inputCount == model.inputCount && windows.windowLength == model.windowLength)
        var outputs: [Float] = []
        outputs.reserveCapacity(windows.count * model.outputCount)
        let order = Array(0..<windows.count)
        model.weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            for first in stride(from: 0, to: order.count, by: batchSize) {
                let indices = order[first..<min(first + batchSize, order.count)]
                windows.gather(indices, into: input.start)
                engine.forward(weights, input: input.start, batch: indices.count)
                let count = indices.count * model.outputCount
                outputs.append(contentsOf: UnsafeBufferPointer(start: engine.output.start, count: count))
            }
        }
        return outputs
    }
}
