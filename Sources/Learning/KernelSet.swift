// SPDX-License-Identifier: Apache-2.0

import CCPU
import KernelsFMA
import KernelsPortable

/// The kernels that the running processor can take.
enum KernelSet {
    static let product: @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void =
        hearth_cpu_has_fused_kernels() ? KernelsFMA.Kernel.matrixProduct : KernelsPortable.Kernel.matrixProduct
}
