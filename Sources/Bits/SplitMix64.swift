// SPDX-License-Identifier: Apache-2.0

/// A small seeded generator: SplitMix64 of Steele, Lea and Flood (OOPSLA 2014).
///
/// For simulation and tests; not for secrets.
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// Starts a sequence; one seed gives one sequence on every machine.
    public init(seed: UInt64) { self.state = seed }

    /// One of many sequences that a seed gives, so that the parts of something do not shift each other's numbers.
    public static func stream(_ number: UInt64, of seed: UInt64) -> SplitMix64 {
        var mixer = SplitMix64(seed: seed ^ (number &* 0xD6E8_FEB8_6659_FD93))
        return SplitMix64(seed: mixer.next())
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The next number, uniform in 0..<1 with 53 bits.
    public mutating func nextUniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
