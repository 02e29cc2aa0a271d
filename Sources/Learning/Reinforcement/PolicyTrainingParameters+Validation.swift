// SPDX-License-Identifier: Apache-2.0

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
            ("criticWarmUp", Float(criticWarmUp)),
        ]
        for (name, value) in natural where !(value >= 0 && value.isFinite) {
            throw .parameter(name: name, found: Double(value), expected: "at least 0")
        }
    }
}
