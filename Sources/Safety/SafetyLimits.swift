// SPDX-License-Identifier: Apache-2.0

import Energy

/// What one battery may do, as configured; thresholds inside the hard ranges of the safety catalogue.
public struct BatteryLimits: Hashable, Sendable {
    /// The inverter that carries it.
    public let device: DeviceIndex
    /// Capacity, power, window.
    public let battery: BatteryDescription
    /// How long the device may take to follow a command, s (I-17).
    public let responseSeconds: Double

    /// Puts limits together.
    ///
    /// - Parameter responseSeconds: s; 15 unless the device's profile says otherwise.
    public init(device: DeviceIndex, battery: BatteryDescription, responseSeconds: Double = 15) {
        self.device = device
        self.battery = battery
        self.responseSeconds = responseSeconds
    }

    /// The larger of the two powers, W: what percentages of the rating refer to.
    public var rating: Double { max(battery.maxCharge.value, battery.maxDischarge.value) }
}

/// What the whole site may do.
public struct SafetyLimits: Hashable, Sendable {
    /// Fuse, phases, limits of import and export.
    public let site: Site
    /// Every battery, in the order of the configuration.
    public let batteries: [BatteryLimits]
    /// Part of the fuse that may be used continuously, 0.5...1 (I-6).
    public let fuseFraction: Double

    /// Puts limits together.
    public init(site: Site, batteries: [BatteryLimits], fuseFraction: Double = 0.9) {
        self.site = site
        self.batteries = batteries
        self.fuseFraction = max(0.5, min(1, fuseFraction))
    }

    /// Power of one phase at the fuse's rated current, W.
    public var fusePowerPerPhase: Double { site.mainFuse.value * site.nominalVoltage.value }
    /// Power of one phase that may be used continuously, W.
    public var phaseLimit: Double { fuseFraction * fusePowerPerPhase }
    /// Import of the whole connection that may be used continuously, W.
    public var siteLimit: Double {
        min(site.importLimit?.value ?? .infinity, Double(site.phases) * phaseLimit)
    }
}
