// SPDX-License-Identifier: Apache-2.0

/// The ways forward and back through an `AttentionLSTM`.
final class AttentionLSTMEngine: NetworkEngine {
    let bench: Workbench
    let output: FloatBuffer
    private let network: AttentionLSTM
    private let lstm: LSTMMemory
    private let attention: AdditiveAttention.Memory
    private let context: FloatBuffer
    /// `batch x 2 width`: context and last state side by side; on the way back their gradient.
    private let joined: FloatBuffer
    private let joinedGradient: FloatBuffer
    private let hiddenGradient: FloatBuffer
    private let transposedHead: FloatBuffer

    init(_ network: AttentionLSTM, batchSize: Int, arithmetic: Arithmetic) {
        let (steps, width) = (network.windowLength, network.parameters.width)
        self.network = network
        bench = Workbench(arithmetic)
        output = FloatBuffer(batchSize * network.outputCount)
        lstm = LSTMMemory(network.memory, steps: steps, batch: batchSize)
        attention = AdditiveAttention.Memory(network.attention, steps: steps, batch: batchSize)
        context = FloatBuffer(batchSize * width)
        joined = FloatBuffer(batchSize * 2 * width)
        joinedGradient = FloatBuffer(batchSize * 2 * width)
        hiddenGradient = FloatBuffer(steps * batchSize * width)
        transposedHead = network.head.makeTransposed()
    }

    func prepare(_ weights: UnsafePointer<Float>) {
        network.memory.prepare(bench, weights, lstm)
        network.attention.prepare(bench, weights, attention)
        network.head.prepare(bench, weights, transposed: transposedHead)
    }

    func forward(_ weights: UnsafePointer<Float>, input: UnsafePointer<Float>, batch: Int) {
        let (steps, width) = (network.windowLength, network.parameters.width)
        network.memory.forward(bench, weights, x: input, steps: steps, batch: batch, memory: lstm)
        let hidden = lstm.hidden.start + batch * width
        network.attention.forward(
            bench, weights, hidden: hidden, steps: steps, batch: batch, context: context.start, memory: attention)
        let last = hidden + (steps - 1) * batch * width
        for row in 0..<batch {
            let pair = joined.start + row * 2 * width
            pair.update(from: context.start + row * width, count: width)
            (pair + width).update(from: last + row * width, count: width)
        }
        network.head.forward(bench, weights, rows: batch, x: joined.start, y: output.start)
    }

    func backward(
        _ weights: UnsafePointer<Float>, input: UnsafePointer<Float>, batch: Int,
        outputGradient: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>
    ) {
        let (steps, width) = (network.windowLength, network.parameters.width)
        network.head.backward(
            bench, gradient, transposed: transposedHead, rows: batch, x: joined.start, dy: outputGradient,
            dx: joinedGradient.start, addingToInput: false)
        let earlier = (steps - 1) * batch * width
        hiddenGradient.clear(earlier)
        for row in 0..<batch {
            let pair = joinedGradient.start + row * 2 * width
            (context.start + row * width).update(from: pair, count: width)
            (hiddenGradient.start + earlier + row * width).update(from: pair + width, count: width)
        }
        network.attention.backward(
            bench, weights, gradient, hidden: lstm.hidden.start + batch * width, steps: steps, batch: batch,
            contextGradient: context.start, hiddenGradient: hiddenGradient.start, memory: attention)
        network.memory.backward(
            bench, gradient, x: input, steps: steps, batch: batch, hiddenGradient: hiddenGradient.start, memory: lstm)
    }
}
