// SPDX-License-Identifier: Apache-2.0

/// e to the power of each lane, relative error at most 3e-7, for arguments cut to -87...88.
///
/// `x = n ln 2 + r` with `n` whole and `|r| <= ln 2 / 2`; the polynomial of Cody and Waite's kind is for `e^r`, and `n` is
/// added to the exponent bits. Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
@inline(__always)
func exp8(_ argument: SIMD8<Float>) -> SIMD8<Float> {
    let lower = SIMD8<Float>(repeating: -87)
    let upper = SIMD8<Float>(repeating: 88)
    var x = argument.replacing(with: lower, where: argument .< lower)
    x = x.replacing(with: upper, where: x .> upper)
    let rounding = SIMD8<Float>(repeating: 12_582_912)
    let shifted = fma(rounding, x, SIMD8(repeating: 1.442_695_04))
    let n = shifted - rounding
    var r = fma(x, n, SIMD8(repeating: -0.693_359_375))
    r = fma(r, n, SIMD8(repeating: 2.121_944_4e-4))
    var p = fma(SIMD8(repeating: 8.333_452e-3), r, SIMD8(repeating: 1.388_89e-3))
    p = fma(SIMD8(repeating: 4.166_58e-2), p, r)
    p = fma(SIMD8(repeating: 1.666_666_6e-1), p, r)
    p = fma(SIMD8(repeating: 0.5), p, r)
    p = fma(SIMD8(repeating: 1), p, r)
    p = fma(SIMD8(repeating: 1), p, r)
    let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
    return unsafeBitCast(unsafeBitCast(p, to: SIMD8<Int32>.self) &+ exponent, to: SIMD8<Float>.self)
}

/// 1 / (1 + e^-x).
@inline(__always)
func sigmoid8(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let one = SIMD8<Float>(repeating: 1)
    return one / (one + exp8(SIMD8(repeating: 0) - x))
}

/// Hyperbolic tangent as 1 - 2 / (e^2x + 1), absolute error at most 3e-7.
@inline(__always)
func tanh8(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let one = SIMD8<Float>(repeating: 1)
    return one - SIMD8(repeating: 2) / (exp8(x + x) + one)
}

extension Kernel {
    /// `y = e^x` over `count` numbers; `y` may be `x`.
    public static func exponential(_ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
        var j = 0
        while j < count {
            store(exp8(load(x + j, count - j)), y + j, count - j)
            j += 8
        }
    }

    /// `y = 1 / (1 + e^-x)` over `count` numbers; `y` may be `x`.
    public static func sigmoid(_ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
        var j = 0
        while j < count {
            store(sigmoid8(load(x + j, count - j)), y + j, count - j)
            j += 8
        }
    }

    /// `y = tanh x` over `count` numbers; `y` may be `x`.
    public static func hyperbolicTangent(_ count: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
        var j = 0
        while j < count {
            store(tanh8(load(x + j, count - j)), y + j, count - j)
            j += 8
        }
    }
}
