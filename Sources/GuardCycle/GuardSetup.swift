// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// What the guard knows of one device.
public struct GuardDevice: Hashable, Sendable {
    /// The device's id in the configuration.
    public let id: String
    /// What it is for.
    public let role: DeviceRole
    /// The signals its profile has.
    public let offered: Set<Signal>

    /// Puts a description together.
    public init(id: String, role: DeviceRole, offered: Set<Signal>) {
        self.id = id
        self.role = role
        self.offered = offered
    }
}

/// Everything the guard needs before its first cycle.
public struct GuardSetup: Sendable {
    /// Tells one boot from another.
    public let bootID: UInt64
    /// Hash of the configuration; a planner with another one is not followed.
    public let configurationHash: UInt64
    /// The devices, in the order of the configuration.
    public let devices: [GuardDevice]
    /// What the site and its batteries may do.
    public let limits: SafetyLimits

    /// Puts a setup together.
    public init(bootID: UInt64, configurationHash: UInt64, devices: [GuardDevice], limits: SafetyLimits) {
        self.bootID = bootID
        self.configurationHash = configurationHash
        self.devices = devices
        self.limits = limits
    }
}
