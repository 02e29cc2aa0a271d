// SPDX-License-Identifier: Apache-2.0

/// A dilated causal convolution over time, computed at chosen steps only.
///
/// `y_t = b + sum over tap k of x_(t - (K - 1 - k) d) W_k`; `x` before the window is zero. Arrays are `steps x batch x
/// channels`, where the steps are those of a `StepList`, not all of the window.
struct CausalConvolution: Hashable, Sendable {
    let inputs: Int
    let outputs: Int
    let taps: Int
    let dilation: Int
    private let weight: Int
    private let bias: Int

    init(_ name: String, inputs: Int, outputs: Int, taps: Int, dilation: Int, layout: inout ParameterLayout) {
        self.inputs = inputs
        self.outputs = outputs
        self.taps = taps
        self.dilation = dilation
        weight = layout.add("\(name).weight", [taps, inputs, outputs], fanIn: inputs * taps)
        bias = layout.add("\(name).bias", [outputs], fanIn: inputs * taps)
    }

    /// The steps of the input that the output at some steps depends on.
    func inputSteps(for output: StepList) -> StepList { output.reaching(taps: taps, dilation: dilation) }

    /// Working memory of the way back: the weights of each tap transposed.
    func makeTransposed() -> [FloatBuffer] { (0..<taps).map { _ in FloatBuffer(inputs * outputs) } }

    /// Brings `transposed` up to date; needed once for each change of the weights.
    func prepare(_ bench: Workbench, _ weights: UnsafePointer<Float>, transposed: [FloatBuffer]) {
        for tap in 0..<taps {
            bench.transpose(weights + weight + tap * inputs * outputs, inputs, outputs, to: transposed[tap])
        }
    }

    /// Computes `y`, through max(0, y).
    func forward(
        _ bench: Workbench, _ weights: UnsafePointer<Float>, plan: ConvolutionPlan, batch: Int,
        x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>
    ) {
        bench.kernels.fillRows(plan.outputCount * batch, outputs, weights + bias, y)
        for link in plan.links {
            bench.multiply(
                Matrix(x + link.input * batch * inputs, batch, inputs),
                Matrix(weights + weight + link.tap * inputs * outputs, inputs, outputs),
                into: y + link.output * batch * outputs, adding: true)
        }
        bench.kernels.rectify(plan.outputCount * batch * outputs, y, y)
    }

    /// Adds the gradient of the weights to `gradient` and that of the input to `dx`; `dy` is cut where `y` was.
    func backward(
        _ bench: Workbench, _ gradient: UnsafeMutablePointer<Float>, transposed: [FloatBuffer], plan: ConvolutionPlan,
        batch: Int, x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?
    ) {
        bench.kernels.rectifyBackward(plan.outputCount * batch * outputs, y, dy)
        bench.kernels.addColumnSums(plan.outputCount * batch, outputs, dy, gradient + bias)
        for link in plan.links {
            let outer = Matrix(dy + link.output * batch * outputs, batch, outputs)
            let input = link.input * batch * inputs
            bench.multiply(
                Matrix(x + input, batch, inputs).transposed, outer,
                into: gradient + weight + link.tap * inputs * outputs, adding: true)
            if let dx {
                bench.multiply(
                    outer, Matrix(transposed[link.tap].start, outputs, inputs), into: dx + input, adding: true)
            }
        }
    }
}
