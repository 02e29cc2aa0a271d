// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// Everything the guard needs before its first cycle.
public struct GuardSetup: Sendable {
    /// Tells one boot from another.
    public let bootID: UInt64
    /// Hash of the configuration; a planner with another one is not followed.
    public let configurationHash: UInt64
    /// The devices, in the order of the configuration.
    public let devices: [DeviceDescription]
    /// What the site and its batteries may do.
    public let limits: SafetyLimits

    /// Puts a setup together.
    ///
    /// Every inverter among the devices that carries no battery is added to the limits, so that none escapes the export
    /// limit because nobody thought of it.
    public init(bootID: UInt64, configurationHash: UInt64, devices: [DeviceDescription], limits: SafetyLimits) {
        self.bootID = bootID
        self.configurationHash = configurationHash
        self.devices = devices
        self.limits = limits.adding(
            pvInverters: devices.enumerated().filter { $0.element.role == .inverter }.map {
                InverterLimits(device: DeviceIndex($0.offset), canBeLimited: $0.element.limitsOutput)
            })
    }
}
