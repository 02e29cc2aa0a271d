// SPDX-License-Identifier: Apache-2.0

/// What training makes small: a mean over all targets that count.
public enum NetworkLoss: Hashable, Sendable {
    /// Squared error.
    case squared
    /// Pinball loss for these quantile levels, each in 0...1; for each target the network gives one output per level, side by
    /// side.
    case quantile([Float])
    /// Cross-entropy of outputs taken as log odds and targets in 0...1, with a weight on false alarms (target 0) and one on
    /// misses (target 1).
    case asymmetricCrossEntropy(falseAlarm: Float, miss: Float)
    /// Squared error with a weight where the output is above the target (false alarm) and one where it is below (miss).
    case asymmetricSquared(falseAlarm: Float, miss: Float)

    /// Outputs that the network gives for each target.
    public var outputsPerTarget: Int {
        switch self {
        case .quantile(let levels): levels.count
        case .squared, .asymmetricCrossEntropy, .asymmetricSquared: 1
        }
    }

    /// Loss of one output and its slope.
    ///
    /// - Parameter place: which of the outputs of the target it is.
    func value(_ output: Float, target: Float, place: Int) -> (loss: Float, slope: Float) {
        let error = output - target
        switch self {
        case .squared: return (error * error, 2 * error)
        case .quantile(let levels):
            return error > 0
                ? ((1 - levels[place]) * error, 1 - levels[place]) : (-levels[place] * error, -levels[place])
        case .asymmetricCrossEntropy(let falseAlarm, let miss):
            let (alarm, missed) = (falseAlarm * (1 - target), miss * target)
            let tail = Double(-abs(output)).exponential
            let softened = Float((1 + tail).logarithm)
            let probability = Float(output > 0 ? 1 / (1 + tail) : tail / (1 + tail))
            let loss = alarm * (softened + max(output, 0)) + missed * (softened + max(-output, 0))
            return (loss, alarm * probability - missed * (1 - probability))
        case .asymmetricSquared(let falseAlarm, let miss):
            let weight = error > 0 ? falseAlarm : miss
            return (weight * error * error, 2 * weight * error)
        }
    }

    /// Sum of the losses of a batch, and how many targets count.
    ///
    /// - Parameters:
    ///   - output: `indices.count x outputs`.
    ///   - gradient: receives the gradient of the batch's mean loss.
    func evaluate(
        _ output: UnsafePointer<Float>, _ windows: TrainingWindows, _ indices: ArraySlice<Int>,
        gradient: UnsafeMutablePointer<Float>?
    ) -> (sum: Double, count: Int) {
        let (perTarget, targetCount) = (outputsPerTarget, windows.targetCount)
        var (sum, count) = (0.0, 0)
        for (row, index) in indices.enumerated() {
            for column in 0..<targetCount {
                let at = index * targetCount + column
                let counts = windows.mask?[at] ?? true
                count += counts ? 1 : 0
                for place in 0..<perTarget {
                    let slot = (row * targetCount + column) * perTarget + place
                    guard counts else {
                        gradient?[slot] = 0
                        continue
                    }
                    let (loss, slope) = value(output[slot], target: windows.targets[at], place: place)
                    sum += Double(loss)
                    gradient?[slot] = slope
                }
            }
        }
        if let gradient, count > 0 {
            let share = 1 / Float(count * perTarget)
            for slot in 0..<indices.count * targetCount * perTarget { gradient[slot] *= share }
        }
        return (sum / Double(perTarget), count)
    }
}
