// SPDX-License-Identifier: Apache-2.0

/// Two causal convolutions with a short cut: `y = max(0, conv2(conv1(x)) + shortcut(x))`, both convolutions through max(0).
///
/// The short cut is `x` itself, or a dense map where the number of channels changes (Bai, Kolter and Koltun 2018, without
/// normalisation and dropout).
struct ResidualBlock: Hashable, Sendable {
    let first: CausalConvolution
    let second: CausalConvolution
    let shortcut: DenseLayer?

    init(_ name: String, inputs: Int, channels: Int, taps: Int, dilation: Int, layout: inout ParameterLayout) {
        first = CausalConvolution(
            "\(name).first", inputs: inputs, outputs: channels, taps: taps, dilation: dilation, layout: &layout)
        second = CausalConvolution(
            "\(name).second", inputs: channels, outputs: channels, taps: taps, dilation: dilation, layout: &layout)
        shortcut =
            inputs == channels
            ? nil : DenseLayer("\(name).shortcut", inputs: inputs, outputs: channels, layout: &layout)
    }

    /// Steps of the input needed for some steps of the output.
    func inputSteps(for output: StepList) -> StepList { first.inputSteps(for: second.inputSteps(for: output)) }

    /// Steps and working memory of a block for some number of sequences.
    final class Memory {
        let output: FloatBuffer
        let outputGradient: FloatBuffer
        fileprivate let middle: FloatBuffer
        fileprivate let middleGradient: FloatBuffer
        fileprivate let inner: FloatBuffer
        fileprivate let innerGradient: FloatBuffer
        fileprivate let bypass: FloatBuffer
        fileprivate let firstPlan: ConvolutionPlan
        fileprivate let secondPlan: ConvolutionPlan
        /// Where the steps of the output stand among those of the input.
        fileprivate let bypassPlaces: [Int]
        fileprivate let transposedFirst: [FloatBuffer]
        fileprivate let transposedSecond: [FloatBuffer]
        fileprivate let transposedShortcut: FloatBuffer?

        init(_ block: ResidualBlock, output steps: StepList, input: StepList, batch: Int) {
            let channels = block.second.outputs
            let middleSteps = block.second.inputSteps(for: steps)
            output = FloatBuffer(steps.count * batch * channels)
            outputGradient = FloatBuffer(steps.count * batch * channels)
            middle = FloatBuffer(middleSteps.count * batch * channels)
            middleGradient = FloatBuffer(middleSteps.count * batch * channels)
            inner = FloatBuffer(steps.count * batch * channels)
            innerGradient = FloatBuffer(steps.count * batch * channels)
            bypass = FloatBuffer(block.shortcut == nil ? 0 : batch * block.first.inputs)
            firstPlan = ConvolutionPlan(block.first, output: middleSteps, input: input)
            secondPlan = ConvolutionPlan(block.second, output: steps, input: middleSteps)
            bypassPlaces = steps.places(in: input)
            transposedFirst = block.first.makeTransposed()
            transposedSecond = block.second.makeTransposed()
            transposedShortcut = block.shortcut?.makeTransposed()
        }
    }

    /// Brings the transposed weights up to date.
    func prepare(_ bench: Workbench, _ weights: UnsafePointer<Float>, _ memory: Memory) {
        first.prepare(bench, weights, transposed: memory.transposedFirst)
        second.prepare(bench, weights, transposed: memory.transposedSecond)
        if let shortcut, let transposed = memory.transposedShortcut {
            shortcut.prepare(bench, weights, transposed: transposed)
        }
    }

    /// Computes `memory.output`.
    func forward(
        _ bench: Workbench, _ weights: UnsafePointer<Float>, batch: Int, x: UnsafePointer<Float>, memory: Memory
    ) {
        let size = batch * second.outputs
        first.forward(bench, weights, plan: memory.firstPlan, batch: batch, x: x, y: memory.middle.start)
        second.forward(
            bench, weights, plan: memory.secondPlan, batch: batch, x: memory.middle.start, y: memory.inner.start)
        for (step, place) in memory.bypassPlaces.enumerated() {
            let sum = memory.output.start + step * size
            let source = x + place * batch * first.inputs
            if let shortcut {
                shortcut.forward(bench, weights, rows: batch, x: source, y: sum)
            } else {
                sum.update(from: source, count: size)
            }
        }
        let count = memory.bypassPlaces.count * size
        bench.kernels.axpy(count, 1, memory.inner.start, memory.output.start)
        bench.kernels.rectify(count, memory.output.start, memory.output.start)
    }

    /// Adds the gradient of the weights to `gradient` and, where `dx` is given, that of the input to it; uses up
    /// `memory.outputGradient`.
    func backward(
        _ bench: Workbench, _ gradient: UnsafeMutablePointer<Float>, batch: Int, x: UnsafePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, memory: Memory
    ) {
        let size = batch * second.outputs
        let dy = memory.outputGradient.start
        let count = memory.bypassPlaces.count * size
        bench.kernels.rectifyBackward(count, memory.output.start, dy)
        backwardThroughShortcut(bench, gradient, batch: batch, x: x, dx: dx, memory: memory)
        memory.middleGradient.clear()
        memory.innerGradient.start.update(from: dy, count: count)
        second.backward(
            bench, gradient, transposed: memory.transposedSecond, plan: memory.secondPlan, batch: batch,
            x: memory.middle.start, y: memory.inner.start, dy: memory.innerGradient.start,
            dx: memory.middleGradient.start)
        first.backward(
            bench, gradient, transposed: memory.transposedFirst, plan: memory.firstPlan, batch: batch, x: x,
            y: memory.middle.start, dy: memory.middleGradient.start, dx: dx)
    }

    private func backwardThroughShortcut(
        _ bench: Workbench, _ gradient: UnsafeMutablePointer<Float>, batch: Int, x: UnsafePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, memory: Memory
    ) {
        let size = batch * second.outputs
        for (step, place) in memory.bypassPlaces.enumerated() {
            let dy = memory.outputGradient.start + step * size
            let at = place * batch * first.inputs
            if let shortcut, let transposed = memory.transposedShortcut {
                // Without a wanted input gradient it goes where nobody looks.
                let target = dx.map { $0 + at } ?? memory.bypass.start
                shortcut.backward(
                    bench, gradient, transposed: transposed, rows: batch, x: x + at, dy: dy, dx: target,
                    addingToInput: dx != nil)
            } else if let dx {
                bench.kernels.axpy(size, 1, dy, dx + at)
            }
        }
    }
}
