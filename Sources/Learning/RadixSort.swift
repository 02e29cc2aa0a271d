// SPDX-License-Identifier: Apache-2.0

/// Sorting of many single-precision numbers, several times as fast as by comparisons.
enum RadixSort {
    private static let digitBits: UInt32 = 11
    private static let digitCount = 1 << 11

    /// The numbers in ascending order; none may be NaN.
    ///
    /// Three passes over digits of eleven bits, lowest first, each keeping the order of equal digits (Knuth, volume 3,
    /// section 5.2.5).
    static func sorted(_ values: [Float]) -> [Float] {
        var keys = values.map { key($0.bitPattern) }
        var other = [UInt32](repeating: 0, count: keys.count)
        for shift in [0, digitBits, 2 * digitBits] {
            distribute(keys, into: &other, shift: shift)
            swap(&keys, &other)
        }
        return keys.map { Float(bitPattern: bits($0)) }
    }

    private static func distribute(_ keys: [UInt32], into other: inout [UInt32], shift: UInt32) {
        var places = [Int](repeating: 0, count: digitCount)
        for key in keys { places[digit(key, shift)] += 1 }
        var place = 0
        for digit in 0..<digitCount {
            (places[digit], place) = (place, place + places[digit])
        }
        for key in keys {
            other[places[digit(key, shift)]] = key
            places[digit(key, shift)] += 1
        }
    }

    private static func digit(_ key: UInt32, _ shift: UInt32) -> Int { Int(key >> shift) & (digitCount - 1) }

    /// An unsigned number in the order of the floating-point number: negative ones count backwards and come first.
    private static func key(_ bits: UInt32) -> UInt32 { bits >> 31 == 1 ? ~bits : bits | 1 << 31 }

    private static func bits(_ key: UInt32) -> UInt32 { key >> 31 == 1 ? key & ~(1 << 31) : ~key }
}
