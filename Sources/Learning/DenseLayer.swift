// SPDX-License-Identifier: Apache-2.0

/// A linear map with bias: `y (rows x outputs) = x (rows x inputs) W (inputs x outputs) + b`.
struct DenseLayer: Hashable, Sendable {
    let inputs: Int
    let outputs: Int
    private let weight: Int
    private let bias: Int?

    init(_ name: String, inputs: Int, outputs: Int, hasBias: Bool = true, layout: inout ParameterLayout) {
        self.inputs = inputs
        self.outputs = outputs
        weight = layout.add("\(name).weight", [inputs, outputs], fanIn: inputs)
        bias = hasBias ? layout.add("\(name).bias", [outputs], fanIn: inputs) : nil
    }

    /// Working memory of the way back: the weights transposed.
    func makeTransposed() -> FloatBuffer { FloatBuffer(inputs * outputs) }

    /// Brings `transposed` up to date; needed once for each change of the weights.
    func prepare(_ bench: Workbench, _ weights: UnsafePointer<Float>, transposed: FloatBuffer) {
        bench.transpose(weights + weight, inputs, outputs, to: transposed)
    }

    /// Computes `y`.
    func forward(
        _ bench: Workbench, _ weights: UnsafePointer<Float>, rows: Int, x: UnsafePointer<Float>,
        y: UnsafeMutablePointer<Float>
    ) {
        if let bias { bench.kernels.fillRows(rows, outputs, weights + bias, y) }
        bench.multiply(
            Matrix(x, rows, inputs), Matrix(weights + weight, inputs, outputs), into: y, adding: bias != nil)
    }

    /// Adds the gradient of the weights to `gradient`, and computes `dx` or adds to it.
    func backward(
        _ bench: Workbench, _ gradient: UnsafeMutablePointer<Float>, transposed: FloatBuffer, rows: Int,
        x: UnsafePointer<Float>, dy: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>, addingToInput: Bool
    ) {
        let outer = Matrix(dy, rows, outputs)
        bench.multiply(Matrix(x, rows, inputs).transposed, outer, into: gradient + weight, adding: true)
        if let bias { bench.kernels.addColumnSums(rows, outputs, dy, gradient + bias) }
        bench.multiply(outer, Matrix(transposed.start, outputs, inputs), into: dx, adding: addingToInput)
    }
}
