// SPDX-License-Identifier: Apache-2.0

/// What the guard does with one battery in one cycle, and what keeps it from doing more.
public struct BatteryStanding: Hashable, Sendable {
    /// What the gate decided.
    public let verdict: Verdict
    /// What was written and read back and still runs, nil while the inverter is in its own mode.
    public let inForce: PowerBounds?
    /// The interlocks that narrow or refuse what was wished, strictest first.
    public let interlocks: [InterlockID]

    /// Puts a description together.
    public init(verdict: Verdict, inForce: PowerBounds?, interlocks: [InterlockID]) {
        self.verdict = verdict
        self.inForce = inForce
        self.interlocks = interlocks
    }
}

/// How the guard itself stands, told with every cycle.
public struct GuardStanding: Hashable, Sendable {
    /// When the cycle began.
    public let time: BootInstant
    /// True where the guard reads and decides but has no way to write.
    public let isDryRun: Bool
    /// False while the wall clock is not synchronised.
    public let isClockTrusted: Bool
    /// One entry for each battery, in the order of the configuration.
    public let batteries: [BatteryStanding]
    /// One entry for each device, in the order of the configuration: true while it answers.
    public let isConnected: [Bool]
    /// Cycles since the guard began.
    public let cycles: Int
    /// Commands written and read back equal since the guard began.
    public let commandsVerified: Int
    /// Times an interlock began to narrow or refuse a wish since the guard began.
    public let commandsRefused: Int

    /// Puts a standing together.
    public init(
        time: BootInstant, isDryRun: Bool, isClockTrusted: Bool, batteries: [BatteryStanding], isConnected: [Bool],
        cycles: Int, commandsVerified: Int, commandsRefused: Int
    ) {
        self.time = time
        self.isDryRun = isDryRun
        self.isClockTrusted = isClockTrusted
        self.batteries = batteries
        self.isConnected = isConnected
        self.cycles = cycles
        self.commandsVerified = commandsVerified
        self.commandsRefused = commandsRefused
    }
}
