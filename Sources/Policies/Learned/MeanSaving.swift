// SPDX-License-Identifier: Apache-2.0

/// What a policy saved a slot in several episodes, and how sure that is.
struct MeanSaving {
    /// Of all slots.
    let mean: Double
    /// Of the mean, from how the episodes differ; 0 for one episode, of which it is not known.
    ///
    /// The ratio estimator's (Cochran, Sampling Techniques, 1977, section 6.3).
    let standardError: Double

    /// - Parameters:
    ///   - savings: of each episode, at least one.
    ///   - slots: of each episode, > 0.
    init(_ savings: [Double], slots: [Double]) {
        let total = slots.reduce(0, +)
        let mean = savings.reduce(0, +) / total
        let count = Double(savings.count)
        let squares = zip(savings, slots).reduce(0) { $0 + ($1.0 - mean * $1.1) * ($1.0 - mean * $1.1) }
        self.mean = mean
        standardError = count > 1 ? (squares * count / (count - 1)).squareRoot() / total : 0
    }
}
