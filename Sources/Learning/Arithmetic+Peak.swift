// SPDX-License-Identifier: Apache-2.0

import KernelsFMA
import KernelsPortable

extension Arithmetic {
    /// Keeps the multiply-add units of one core as busy as they can be, in registers only: for a benchmark, which times it.
    ///
    /// - Parameter rounds: a million take some milliseconds.
    /// - Returns: the floating-point operations done, a multiplication and an addition counted as two; and a number without
    ///   meaning that depends on all of them.
    public func runAtPeak(rounds: Int) -> (operations: Double, checksum: Float) {
        let (perRound, checksum) =
            switch self {
            case .portable:
                (
                    KernelsPortable.Kernel.multiplyAddsPerRound,
                    KernelsPortable.Kernel.multiplyAdd(rounds, 0.999_999, 1e-6)
                )
            case .fused:
                (KernelsFMA.Kernel.multiplyAddsPerRound, KernelsFMA.Kernel.multiplyAdd(rounds, 0.999_999, 1e-6))
            }
        return (2 * Double(rounds) * Double(perRound), checksum)
    }
}
