// SPDX-License-Identifier: Apache-2.0

/// A way to part the rows of a node in two.
struct Split: Hashable, Sendable {
    var column: Int
    /// Rows of this bin and the bins below go left.
    var bin: UInt8
    /// Where rows without a value go.
    var missingGoesLeft: Bool
    /// What the two sides gain over the node, in squared units of the tree's gradients per row.
    var gain: Double
    /// The rows that go left.
    var left: PackedSum
}

/// Finds the best split of a node in its histogram.
struct SplitFinder {
    let lambda: Double
    let minimumChildCount: Int
    /// In squared units of the tree's gradients.
    let minimumGain: Double

    /// The split with the largest gain, the first of equals by column and bin; `nil` where none gains enough.
    ///
    /// With `G` the sum of gradients and `n` the number of rows, the gain is
    /// `GL^2 / (nL + lambda) + GR^2 / (nR + lambda) - G^2 / (n + lambda)` (Chen and Guestrin, 2016, equation 7, twice).
    func bestSplit(_ pool: borrowing HistogramPool, slot: Int, total: PackedSum, columns: [Int], binning: Binning)
        -> Split?
    {
        guard total.count >= 2 * minimumChildCount else { return nil }
        let parent = score(total)
        var best = Candidate(score: parent + minimumGain)
        for column in columns {
            scan(pool.column(column, of: slot), binCount: binning.binCount(column), total: total, column, &best)
        }
        guard let found = best.split else { return nil }
        let missing = PackedSum(bits: pool.column(found.column, of: slot)[Int(Binning.missingBin)])
        // Where no row taught a direction, the unknown goes with the majority.
        let missingGoesLeft = missing.count > 0 ? found.missingGoesLeft : 2 * found.left.count >= total.count
        return Split(
            column: found.column, bin: UInt8(found.bin), missingGoesLeft: missingGoesLeft,
            gain: best.score - parent, left: found.left)
    }

    private struct Candidate {
        var score: Double
        var split: (column: Int, bin: Int, missingGoesLeft: Bool, left: PackedSum)?
    }

    private func scan(
        _ sums: UnsafePointer<Int64>, binCount: Int, total: PackedSum, _ column: Int, _ best: inout Candidate
    ) {
        let missing = PackedSum(bits: sums[Int(Binning.missingBin)])
        var left = PackedSum.zero
        for bin in 0..<binCount - 1 {
            // An empty bin parts the rows as the bin before it does.
            guard sums[bin] != 0 else { continue }
            left = left + PackedSum(bits: sums[bin])
            consider(left, total, column, bin, missingGoesLeft: false, &best)
            if missing.count > 0 { consider(left + missing, total, column, bin, missingGoesLeft: true, &best) }
        }
        if missing.count > 0 { consider(total - missing, total, column, binCount - 1, missingGoesLeft: false, &best) }
    }

    @inline(__always)
    private func consider(
        _ left: PackedSum, _ total: PackedSum, _ column: Int, _ bin: Int, missingGoesLeft: Bool, _ best: inout Candidate
    ) {
        let right = total - left
        guard left.count >= minimumChildCount, right.count >= minimumChildCount else { return }
        // Both sides' scores on one denominator, which only a likely winner is divided by: divisions take the time here.
        let (leftGradient, rightGradient) = (Double(left.gradient), Double(right.gradient))
        let (leftWeight, rightWeight) = (Double(left.count) + lambda, Double(right.count) + lambda)
        let numerator = leftGradient * leftGradient * rightWeight + rightGradient * rightGradient * leftWeight
        let denominator = leftWeight * rightWeight
        guard numerator > best.score * denominator else { return }
        let score = numerator / denominator
        guard score > best.score else { return }
        best.score = score
        best.split = (column, bin, missingGoesLeft, left)
    }

    private func score(_ sum: PackedSum) -> Double {
        let gradient = Double(sum.gradient)
        return gradient * gradient / (Double(sum.count) + lambda)
    }
}
