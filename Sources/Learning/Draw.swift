// SPDX-License-Identifier: Apache-2.0

import Bits

/// Some of the numbers `0..<count`, drawn without repetition, each subset of the same size equally likely.
struct Draw {
    /// What was drawn, ascending, at least one number.
    let drawn: [UInt32]
    /// What was not, ascending.
    let rest: [UInt32]

    /// Draws a share of the numbers (Knuth, volume 2, algorithm 3.4.2 S).
    ///
    /// - Parameters:
    ///   - fraction: share to draw, above 0, at most 1.
    ///   - count: at least 1.
    init(_ fraction: Double, of count: Int, _ generator: inout SplitMix64) {
        let size = min(count, max(1, Int((fraction * Double(count)).rounded())))
        var numbers = [UInt32](repeating: 0, count: count)
        var (drawn, rest) = (0, size)
        for number in 0..<count {
            let isDrawn = generator.nextUniform() * Double(count - number) < Double(size - drawn)
            // One store to either side's place instead of a jump that no processor can foresee.
            numbers[isDrawn ? drawn : rest] = UInt32(number)
            drawn += isDrawn ? 1 : 0
            rest += isDrawn ? 0 : 1
        }
        self.drawn = Array(numbers[..<size])
        self.rest = Array(numbers[size...])
    }
}
