// SPDX-License-Identifier: Apache-2.0

/// State of a long short-term memory between two steps: `batch x width` numbers each.
struct LSTMState {
    let hidden: UnsafePointer<Float>
    let cell: UnsafePointer<Float>
}

/// Working memory of an `LSTMLayer` for some number of steps and sequences.
final class LSTMMemory {
    /// `steps x batch x 4 width`: the gates, on the way back the gradient of their sums.
    let gates: FloatBuffer
    /// `(steps + 1) x batch x width`: the state before the first step, then after each.
    let hidden: FloatBuffer
    /// As `hidden`, the cells.
    let cells: FloatBuffer
    /// `steps x batch x width`: the tangents of the cells.
    let tangents: FloatBuffer
    /// `steps x batch x width`: the states each step started from, where some were forgotten; empty without resets.
    let keptHidden: FloatBuffer
    /// As `keptHidden`, the cells.
    let keptCells: FloatBuffer
    /// `batch x width`, on the way back.
    let cellGradient: FloatBuffer
    /// `batch x width`, on the way back with resets.
    let carriedGradient: FloatBuffer
    /// `4 width x width`.
    let transposedRecurrent: FloatBuffer
    /// `4 width x inputs`.
    let transposedInput: FloatBuffer

    init(_ layer: LSTMLayer, steps: Int, batch: Int, allowsResets: Bool = false) {
        let states = batch * layer.width
        gates = FloatBuffer(steps * states * 4)
        hidden = FloatBuffer((steps + 1) * states)
        cells = FloatBuffer((steps + 1) * states)
        tangents = FloatBuffer(steps * states)
        keptHidden = FloatBuffer(allowsResets ? steps * states : 0)
        keptCells = FloatBuffer(allowsResets ? steps * states : 0)
        cellGradient = FloatBuffer(states)
        carriedGradient = FloatBuffer(allowsResets ? states : 0)
        transposedRecurrent = FloatBuffer(4 * layer.width * layer.width)
        transposedInput = FloatBuffer(4 * layer.width * layer.inputs)
    }

    /// Sets the state before the first step.
    func start(_ initial: LSTMState?, count: Int) {
        guard let initial else {
            hidden.clear(count)
            cells.clear(count)
            return
        }
        hidden.start.update(from: initial.hidden, count: count)
        cells.start.update(from: initial.cell, count: count)
    }

    /// The state that a step starts from: the one before it, less what is forgotten.
    func previous(
        _ step: Int, _ batch: Int, _ width: Int, _ keep: UnsafePointer<Float>?, _ bench: Workbench
    ) -> LSTMState {
        let offset = step * batch * width
        guard let keep = keep.map({ $0 + step * batch }) else {
            return LSTMState(hidden: hidden.start + offset, cell: cells.start + offset)
        }
        bench.kernels.scaleRows(batch, width, keep, hidden.start + offset, keptHidden.start + offset)
        bench.kernels.scaleRows(batch, width, keep, cells.start + offset, keptCells.start + offset)
        return LSTMState(hidden: keptHidden.start + offset, cell: keptCells.start + offset)
    }
}
