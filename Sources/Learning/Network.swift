// SPDX-License-Identifier: Apache-2.0

/// A neural network that reads one window of a series and gives a row of numbers.
///
/// A value: its parameters and its weights. It is trained with `NetworkTraining` and used through `NetworkPredictor`. The
/// conforming types are those of this module, as only it can make a `NetworkPass`.
public protocol Network: Hashable, Sendable {
    /// Rows of a window.
    var windowLength: Int { get }
    /// Numbers in each row of a window.
    var inputCount: Int { get }
    /// Numbers that it gives.
    var outputCount: Int { get }
    /// All weights, in the order of `tensors`; a new list must have as many.
    var weights: [Float] { get set }
    /// The weights under their names, as a model file keeps them.
    var tensors: [NamedTensor] { get }

    /// Working memory for at most `batchSize` windows at once.
    func makePass(batchSize: Int, arithmetic: Arithmetic) -> NetworkPass
}

/// Working memory of a network, for the way forward and the way back; made once and used for many batches.
///
/// Belongs to one thread at a time.
public final class NetworkPass {
    let engine: any NetworkEngine

    init(_ engine: any NetworkEngine) { self.engine = engine }
}

/// What computes a network's outputs and gradients.
///
/// `input` is time-major: `windowLength x batch x inputCount`. Outputs and their gradients are `batch x outputCount`.
protocol NetworkEngine: AnyObject {
    /// The outputs of the last way forward.
    var output: FloatBuffer { get }
    /// The kernels it uses.
    var bench: Workbench { get }

    /// Takes note of changed weights, before a way back.
    func prepare(_ weights: UnsafePointer<Float>)

    /// Computes `output`.
    func forward(_ weights: UnsafePointer<Float>, input: UnsafePointer<Float>, batch: Int)

    /// Adds the gradient of the weights to `gradient`, after `forward` with the same arguments.
    func backward(
        _ weights: UnsafePointer<Float>, input: UnsafePointer<Float>, batch: Int,
        outputGradient: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>)
}
