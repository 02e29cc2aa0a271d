// SPDX-License-Identifier: Apache-2.0

/// A long short-term memory over a batch of sequences, all steps in one call.
///
/// Arrays are time-major: `x` is `steps x batch x inputs`, hidden states are `steps x batch x width`. The sums of the four
/// gates stand in the order input, forget, cell, output. One bias, where some libraries keep two that are only ever added.
struct LSTMLayer: Hashable, Sendable {
    let inputs: Int
    let width: Int
    private let inputWeight: Int
    private let recurrentWeight: Int
    private let bias: Int

    init(_ name: String, inputs: Int, width: Int, layout: inout ParameterLayout) {
        self.inputs = inputs
        self.width = width
        inputWeight = layout.add("\(name).input.weight", [inputs, 4 * width], fanIn: width)
        recurrentWeight = layout.add("\(name).recurrent.weight", [width, 4 * width], fanIn: width)
        bias = layout.add("\(name).bias", [4 * width], fanIn: width)
    }

    /// Brings the transposed weights up to date; needed once for each change of the weights, before a way back.
    func prepare(_ bench: Workbench, _ weights: UnsafePointer<Float>, _ memory: LSTMMemory) {
        bench.transpose(weights + recurrentWeight, width, 4 * width, to: memory.transposedRecurrent)
        bench.transpose(weights + inputWeight, inputs, 4 * width, to: memory.transposedInput)
    }

    /// Computes all hidden states into `memory`.
    ///
    /// - Parameters:
    ///   - initial: hidden and cell state before the first step, `batch x width` each; nil for zeros.
    ///   - keep: `steps x batch` numbers, 0 where the state is forgotten before the step (a new episode begins), else 1; nil
    ///     where it is always kept. Only for a memory made with `allowsResets`.
    func forward(
        _ bench: Workbench, _ weights: UnsafePointer<Float>, x: UnsafePointer<Float>, steps: Int, batch: Int,
        initial: LSTMState? = nil, keep: UnsafePointer<Float>? = nil, memory: LSTMMemory
    ) {
        let states = batch * width
        memory.start(initial, count: states)
        for step in 0..<steps {
            let previous = memory.previous(step, batch, width, keep, bench)
            let gates = memory.gates.start + step * 4 * states
            let input = Matrix(x + step * batch * inputs, batch, inputs)
            bench.kernels.fillRows(batch, 4 * width, weights + bias, gates)
            bench.multiply(input, Matrix(weights + inputWeight, inputs, 4 * width), into: gates, adding: true)
            bench.multiply(
                Matrix(previous.hidden, batch, width), Matrix(weights + recurrentWeight, width, 4 * width),
                into: gates, adding: true)
            bench.kernels.cellForward(
                batch, width, gates, previous.cell, memory.cells.start + (step + 1) * states,
                memory.tangents.start + step * states, memory.hidden.start + (step + 1) * states)
        }
    }

    /// The way back through `forward`, with the same arguments.
    ///
    /// - Parameters:
    ///   - hiddenGradient: `steps x batch x width`, gradient of each hidden state by what uses it; used up.
    ///   - gradient: the gradient of the weights is added here.
    ///   - dx: receives the gradient of `x`; nil where nobody needs it.
    func backward(
        _ bench: Workbench, _ gradient: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, steps: Int, batch: Int,
        keep: UnsafePointer<Float>? = nil, hiddenGradient: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>? = nil, memory: LSTMMemory
    ) {
        let states = batch * width
        memory.cellGradient.clear(states)
        for step in (0..<steps).reversed() {
            let gates = memory.gates.start + step * 4 * states
            let cells = (keep == nil ? memory.cells : memory.keptCells).start + step * states
            bench.kernels.cellBackward(
                batch, width, gates, cells, memory.tangents.start + step * states, hiddenGradient + step * states,
                memory.cellGradient.start)
            guard step > 0 else { break }
            let earlier = hiddenGradient + (step - 1) * states
            let recurrent = Matrix(memory.transposedRecurrent.start, 4 * width, width)
            if let keep = keep.map({ $0 + step * batch }) {
                let carried = memory.carriedGradient.start
                bench.multiply(Matrix(gates, batch, 4 * width), recurrent, into: carried, adding: false)
                bench.kernels.addScaledRows(batch, width, keep, carried, earlier)
                let cell = memory.cellGradient.start
                bench.kernels.scaleRows(batch, width, keep, cell, cell)
            } else {
                bench.multiply(Matrix(gates, batch, 4 * width), recurrent, into: earlier, adding: true)
            }
        }
        addWeightGradient(
            bench, gradient, x: x, rows: steps * batch, hidden: keep == nil ? memory.hidden : memory.keptHidden, memory)
        if let dx {
            bench.multiply(
                Matrix(memory.gates.start, steps * batch, 4 * width),
                Matrix(memory.transposedInput.start, 4 * width, inputs), into: dx, adding: false)
        }
    }

    /// All steps at once, as the states before each step stand one after the other.
    private func addWeightGradient(
        _ bench: Workbench, _ gradient: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, rows: Int,
        hidden: FloatBuffer, _ memory: LSTMMemory
    ) {
        let sums = Matrix(memory.gates.start, rows, 4 * width)
        bench.multiply(Matrix(x, rows, inputs).transposed, sums, into: gradient + inputWeight, adding: true)
        bench.multiply(
            Matrix(hidden.start, rows, width).transposed, sums, into: gradient + recurrentWeight, adding: true)
        bench.kernels.addColumnSums(rows, 4 * width, sums.start, gradient + bias)
    }
}
