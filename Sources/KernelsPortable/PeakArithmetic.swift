// SPDX-License-Identifier: Apache-2.0

extension Kernel {
    /// Multiply-adds that one round of `multiplyAdd` does.
    public static let multiplyAddsPerRound = 8 * chains

    /// Independent chains: enough to hide the latency of the units, few enough to stay in registers.
    #if FUSED || arch(arm64)
        static let chains = 10
    #else
        static let chains = 6
    #endif

    /// Multiplies and adds in registers only, as fast as the processor can: the limit that other kernels are measured by.
    ///
    /// - Returns: a number that depends on all of the work, so that none of it can be left out.
    public static func multiplyAdd(_ rounds: Int, _ factor: Float, _ summand: Float) -> Float {
        let (x, y) = (SIMD8(repeating: factor), SIMD8(repeating: summand))
        var s0 = y
        var (s1, s2, s3, s4, s5) = (s0 + y, s0 + x, s0 - x, x - y, x + x)
        #if FUSED || arch(arm64)
            var (s6, s7, s8, s9) = (s1 + y, s2 + y, s3 + y, s4 + y)
        #endif
        var round = 0
        while round < rounds {
            s0 = fma(y, s0, x)
            s1 = fma(y, s1, x)
            s2 = fma(y, s2, x)
            s3 = fma(y, s3, x)
            s4 = fma(y, s4, x)
            s5 = fma(y, s5, x)
            #if FUSED || arch(arm64)
                s6 = fma(y, s6, x)
                s7 = fma(y, s7, x)
                s8 = fma(y, s8, x)
                s9 = fma(y, s9, x)
            #endif
            round += 1
        }
        #if FUSED || arch(arm64)
            s0 = s0 + (s6 + s7) + (s8 + s9)
        #endif
        return horizontalSum(s0 + (s1 + s2) + (s3 + s4) + s5)
    }
}
