// SPDX-License-Identifier: Apache-2.0

extension Kernel {
    /// One step of Adam (Kingma and Ba 2015, algorithm 1), in the order of operations that torch uses.
    ///
    /// - Parameters:
    ///   - count: number of weights.
    ///   - gradientScale: factor on the gradient, below 1 where its norm is cut.
    ///   - beta1, beta2: memory of the two moments.
    ///   - stepSize: learning rate divided by the bias correction of the first moment.
    ///   - rootCorrection: square root of the bias correction of the second moment.
    ///   - epsilon: added to the root of the second moment.
    public static func adamStep(
        _ count: Int, _ gradientScale: Float, _ beta1: Float, _ beta2: Float, _ stepSize: Float,
        _ rootCorrection: Float, _ epsilon: Float, _ gradient: UnsafePointer<Float>,
        _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>,
        _ weights: UnsafeMutablePointer<Float>
    ) {
        var j = 0
        while j < count {
            let g = gradient[j] * gradientScale
            let m = fma(first[j], 1 - beta1, g - first[j])
            let v = fma(beta2 * second[j], 1 - beta2, g * g)
            first[j] = m
            second[j] = v
            weights[j] -= stepSize * (m / (v.squareRoot() / rootCorrection + epsilon))
            j += 1
        }
    }

    /// Sum of the squares of `count` numbers.
    public static func sumOfSquares(_ count: Int, _ x: UnsafePointer<Float>) -> Float { dot(count, x, x) }
}
