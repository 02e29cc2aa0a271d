// SPDX-License-Identifier: Apache-2.0

/// `sum + a * b`, in one rounding where the processor compiled for has an instruction for it.
///
/// Where it has none, `addingProduct` would call the C library for each lane, 18 times slower than this.
@inline(__always)
func fma(_ sum: SIMD8<Float>, _ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    #if FUSED || arch(arm64)
        sum.addingProduct(a, b)
    #else
        sum + a * b
    #endif
}

/// `sum + a * b`, rounded as the vector form rounds.
@inline(__always)
func fma(_ sum: Float, _ a: Float, _ b: Float) -> Float {
    #if FUSED || arch(arm64)
        sum.addingProduct(a, b)
    #else
        sum + a * b
    #endif
}
