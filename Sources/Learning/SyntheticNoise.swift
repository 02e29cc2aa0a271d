// SPDX-License-Identifier: Apache-2.0

import Bits

/// The random numbers and the periodic shape of the benchmark workloads.
///
/// Only additions, multiplications and comparisons in a stated order enter, no function of the C library, so that another
/// program in another language makes the same bits (`perf/common.py` of the peers' measurements).
public enum SyntheticNoise {
    /// Uniform numbers in 0..<1 with 24 bits each: the upper bits of SplitMix64.
    public static func uniform(seed: UInt64, count: Int) -> [Double] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in uniform(from: &generator) }
    }

    /// Numbers of mean 0 and variance 1: twelve uniform numbers added up, less 6 (Irwin-Hall).
    public static func gaussian(seed: UInt64, count: Int) -> [Double] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            var sum = uniform(from: &generator)
            for _ in 1..<12 { sum += uniform(from: &generator) }
            return sum - 6
        }
    }

    /// A smooth stand-in for the sine made of two parabolas.
    ///
    /// - Parameter turns: phase in turns; 0 gives 0, 1/4 gives 1, 3/4 gives -1.
    public static func periodic(_ turns: Double) -> Double {
        let fraction = turns - turns.rounded(.down)
        let x = 2 * fraction - 1
        return -4 * x * (1 - abs(x))
    }

    private static func uniform(from generator: inout SplitMix64) -> Double {
        Double(generator.next() >> 40) / 16_777_216
    }
}
