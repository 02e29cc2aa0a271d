// SPDX-License-Identifier: Apache-2.0

/// What a policy saved a slot in several episodes, or on the days of one, and how sure that is.
struct MeanSaving {
    /// Of all slots.
    let mean: Double
    /// Of the mean, from how the parts differ; 0 for one part, of which it is not known.
    ///
    /// The ratio estimator's (Cochran, Sampling Techniques, 1977, section 6.3).
    let standardError: Double

    /// Of runs through episodes; the days of a single one stand for themselves.
    ///
    /// - Parameter runs: at least one, none without a slot.
    init(_ runs: [PolicyEpisode.Run]) {
        if runs.count == 1 {
            let (savings, slots) = (runs[0].savingByDay, runs[0].slots)
            let length = PolicyEpisode.Run.dayLength
            self.init(savings, slots: savings.indices.map { Double(min(length, slots - $0 * length)) })
        } else {
            self.init(runs.map(\.scaledSaving), slots: runs.map { Double($0.slots) })
        }
    }

    /// - Parameters:
    ///   - savings: of each part, at least one.
    ///   - slots: of each part, > 0.
    init(_ savings: [Double], slots: [Double]) {
        let total = slots.reduce(0, +)
        let mean = savings.reduce(0, +) / total
        let count = Double(savings.count)
        let squares = zip(savings, slots).reduce(0) { $0 + ($1.0 - mean * $1.1) * ($1.0 - mean * $1.1) }
        self.mean = mean
        standardError = count > 1 ? (squares * count / (count - 1)).squareRoot() / total : 0
    }
}
