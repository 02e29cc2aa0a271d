// SPDX-License-Identifier: Apache-2.0

/// A sum of gradients and the number of rows in it, in one 64-bit integer.
///
/// Gradients are whole multiples of a unit that is chosen for each tree, so sums are exact: they do not depend on the order
/// of the rows, and a histogram less that of one child is exactly that of the other. The upper 40 bits hold the signed sum,
/// the lower 24 the count; one addition adds both, as the count never exceeds its bits.
struct PackedSum: Hashable, Sendable {
    static let countBits: Int64 = 24
    static let countMask: Int64 = 1 << countBits - 1

    var bits: Int64

    static let zero = PackedSum(bits: 0)

    var count: Int { Int(bits & Self.countMask) }
    /// In units of the tree's gradients.
    var gradient: Int64 { bits >> Self.countBits }

    /// One row.
    init(gradient: Int64) { bits = gradient << Self.countBits | 1 }
    init(bits: Int64) { self.bits = bits }

    static func + (left: PackedSum, right: PackedSum) -> PackedSum { PackedSum(bits: left.bits &+ right.bits) }
    static func - (left: PackedSum, right: PackedSum) -> PackedSum { PackedSum(bits: left.bits &- right.bits) }
}
