// SPDX-License-Identifier: Apache-2.0

import Energy

/// The register traffic of one command.
public struct CommandPlan: Hashable, Sendable {
    /// Registers to read back and what they must hold.
    public struct ReadBack: Hashable, Sendable {
        /// Where.
        public let range: RegisterRange
        /// What, register by register.
        public let expected: [UInt16]
    }

    /// What to write, in this order; the reversion timer comes first.
    public let writes: [RegisterWrite]
    /// What to check afterwards: every register written, and those that already held their value.
    public let readBacks: [ReadBack]
    /// The battery bounds that the registers then say: the command's, rounded inwards to what they can hold.
    public let batteryBounds: PowerBounds?
    /// The output limit that the registers then say: the command's, rounded down.
    public let outputLimit: Watts?
}
