// SPDX-License-Identifier: Apache-2.0

import KernelsPortable

/// The numeric kernels as function values: one of the two compiled sets.
///
/// The choice is made once, with `Arithmetic`. Both sets compute the same, but for the rounding of fused multiply-add: results of the two agree
/// to a few parts in a million, and bits are the same from run to run on one machine.
struct KernelSet: Sendable {
    typealias Source = UnsafePointer<Float>
    typealias Target = UnsafeMutablePointer<Float>

    let matrixProduct: @Sendable (Int, Int, Int, Source, Int, Int, Source, Int, Target, Int, Bool, Target) -> Void
    let exponential: @Sendable (Int, Source, Target) -> Void
    let sigmoid: @Sendable (Int, Source, Target) -> Void
    let hyperbolicTangent: @Sendable (Int, Source, Target) -> Void
    let fillRows: @Sendable (Int, Int, Source, Target) -> Void
    let addColumnSums: @Sendable (Int, Int, Source, Target) -> Void
    let axpy: @Sendable (Int, Float, Source, Target) -> Void
    let addScaledRows: @Sendable (Int, Int, Source, Source, Target) -> Void
    let scaleRows: @Sendable (Int, Int, Source, Source, Target) -> Void
    let rowDots: @Sendable (Int, Int, Source, Source, Target) -> Void
    let rectify: @Sendable (Int, Source, Target) -> Void
    let rectifyBackward: @Sendable (Int, Source, Target) -> Void
    let cellForward: @Sendable (Int, Int, Target, Source, Target, Target, Target) -> Void
    let cellBackward: @Sendable (Int, Int, Target, Source, Source, Source, Target) -> Void
    let additiveScore: @Sendable (Int, Int, Target, Source, Source, Target) -> Void
    let additiveScoreBackward: @Sendable (Int, Int, Target, Source, Source, Target, Target) -> Void
    let softmaxColumns: @Sendable (Int, Int, Target) -> Void
    let softmaxColumnsBackward: @Sendable (Int, Int, Source, Target) -> Void
    let adamStep: @Sendable (Int, Float, Float, Float, Float, Float, Float, Source, Target, Target, Target) -> Void
    let sumOfSquares: @Sendable (Int, Source) -> Float

    /// Numbers of scratch memory that `matrixProduct` needs; the same in both sets.
    static let matrixProductScratch = KernelsPortable.Kernel.matrixProductScratch
}

extension KernelSet {
    /// The set for a kind of arithmetic.
    init(_ arithmetic: Arithmetic) {
        switch arithmetic {
        case .portable: self = .portable
        case .fused: self = .fused
        }
    }
}
