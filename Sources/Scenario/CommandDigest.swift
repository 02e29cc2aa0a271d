// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// A digest of every command of a run, bit for bit: FNV-1a with 64 bits (Fowler, Noll, Vo).
///
/// INV-20 cannot be judged inside one run; two runs of one seed must end with the same digest.
struct CommandDigest: Hashable, Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Sixteen hexadecimal digits.
    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    mutating func add(_ command: AuthorizedCommand) {
        add(UInt64(clamping: command.device.rawValue))
        add(UInt64(bitPattern: command.issuedAt.nanoseconds))
        add(UInt64(bitPattern: command.expires.nanoseconds))
        add(command.serial)
        switch command.action {
        case .batteryBounds(let bounds, let lease):
            add(1)
            add(bounds.lower.bitPattern)
            add(bounds.upper.bitPattern)
            add(UInt64(clamping: lease))
        case .releaseBattery: add(2)
        case .outputLimit(let limit, let lease):
            add(3)
            add(limit.value.bitPattern)
            add(UInt64(clamping: lease))
        case .releaseOutput: add(4)
        }
    }

    private mutating func add(_ word: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            state = (state ^ (word >> shift & 0xFF)) &* 0x0000_0100_0000_01B3
        }
    }
}
