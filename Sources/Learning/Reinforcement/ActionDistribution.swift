// SPDX-License-Identifier: Apache-2.0

import Bits

/// Probabilities of actions given the actor's outputs, row by row, and the way back from them.
///
/// Discrete: the softmax of the logits plus the logarithms of what is held likely beforehand (residual policy learning: Silver,
/// Allen, Tenenbaum and Kaelbling 2018). Continuous: independent normal distributions around the outputs,
/// with deviations that are weights.
final class ActionDistribution {
    /// `rows x outputs`, discrete only: probability of each action; 0 where forbidden.
    let probabilities: FloatBuffer
    /// Per row: logarithm of the probability (density) of the action taken.
    let logProbabilities: FloatBuffer
    /// Per row: entropy, nats.
    let entropies: FloatBuffer
    /// `rows x outputs`: discrete, logarithm of each probability, 0 where forbidden; continuous, distance of the action from
    /// the mean in deviations.
    private let scores: FloatBuffer
    private let space: ActionSpace
    private let kernels: KernelSet

    init(_ space: ActionSpace, rows: Int, kernels: KernelSet) {
        self.space = space
        self.kernels = kernels
        probabilities = FloatBuffer(rows * space.outputCount)
        scores = FloatBuffer(rows * space.outputCount)
        logProbabilities = FloatBuffer(rows)
        entropies = FloatBuffer(rows)
    }

    /// Computes probabilities and entropies of a discrete space.
    ///
    /// - Parameters:
    ///   - outputs: `rows x outputs`, the logits.
    ///   - prior: as many numbers, by which each action's probability is multiplied: 0 where it is forbidden, 1 where nothing
    ///     is known beforehand; nil for 1 everywhere.
    func normalise(rows: Int, outputs: UnsafePointer<Float>, prior: UnsafePointer<Float>?) {
        let width = space.outputCount
        for row in 0..<rows {
            let (z, scores) = (outputs + row * width, scores.start + row * width)
            let prior = prior.map { $0 + row * width }
            var largest = -Float.infinity
            for k in 0..<width {
                scores[k] = z[k] + (prior.map { Self.logarithm($0[k]) } ?? 0)
                if prior.map({ $0[k] > 0 }) ?? true { largest = max(largest, scores[k]) }
            }
            for k in 0..<width { scores[k] -= largest }
        }
        kernels.exponential(rows * width, scores.start, probabilities.start)
        for row in 0..<rows {
            let (p, scores) = (probabilities.start + row * width, scores.start + row * width)
            if let prior = prior.map({ $0 + row * width }) {
                for k in 0..<width where prior[k] <= 0 { (p[k], scores[k]) = (0, 0) }
            }
            var sum: Float = 0
            for k in 0..<width { sum += p[k] }
            let (share, logarithm) = (1 / sum, Float(Double(sum).logarithm))
            var entropy: Float = 0
            for k in 0..<width {
                p[k] *= share
                scores[k] = p[k] > 0 ? scores[k] - logarithm : 0
                entropy -= p[k] * scores[k]
            }
            entropies.start[row] = entropy
        }
    }

    /// Computes the logarithms of the probabilities of actions, and entropies.
    ///
    /// - Parameters:
    ///   - actions: `rows x space.width`.
    ///   - logDeviations: of a continuous space, one per output.
    func evaluate(
        rows: Int, outputs: UnsafePointer<Float>, actions: UnsafePointer<Float>, prior: UnsafePointer<Float>?,
        logDeviations: UnsafePointer<Float>?
    ) {
        let width = space.outputCount
        guard let logDeviations else {
            normalise(rows: rows, outputs: outputs, prior: prior)
            for row in 0..<rows { logProbabilities.start[row] = scores.start[row * width + Int(actions[row])] }
            return
        }
        for row in 0..<rows {
            var (logarithm, entropy): (Float, Float) = (0, 0)
            for k in row * width..<(row + 1) * width {
                let logDeviation = logDeviations[k - row * width]
                let distance = (actions[k] - outputs[k]) * Float(Double(-logDeviation).exponential)
                scores.start[k] = distance
                logarithm -= 0.5 * distance * distance + logDeviation + Self.halfLogTwoPi
                entropy += 0.5 + Self.halfLogTwoPi + logDeviation
            }
            logProbabilities.start[row] = logarithm
            entropies.start[row] = entropy
        }
    }

    /// The way back through `evaluate`.
    ///
    /// - Parameters:
    ///   - logSlope: per row, gradient of the logarithm of the probability.
    ///   - entropySlope: per row, gradient of the entropy.
    ///   - outputGradient: `rows x outputs`, is written.
    ///   - deviationGradient: of a continuous space; the gradient of the logarithms of the deviations is added.
    func backward(
        rows: Int, actions: UnsafePointer<Float>, logSlope: UnsafePointer<Float>, entropySlope: UnsafePointer<Float>,
        logDeviations: UnsafePointer<Float>?, outputGradient: UnsafeMutablePointer<Float>,
        deviationGradient: UnsafeMutablePointer<Float>?
    ) {
        let width = space.outputCount
        for row in 0..<rows {
            let (scores, gradient) = (scores.start + row * width, outputGradient + row * width)
            let (slope, spread) = (logSlope[row], entropySlope[row])
            if let logDeviations, let deviationGradient {
                for k in 0..<width {
                    gradient[k] = slope * scores[k] * Float(Double(-logDeviations[k]).exponential)
                    deviationGradient[k] += slope * (scores[k] * scores[k] - 1) + spread
                }
                continue
            }
            let (p, entropy) = (probabilities.start + row * width, entropies.start[row])
            for k in 0..<width { gradient[k] = -p[k] * (slope + spread * (scores[k] + entropy)) }
            gradient[Int(actions[row])] += slope
        }
    }

    /// Of a prior; that of 0 is without meaning and that of 1 costs nothing, as masks consist of both.
    private static func logarithm(_ prior: Float) -> Float {
        prior > 0 && prior != 1 ? Float(Double(prior).logarithm) : 0
    }

    private static let halfLogTwoPi = Float(0.5 * (2 * Double.pi).logarithm)
}

/// Choosing actions.
extension ActionDistribution {
    /// Draws the action of a row; a continuous one is not yet cut to -1...1.
    func draw(
        row: Int, outputs: UnsafePointer<Float>, logDeviations: UnsafePointer<Float>?,
        into action: UnsafeMutablePointer<Float>,
        _ generator: inout SplitMix64
    ) {
        let width = space.outputCount
        if let logDeviations {
            for k in 0..<width {
                let deviation = Double(logDeviations[k]).exponential
                action[k] = outputs[row * width + k] + Float(deviation * OrthogonalWeights.gaussian(&generator))
            }
            return
        }
        let p = probabilities.start + row * width
        var rest = Float(generator.nextUniform())
        // Rounding may leave a crumb beyond the last action; it goes to the last that is possible.
        var (choice, k) = (0, 0)
        while k < width {
            if p[k] > 0 { choice = k }
            rest -= p[k]
            if rest < 0 && p[k] > 0 { break }
            k += 1
        }
        action[0] = Float(choice)
    }

    /// The most probable action of a row: the mean of a continuous one, cut to -1...1.
    func best(row: Int, outputs: UnsafePointer<Float>, into action: UnsafeMutablePointer<Float>) {
        let width = space.outputCount
        guard space.isDiscrete else {
            for k in 0..<width { action[k] = min(max(outputs[row * width + k], -1), 1) }
            return
        }
        let p = probabilities.start + row * width
        var choice = 0
        for k in 1..<width where p[k] > p[choice] { choice = k }
        action[0] = Float(choice)
    }
}
