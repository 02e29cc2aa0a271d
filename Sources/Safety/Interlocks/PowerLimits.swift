// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-2: never more than the configuration, 1 C of the capacity, and what the device reports it can take now.
///
/// A report that is lost counts as half of the configuration; one the profile never offers as the configuration.
struct PowerLimits: Hashable, Sendable {
    /// Part of the configured power that is left when the device's own limit is unknown.
    static let unknownFraction = 0.5

    func restriction(_ situation: BatterySituation) -> Restriction {
        let battery = situation.limits.battery
        return .bounds(
            PowerBounds(
                maxCharge: Self.limit(battery.maxCharge, reported: situation.battery.maxCharge, of: battery),
                maxDischarge: Self.limit(battery.maxDischarge, reported: situation.battery.maxDischarge, of: battery)))
    }

    /// True when the device, left to itself, stays inside the limits: what it reports is no more than what is allowed.
    ///
    /// A profile that never offers a report stands for a device whose nameplate is what was configured.
    func deviceKeepsThem(_ situation: BatterySituation) -> Bool {
        let battery = situation.limits.battery
        func keeps(_ reported: Measured<Watts>, _ configured: Watts) -> Bool {
            if let reported = reported.value { return reported.value <= configured.value * Self.reportTolerance }
            return reported.quality == .neverOffered
        }
        return keeps(situation.battery.maxCharge, battery.maxCharge)
            && keeps(situation.battery.maxDischarge, battery.maxDischarge)
    }

    /// Devices report their limits rounded; one percent above the configuration is still the same limit.
    private static let reportTolerance = 1.01

    private static func limit(_ configured: Watts, reported: Measured<Watts>, of battery: BatteryDescription) -> Double
    {
        let sane = min(configured.value, battery.capacity.value)
        if let reported = reported.value { return min(sane, max(0, reported.value)) }
        return reported.quality == .neverOffered ? sane : sane * unknownFraction
    }
}
