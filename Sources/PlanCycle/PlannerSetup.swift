// SPDX-License-Identifier: Apache-2.0

import Energy

/// Everything the planner needs before its first step.
public struct PlannerSetup: Sendable {
    /// A device as the planner knows it.
    public struct Device: Hashable, Sendable {
        /// Its id in the configuration.
        public let id: String
        /// What it is for.
        public let role: DeviceRole

        /// Pairs the two.
        public init(id: String, role: DeviceRole) { (self.id, self.role) = (id, role) }
    }

    /// Hash of the planner's configuration; the guard follows intents only when it has the same.
    public let configurationHash: UInt64
    /// The devices, in the order of the configuration.
    public let devices: [Device]
    /// The grid connection and its clock.
    public let site: Site
    /// The batteries, in the order of the configuration.
    public let batteries: [BatteryDescription]
    /// What energy costs.
    public let tariff: Tariff

    /// Puts a setup together.
    public init(
        configurationHash: UInt64, devices: [Device], site: Site, batteries: [BatteryDescription], tariff: Tariff
    ) {
        self.configurationHash = configurationHash
        self.devices = devices
        self.site = site
        self.batteries = batteries
        self.tariff = tariff
    }
}
