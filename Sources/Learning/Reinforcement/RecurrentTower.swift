// SPDX-License-Identifier: Apache-2.0

/// A long short-term memory, two dense layers with tanh and a linear layer: one of the two halves of an actor-critic.
///
/// `h = LSTM(x)`, `a = tanh(h A + b)`, `y = tanh(a B + c) C + d`. Arrays are time-major, rows are `steps x batch`.
struct RecurrentTower: Hashable, Sendable {
    let memory: LSTMLayer
    let first: DenseLayer
    let second: DenseLayer
    let output: DenseLayer

    init(_ name: String, inputs: Int, width: Int, headWidth: Int, outputs: Int, layout: inout ParameterLayout) {
        memory = LSTMLayer("\(name).lstm", inputs: inputs, width: width, layout: &layout)
        first = DenseLayer("\(name).first", inputs: width, outputs: headWidth, layout: &layout)
        second = DenseLayer("\(name).second", inputs: headWidth, outputs: headWidth, layout: &layout)
        output = DenseLayer("\(name).output", inputs: headWidth, outputs: outputs, layout: &layout)
    }

    /// Brings the transposed weights up to date; needed once for each change of the weights, before a way back.
    func prepare(_ bench: Workbench, _ weights: UnsafePointer<Float>, _ pass: Pass) {
        memory.prepare(bench, weights, pass.memory)
        first.prepare(bench, weights, transposed: pass.transposedFirst)
        second.prepare(bench, weights, transposed: pass.transposedSecond)
        output.prepare(bench, weights, transposed: pass.transposedOutput)
    }

    /// Computes the outputs of all steps into `pass.output`; parameters as in `LSTMLayer.forward`.
    func forward(
        _ bench: Workbench, _ weights: UnsafePointer<Float>, x: UnsafePointer<Float>, steps: Int, batch: Int,
        initial: LSTMState? = nil, keep: UnsafePointer<Float>? = nil, pass: Pass
    ) {
        let rows = steps * batch
        memory.forward(
            bench, weights, x: x, steps: steps, batch: batch, initial: initial, keep: keep, memory: pass.memory)
        let hidden = pass.memory.hidden.start + batch * memory.width
        let (a, b) = (pass.first.start, pass.second.start)
        first.forward(bench, weights, rows: rows, x: hidden, y: a)
        bench.kernels.hyperbolicTangent(rows * first.outputs, a, a)
        second.forward(bench, weights, rows: rows, x: a, y: b)
        bench.kernels.hyperbolicTangent(rows * second.outputs, b, b)
        output.forward(bench, weights, rows: rows, x: b, y: pass.output.start)
    }

    /// The way back through `forward`: adds the gradient of the weights to `gradient`.
    ///
    /// - Parameter outputGradient: `rows x outputs`.
    func backward(
        _ bench: Workbench, _ gradient: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, steps: Int, batch: Int,
        keep: UnsafePointer<Float>? = nil, outputGradient: UnsafePointer<Float>, pass: Pass
    ) {
        let rows = steps * batch
        let (a, b) = (pass.first.start, pass.second.start)
        let (da, db, dh) = (pass.firstGradient.start, pass.secondGradient.start, pass.hiddenGradient.start)
        output.backward(
            bench, gradient, transposed: pass.transposedOutput, rows: rows, x: b, dy: outputGradient, dx: db,
            addingToInput: false)
        Self.tangentBackward(rows * second.outputs, b, db)
        second.backward(
            bench, gradient, transposed: pass.transposedSecond, rows: rows, x: a, dy: db, dx: da, addingToInput: false)
        Self.tangentBackward(rows * first.outputs, a, da)
        let hidden = pass.memory.hidden.start + batch * memory.width
        first.backward(
            bench, gradient, transposed: pass.transposedFirst, rows: rows, x: hidden, dy: da, dx: dh,
            addingToInput: false)
        memory.backward(
            bench, gradient, x: x, steps: steps, batch: batch, keep: keep, hiddenGradient: dh, memory: pass.memory)
    }

    /// Gradient of `y = tanh x`: `d` becomes `d (1 - y^2)`.
    private static func tangentBackward(
        _ count: Int, _ y: UnsafePointer<Float>, _ d: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { d[index] *= 1 - y[index] * y[index] }
    }
}

extension RecurrentTower {
    /// Working memory for some number of steps and sequences.
    final class Pass {
        let memory: LSTMMemory
        /// `rows x headWidth`: the first layer's tangents.
        let first: FloatBuffer
        /// `rows x headWidth`: the second layer's.
        let second: FloatBuffer
        /// `rows x outputs`.
        let output: FloatBuffer
        let firstGradient: FloatBuffer
        let secondGradient: FloatBuffer
        let hiddenGradient: FloatBuffer
        let transposedFirst: FloatBuffer
        let transposedSecond: FloatBuffer
        let transposedOutput: FloatBuffer

        /// - Parameter learns: whether there will be a way back.
        init(_ tower: RecurrentTower, steps: Int, batch: Int, learns: Bool) {
            let (rows, backRows) = (steps * batch, learns ? steps * batch : 0)
            memory = LSTMMemory(tower.memory, steps: steps, batch: batch, allowsResets: learns)
            first = FloatBuffer(rows * tower.first.outputs)
            second = FloatBuffer(rows * tower.second.outputs)
            output = FloatBuffer(rows * tower.output.outputs)
            firstGradient = FloatBuffer(backRows * tower.first.outputs)
            secondGradient = FloatBuffer(backRows * tower.second.outputs)
            hiddenGradient = FloatBuffer(backRows * tower.memory.width)
            transposedFirst = tower.first.makeTransposed()
            transposedSecond = tower.second.makeTransposed()
            transposedOutput = tower.output.makeTransposed()
        }
    }
}
