// SPDX-License-Identifier: Apache-2.0

/// The 64-bit hash FNV-1a of Fowler, Noll and Vo: the same on every machine, unlike Swift's own; not for secrets.
enum FNV1a {
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
