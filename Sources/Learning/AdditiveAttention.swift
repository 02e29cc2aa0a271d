// SPDX-License-Identifier: Apache-2.0

/// Additive attention of the last state over all states (Bahdanau, Cho and Bengio 2015).
///
/// `e_t = v . tanh(W h_t + b + U h_T)`, `a = softmax(e)` over the steps, `context = sum of a_t h_t`.
/// Shapes: `h` is `steps x batch x width`, the context `batch x width`.
struct AdditiveAttention: Hashable, Sendable {
    let width: Int
    let scoreWidth: Int
    private let key: DenseLayer
    private let query: DenseLayer
    private let direction: Int

    init(_ name: String, width: Int, scoreWidth: Int, layout: inout ParameterLayout) {
        self.width = width
        self.scoreWidth = scoreWidth
        key = DenseLayer("\(name).key", inputs: width, outputs: scoreWidth, layout: &layout)
        query = DenseLayer("\(name).query", inputs: width, outputs: scoreWidth, hasBias: false, layout: &layout)
        direction = layout.add("\(name).direction", [scoreWidth], fanIn: scoreWidth)
    }

    /// Working memory for some number of steps and sequences.
    final class Memory {
        let tangents: FloatBuffer
        let shares: FloatBuffer
        let queries: FloatBuffer
        let queryGradient: FloatBuffer
        let scoreGradient: FloatBuffer
        let transposedKey: FloatBuffer
        let transposedQuery: FloatBuffer

        init(_ layer: AdditiveAttention, steps: Int, batch: Int) {
            tangents = FloatBuffer(steps * batch * layer.scoreWidth)
            shares = FloatBuffer(steps * batch)
            queries = FloatBuffer(batch * layer.scoreWidth)
            queryGradient = FloatBuffer(batch * layer.scoreWidth)
            scoreGradient = FloatBuffer(steps * batch)
            transposedKey = layer.key.makeTransposed()
            transposedQuery = layer.query.makeTransposed()
        }
    }

    /// Brings the transposed weights up to date.
    func prepare(_ bench: Workbench, _ weights: UnsafePointer<Float>, _ memory: Memory) {
        key.prepare(bench, weights, transposed: memory.transposedKey)
        query.prepare(bench, weights, transposed: memory.transposedQuery)
    }

    /// Computes the context.
    func forward(
        _ bench: Workbench, _ weights: UnsafePointer<Float>, hidden: UnsafePointer<Float>, steps: Int, batch: Int,
        context: UnsafeMutablePointer<Float>, memory: Memory
    ) {
        let (kernels, states, scores) = (bench.kernels, batch * width, batch * scoreWidth)
        key.forward(bench, weights, rows: steps * batch, x: hidden, y: memory.tangents.start)
        query.forward(bench, weights, rows: batch, x: hidden + (steps - 1) * states, y: memory.queries.start)
        for step in 0..<steps {
            kernels.additiveScore(
                batch, scoreWidth, memory.tangents.start + step * scores, memory.queries.start, weights + direction,
                memory.shares.start + step * batch)
        }
        kernels.softmaxColumns(steps, batch, memory.shares.start)
        context.update(repeating: 0, count: states)
        for step in 0..<steps {
            let share = memory.shares.start + step * batch
            kernels.addScaledRows(batch, width, share, hidden + step * states, context)
        }
    }

    /// The way back: adds the gradient of the weights to `gradient` and that of the states to `hiddenGradient`.
    func backward(
        _ bench: Workbench, _ weights: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>,
        hidden: UnsafePointer<Float>, steps: Int, batch: Int, contextGradient: UnsafePointer<Float>,
        hiddenGradient: UnsafeMutablePointer<Float>, memory: Memory
    ) {
        let (kernels, states, scores) = (bench.kernels, batch * width, batch * scoreWidth)
        let scoreGradient = memory.scoreGradient.start
        for step in 0..<steps {
            let at = step * states
            kernels.rowDots(batch, width, contextGradient, hidden + at, scoreGradient + step * batch)
            let share = memory.shares.start + step * batch
            kernels.addScaledRows(batch, width, share, contextGradient, hiddenGradient + at)
        }
        kernels.softmaxColumnsBackward(steps, batch, memory.shares.start, scoreGradient)
        memory.queryGradient.clear(scores)
        for step in 0..<steps {
            kernels.additiveScoreBackward(
                batch, scoreWidth, memory.tangents.start + step * scores, scoreGradient + step * batch,
                weights + direction, memory.queryGradient.start, gradient + direction)
        }
        key.backward(
            bench, gradient, transposed: memory.transposedKey, rows: steps * batch, x: hidden,
            dy: memory.tangents.start, dx: hiddenGradient, addingToInput: true)
        let last = (steps - 1) * states
        query.backward(
            bench, gradient, transposed: memory.transposedQuery, rows: batch, x: hidden + last,
            dy: memory.queryGradient.start, dx: hiddenGradient + last, addingToInput: true)
    }
}
