// SPDX-License-Identifier: Apache-2.0

/// Means over any run of steps in constant time, missing steps left out.
struct RunningMean: Sendable {
    private let sums: [Double]
    private let counts: [Int32]

    init(_ values: [Double]) {
        var (sums, counts): ([Double], [Int32]) = ([0], [0])
        sums.reserveCapacity(values.count + 1)
        counts.reserveCapacity(values.count + 1)
        var (sum, count) = (0.0, Int32(0))
        for value in values {
            if value.isFinite {
                sum += value
                count += 1
            }
            sums.append(sum)
            counts.append(count)
        }
        (self.sums, self.counts) = (sums, counts)
    }

    /// Mean of the `length` steps up to and with `last`; NaN where fewer than half of them have a number.
    func mean(_ length: Int, upTo last: Int) -> Double {
        let end = min(last + 1, sums.count - 1)
        let begin = max(0, last + 1 - length)
        guard begin < end else { return .nan }
        let count = counts[end] - counts[begin]
        return 2 * Int(count) >= length ? (sums[end] - sums[begin]) / Double(count) : .nan
    }
}
