// SPDX-License-Identifier: Apache-2.0

import Bits

/// Draws without repetition.
enum RowSampling {
    /// Some of the numbers `0..<count`, ascending, each subset equally likely (Knuth, volume 2, algorithm 3.4.2 S).
    ///
    /// - Parameter fraction: share to draw, above 0, at most 1; at least one number is drawn.
    static func draw(_ fraction: Double, of count: Int, _ generator: inout SplitMix64) -> [UInt32] {
        guard fraction < 1 else { return (0..<count).map { UInt32($0) } }
        var wanted = max(1, Int((fraction * Double(count)).rounded()))
        var drawn: [UInt32] = []
        drawn.reserveCapacity(wanted)
        for number in 0..<count where generator.nextUniform() * Double(count - number) < Double(wanted) {
            drawn.append(UInt32(number))
            wanted -= 1
        }
        return drawn
    }
}
