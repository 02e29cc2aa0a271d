// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// What the guard has counted since it started.
public struct GuardStatistics: Hashable, Sendable {
    /// Cycles run.
    public internal(set) var cycles = 0
    /// Commands handed to the buses.
    public internal(set) var commandsIssued = 0
    /// Commands that a dry run would have handed to the buses.
    public internal(set) var commandsWithheld = 0
    /// Commands written, read back equal or not.
    public internal(set) var commandsWritten = 0
    /// Commands written and read back equal.
    public internal(set) var commandsVerified = 0
    /// Registers written.
    public internal(set) var registerWrites = 0
    /// Times an interlock began to narrow or refuse what the planner wanted, by interlock.
    public internal(set) var refusals: [InterlockID: Int] = [:]
    /// Changes between released, window, forced and off.
    public internal(set) var modeChanges = 0
    /// Frames of the planner that were refused.
    public internal(set) var framesRefused = 0

    /// Refusals of all interlocks together.
    public var commandsRefused: Int { refusals.values.reduce(0, +) }

    mutating func note(_ outcome: CommandOutcome) {
        if outcome.registersWritten > 0 { commandsWritten += 1 }
        if outcome.result == .verified { commandsVerified += 1 }
        registerWrites += outcome.registersWritten
    }

    mutating func note(_ event: GuardEvent) {
        guard event.kind == .interlockTripped, let interlock = event.interlock else { return }
        refusals[interlock, default: 0] += 1
    }
}
