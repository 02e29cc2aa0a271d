// SPDX-License-Identifier: Apache-2.0

/// The powers of ten from 0 to 10, all exact in a double.
let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]

/// A number times a power of ten.
///
/// A negative exponent divides by the exact power: 1234 / 100 is the double nearest to 12.34, 1234 * 0.01 is not always.
/// - Parameter exponent: clamped to -10...10.
@inline(__always)
func scaled(_ number: Double, exponent: Int) -> Double {
    exponent >= 0 ? number * powersOfTen[min(10, exponent)] : number / powersOfTen[min(10, 0 - max(-10, exponent))]
}
