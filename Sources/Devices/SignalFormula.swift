// SPDX-License-Identifier: Apache-2.0

import Energy

/// A signal as a weighted sum of points.
public struct SignalFormula: Hashable, Sendable {
    /// A point times a factor.
    public struct Term: Hashable, Sendable {
        /// The point.
        public let slot: Int
        /// Turns its unit and sign into the signal's.
        public let factor: Double
    }

    /// What is computed.
    public let signal: Signal
    /// What from; never empty.
    public let terms: [Term]

    /// The sum, or the reason of the first term that has no value.
    func evaluate(_ values: PointValues) -> SignalReading {
        var sum = 0.0
        for term in terms {
            if let loss = values.statuses[term.slot].loss { return .lost(loss) }
            sum += values.numbers[term.slot] * term.factor
        }
        return .value(sum)
    }
}
