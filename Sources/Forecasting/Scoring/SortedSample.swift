// SPDX-License-Identifier: Apache-2.0

/// Numbers in order, for quantiles of what comes next.
struct SortedSample {
    private let values: [Double]

    /// Sorts a sample; nil for an empty one.
    init?(_ sample: some Sequence<Double>) {
        values = sample.sorted()
        guard !values.isEmpty else { return nil }
    }

    /// The level below which the next number falls with a probability (type 6 of Hyndman and Fan, 1996).
    ///
    /// The next of n + 1 exchangeable numbers falls below the k-th of n with probability k / (n + 1). The usual type 7 describes
    /// the sample and not what comes: of two weeks it makes an 80 % band that holds about 70 % of the days after.
    ///
    /// - Parameter level: 0...1; where the sample is too small for it, its smallest or largest number is given.
    func quantile(_ level: Double) -> Double {
        let last = values.count - 1
        let position = max(0, min(Double(last), level * Double(values.count + 1) - 1))
        let index = min(Int(position), max(0, last - 1))
        let next = min(index + 1, last)
        return values[index] + (position - Double(index)) * (values[next] - values[index])
    }
}
