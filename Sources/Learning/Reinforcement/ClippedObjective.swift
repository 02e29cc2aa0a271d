// SPDX-License-Identifier: Apache-2.0

/// The loss of proximal policy optimisation (Schulman and others 2017, equation 9) over some rows, and its slopes.
///
/// `loss = policyCoefficient * policy + valueCoefficient * value - entropyCoefficient * entropy`, each a mean over the rows that
/// count. Policy: `-min(ratio A, clip(ratio, 1 - clip, 1 + clip) A)`. Value: the squared error, with `valueClip` the larger one
/// of it and that of the value kept within `valueClip` of the earlier value.
struct ClippedObjective: Hashable, Sendable {
    var clip: Float
    var valueClip: Float?
    var entropyCoefficient: Float
    var valueCoefficient: Float
    /// 1; 0 where the critic alone learns.
    var policyCoefficient: Float = 1

    /// Means over the rows that count.
    struct Terms: Hashable, Sendable {
        var policyLoss = 0.0
        var valueLoss = 0.0
        var entropy = 0.0
        /// Estimate of the Kullback-Leibler divergence from the earlier policy: mean of `ratio - 1 - log ratio`, >= 0.
        var divergence = 0.0
        /// Share of rows whose ratio is outside the clip.
        var clippedShare = 0.0
    }

    /// What the loss is computed from; one number per row.
    struct Rows {
        let count: Int
        let logProbabilities: UnsafePointer<Float>
        let entropies: UnsafePointer<Float>
        let values: UnsafePointer<Float>
        let earlierLogProbabilities: UnsafePointer<Float>
        let earlierValues: UnsafePointer<Float>
        let advantages: UnsafePointer<Float>
        let returns: UnsafePointer<Float>
        /// 1 where a row counts, 0 where it fills up a sequence.
        let counts: UnsafePointer<Float>
    }

    /// Gradients of the loss, one number per row.
    struct Slopes {
        let logProbabilities: UnsafeMutablePointer<Float>
        let entropies: UnsafeMutablePointer<Float>
        let values: UnsafeMutablePointer<Float>
    }

    /// Computes the terms and writes the slopes.
    func evaluate(_ rows: Rows, _ slopes: Slopes) -> Terms {
        var (terms, count) = (Terms(), Float(0))
        for row in 0..<rows.count { count += rows.counts[row] }
        let share = 1 / max(count, 1)
        for row in 0..<rows.count {
            guard rows.counts[row] > 0 else {
                (slopes.logProbabilities[row], slopes.entropies[row], slopes.values[row]) = (0, 0, 0)
                continue
            }
            slopes.logProbabilities[row] = share * policyCoefficient * policy(rows, row, &terms)
            slopes.entropies[row] = -share * entropyCoefficient
            slopes.values[row] = share * valueCoefficient * value(rows, row, &terms)
            terms.entropy += Double(rows.entropies[row])
        }
        terms.policyLoss *= Double(share)
        terms.valueLoss *= Double(share)
        terms.entropy *= Double(share)
        terms.divergence *= Double(share)
        terms.clippedShare *= Double(share)
        return terms
    }

    /// Adds a row's policy terms; gives the slope by the logarithm of its probability.
    private func policy(_ rows: Rows, _ row: Int, _ terms: inout Terms) -> Float {
        let change = rows.logProbabilities[row] - rows.earlierLogProbabilities[row]
        let ratio = Float(Double(change).exponential)
        let advantage = rows.advantages[row]
        let (whole, clipped) = (ratio * advantage, min(max(ratio, 1 - clip), 1 + clip) * advantage)
        terms.policyLoss -= Double(min(whole, clipped))
        terms.divergence += Double(ratio - 1 - change)
        if abs(ratio - 1) > clip { terms.clippedShare += 1 }
        return whole <= clipped ? -whole : 0
    }

    /// Adds a row's squared error; gives its slope by the value.
    private func value(_ rows: Rows, _ row: Int, _ terms: inout Terms) -> Float {
        let (value, earlier, goal) = (rows.values[row], rows.earlierValues[row], rows.returns[row])
        let error = value - goal
        guard let valueClip else {
            terms.valueLoss += Double(error * error)
            return 2 * error
        }
        let near = earlier + min(max(value - earlier, -valueClip), valueClip)
        let nearError = near - goal
        terms.valueLoss += Double(max(error * error, nearError * nearError))
        guard error * error < nearError * nearError else { return 2 * error }
        return near == value ? 2 * nearError : 0
    }
}
