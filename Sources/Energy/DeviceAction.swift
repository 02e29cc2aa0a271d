// SPDX-License-Identifier: Apache-2.0

/// What a device shall do; a device profile turns it into register writes.
///
/// Only `Safety` can make the `AuthorizedCommand` that carries one to a bus.
public enum DeviceAction: Hashable, Sendable {
    /// Keep the battery's AC power inside bounds until the lease ends, then fall back to the device's own mode.
    case batteryBounds(PowerBounds, leaseSeconds: Int)
    /// Give the battery back to the device's own mode.
    case releaseBattery
    /// Limit the inverter's AC output until the lease ends; a lease of 0 s has no end, and puts back a limit that was found.
    case outputLimit(Watts, leaseSeconds: Int)
    /// Lift the limit of the inverter's AC output.
    case releaseOutput
}

/// What the control registers of a device say, in the words of `DeviceAction`.
public struct ControlState: Hashable, Sendable {
    /// The battery bounds in force, nil when the battery is in the device's own mode.
    public let batteryBounds: PowerBounds?
    /// The output limit in force, nil when there is none.
    public let outputLimit: Watts?
    /// The battery's reversion timer as set, s; 0 = none.
    public let reversionSeconds: Int

    /// Puts a state together.
    public init(batteryBounds: PowerBounds?, outputLimit: Watts?, reversionSeconds: Int) {
        self.batteryBounds = batteryBounds
        self.outputLimit = outputLimit
        self.reversionSeconds = reversionSeconds
    }
}
