// SPDX-License-Identifier: Apache-2.0

/// The optimiser Adam (Kingma and Ba 2015, algorithm 1): steps scaled by running moments of the gradient.
public struct Adam: Hashable, Sendable {
    /// How steps are taken.
    public struct Parameters: Hashable, Sendable {
        /// Length of a step, before any schedule; > 0.
        public var learningRate: Float
        /// Memory of the mean of the gradient, in 0..<1.
        public var beta1: Double
        /// Memory of the mean of its square, in 0..<1.
        public var beta2: Double
        /// Added to the root of the second moment; > 0.
        public var epsilon: Float
        /// The gradient is scaled down to this Euclidean norm where it is longer; nil for no limit.
        public var gradientNormLimit: Float?

        /// The values that the paper gives, without a limit on the gradient.
        public init(
            learningRate: Float = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Float = 1e-8,
            gradientNormLimit: Float? = nil
        ) {
            self.learningRate = learningRate
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.gradientNormLimit = gradientNormLimit
        }
    }

    /// How steps are taken.
    public let parameters: Parameters
    /// Steps taken so far.
    public private(set) var stepCount: Int
    /// Running mean of the gradient, one number per weight.
    public private(set) var first: [Float]
    /// Running mean of its square.
    public private(set) var second: [Float]

    /// Before the first step, for some number of weights.
    public init(parameters: Parameters, count: Int) {
        self.init(
            parameters: parameters, stepCount: 0, first: [Float](repeating: 0, count: count),
            second: [Float](repeating: 0, count: count))
    }

    init(parameters: Parameters, stepCount: Int, first: [Float], second: [Float]) {
        self.parameters = parameters
        self.stepCount = stepCount
        self.first = first
        self.second = second
    }

    /// Takes one step.
    ///
    /// - Parameters:
    ///   - weights: changed in place; as many as the optimiser was made for.
    ///   - gradient: as many numbers.
    ///   - learningRate: length of this step; nil for that of the parameters.
    public mutating func step(
        _ weights: inout [Float], gradient: [Float], learningRate: Float? = nil, arithmetic: Arithmetic = .best
    ) {
        precondition(weights.count == first.count && gradient.count == first.count)
        gradient.withUnsafeBufferPointer { gradient in
            guard let gradient = gradient.baseAddress else { return }
            step(&weights, gradient, learningRate ?? parameters.learningRate, KernelSet(arithmetic))
        }
    }

    mutating func step(
        _ weights: inout [Float], _ gradient: UnsafePointer<Float>, _ learningRate: Float, _ kernels: KernelSet
    ) {
        stepCount += 1
        let count = first.count
        let scale = gradientScale(gradient, kernels)
        let firstCorrection = 1 - parameters.beta1.power(Double(stepCount))
        let secondCorrection = 1 - parameters.beta2.power(Double(stepCount))
        let stepSize = Float(Double(learningRate) / firstCorrection)
        weights.withUnsafeMutableBufferPointer { weights in
            first.withUnsafeMutableBufferPointer { first in
                second.withUnsafeMutableBufferPointer { second in
                    guard let w = weights.baseAddress, let m = first.baseAddress, let v = second.baseAddress else {
                        return
                    }
                    kernels.adamStep(
                        count, scale, Float(parameters.beta1), Float(parameters.beta2), stepSize,
                        Float(secondCorrection.squareRoot()), parameters.epsilon, gradient, m, v, w)
                }
            }
        }
    }

    /// Factor that brings the gradient to its longest allowed norm.
    private func gradientScale(_ gradient: UnsafePointer<Float>, _ kernels: KernelSet) -> Float {
        guard let limit = parameters.gradientNormLimit else { return 1 }
        let norm = kernels.sumOfSquares(first.count, gradient).squareRoot()
        return min(1, limit / (norm + 1e-6))
    }
}
