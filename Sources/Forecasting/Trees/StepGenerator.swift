// SPDX-License-Identifier: Apache-2.0

import Bits

/// Seeded draws for the choice of training rows.
struct StepGenerator {
    private var source: SplitMix64

    init(seed: UInt64) { source = SplitMix64(seed: seed) }

    /// Uniform in 0..<1.
    mutating func uniform() -> Double { source.nextUniform() }

    /// One of a range, each as likely.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(source.nextUniform() * Double(range.count))
    }
}
