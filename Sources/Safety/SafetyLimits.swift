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

/// An inverter whose output counts towards the export limit.
public struct InverterLimits: Hashable, Sendable {
    /// The inverter.
    public let device: DeviceIndex
    /// False where its profile has no control of the output: the others are then limited in its stead.
    public let canBeLimited: Bool

    /// Puts limits together.
    public init(device: DeviceIndex, canBeLimited: Bool) { (self.device, self.canBeLimited) = (device, canBeLimited) }
}

/// What the whole site may do.
public struct SafetyLimits: Hashable, Sendable {
    /// Fuse, phases, limits of import and export.
    public let site: Site
    /// Every battery, in the order of the configuration.
    public let batteries: [BatteryLimits]
    /// Every inverter once: those that carry a battery in the order of the batteries, then those with PV alone.
    public let inverters: [InverterLimits]
    /// Part of the fuse that may be used continuously, 0.5...1 (I-6).
    public let fuseFraction: Double

    /// Puts limits together.
    ///
    /// - Parameter pvInverters: the inverters without a battery; of one that carries a battery it only counts whether its
    ///   output can be limited, which is assumed where it is not among them.
    public init(
        site: Site, batteries: [BatteryLimits], pvInverters: [InverterLimits] = [], fuseFraction: Double = 0.9
    ) {
        self.site = site
        self.batteries = batteries
        var inverters: [InverterLimits] = []
        for device in batteries.map(\.device) + pvInverters.map(\.device)
        where !inverters.contains(where: { $0.device == device }) {
            let canBeLimited = pvInverters.last { $0.device == device }?.canBeLimited ?? true
            inverters.append(InverterLimits(device: device, canBeLimited: canBeLimited))
        }
        self.inverters = inverters
        self.fuseFraction = max(0.5, min(1, fuseFraction))
    }

    /// The same with more inverters, or with what is known better of them.
    public func adding(pvInverters: [InverterLimits]) -> SafetyLimits {
        SafetyLimits(
            site: site, batteries: batteries, pvInverters: inverters + pvInverters, fuseFraction: fuseFraction)
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
