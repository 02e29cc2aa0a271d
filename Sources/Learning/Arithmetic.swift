// SPDX-License-Identifier: Apache-2.0

import CCPU

/// The kind of processor instructions that numeric work is done with.
///
/// Same seed, same data and same arithmetic give the same bits; the two kinds differ in the last bits, because fused
/// multiply-add rounds once where a multiplication and an addition round twice.
public enum Arithmetic: String, Hashable, Sendable, CaseIterable {
    /// What every processor of the architecture has.
    case portable
    /// Fused multiply-add, on x86-64 with AVX2; on arm64 the same as `portable`.
    case fused

    /// The fastest kind that the running processor knows.
    public static let best: Arithmetic = hearth_cpu_has_fused_kernels() ? .fused : .portable

    /// The kinds that the running processor knows.
    public static var available: [Arithmetic] { best == .fused ? [.portable, .fused] : [.portable] }
}
