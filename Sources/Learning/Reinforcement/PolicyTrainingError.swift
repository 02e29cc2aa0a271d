// SPDX-License-Identifier: Apache-2.0

/// Why a policy cannot be trained.
public enum PolicyTrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A parameter is outside its range.
    case parameter(name: String, found: Double, expected: String)
    /// Network and environment, or network and demonstrations, do not fit together.
    case mismatch(name: String, found: Int, expected: Int)
    /// An observation, reward or target is not a finite number.
    case notFinite(name: String, step: Int)
    /// A demonstrated action that the space does not have, at an index.
    case action(index: Int, found: Double)
    /// The loss became infinite or no number.
    case diverged(step: Int)

    /// What is wrong, where, and what was expected.
    public var description: String {
        switch self {
        case .parameter(let name, let found, let expected): "\(name) is \(found), must be \(expected)"
        case .mismatch(let name, let found, let expected): "\(name) is \(found), expected \(expected)"
        case .notFinite(let name, let step): "\(name) is not a finite number at step \(step)"
        case .action(let index, let found): "demonstrated action \(index) is \(found), which is not an action"
        case .diverged(let step): "training diverged at step \(step): the loss is not a finite number"
        }
    }
}

extension PolicyTrainingParameters {
    /// Refuses numbers outside their ranges.
    func validate() throws(PolicyTrainingError) {
        let counts = [
            ("totalSteps", totalSteps), ("rolloutLength", rolloutLength), ("sequenceLength", sequenceLength),
            ("epochCount", epochCount), ("batchSize", batchSize),
        ]
        for (name, value) in counts where !(1...1 << 40).contains(value) {
            throw .parameter(name: name, found: Double(value), expected: "at least 1")
        }
        for (name, value) in [("discount", discount), ("traceDecay", traceDecay)] where !(0...1).contains(value) {
            throw .parameter(name: name, found: Double(value), expected: "in 0...1")
        }
        let positive = [
            ("clip.initial", clip.initial), ("learningRate.initial", learningRate.initial),
            ("rewardScale", rewardScale), ("valueClip", valueClip ?? 1),
            ("gradientNormLimit", gradientNormLimit ?? 1), ("targetDivergence", targetDivergence ?? 1),
        ]
        for (name, value) in positive where !(value > 0 && value.isFinite) {
            throw .parameter(name: name, found: Double(value), expected: "above 0")
        }
        let natural = [
            ("clip.final", clip.final), ("learningRate.final", learningRate.final),
            ("entropyCoefficient.initial", entropyCoefficient.initial),
            ("entropyCoefficient.final", entropyCoefficient.final), ("valueCoefficient", valueCoefficient),
        ]
        for (name, value) in natural where !(value >= 0 && value.isFinite) {
            throw .parameter(name: name, found: Double(value), expected: "at least 0")
        }
    }
}
