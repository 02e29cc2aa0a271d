// SPDX-License-Identifier: Apache-2.0

import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A hybrid inverter: PV and battery behind one AC connection, with a regulator of its own.
///
/// On its own it brings the grid power to zero as far as the battery can. Under a command it does the same inside the
/// commanded bounds. An output limit is met by charging the battery first and curtailing the PV with the rest.
struct HybridInverter: Sendable {
    let description: InverterDescription
    /// nil without a battery.
    private(set) var battery: Battery?
    /// AC equivalent of the battery power in the last step, W, + = discharge.
    private(set) var batteryDischarge = 0.0
    /// AC equivalent of the PV power in the last step, W.
    private(set) var pvProduction = 0.0
    /// Where the battery power was heading in the last step, W.
    private(set) var target = 0.0

    init(_ description: InverterDescription, battery: Battery?) {
        self.description = description
        self.battery = battery
    }

    /// AC power in the last step, W, + = towards the house.
    var acPower: Double { batteryDischarge + pvProduction }

    /// Works for one step.
    ///
    /// - Parameters:
    ///   - seconds: length of the step, > 0.
    ///   - gridImport: what the meter measured in the step before, W.
    ///   - pvPotential: AC equivalent of what the modules could give, W, >= 0.
    ///   - commands: in force or expired; expired ones do nothing.
    ///   - now: the beginning of the step.
    mutating func step(
        seconds: Double, gridImport: Double, pvPotential: Double, commands: InverterCommands, now: UTCInstant
    ) {
        guard commands.isConnected else {
            (batteryDischarge, pvProduction, target) = (0, 0, 0)
            return
        }
        var limit = description.ratedPower
        if let output = commands.outputLimit, output.isInForce(at: now) { limit = max(0, min(limit, output.value)) }
        // Grid and inverter are measured at the same time, so their sum is the load of that time: no hunting.
        let load = gridImport + acPower
        stepBattery(seconds, load: load, pvPotential: pvPotential, outputLimit: limit, commands, now)
        pvProduction = max(0, min(pvPotential, limit - batteryDischarge))
    }

    private mutating func stepBattery(
        _ seconds: Double, load: Double, pvPotential: Double, outputLimit: Double, _ commands: InverterCommands,
        _ now: UTCInstant
    ) {
        guard var battery else { return }
        var bounds = battery.capability(seconds: seconds, floor: description.deviceFloor)
        // What passes the AC side: at most the output limit outwards, at most the rating (or nothing) inwards.
        let deepest = commands.gridChargingAllowed ? -description.ratedPower - pvPotential : -pvPotential
        bounds = bounds.narrowing(PowerBounds(maxCharge: -deepest, maxDischarge: outputLimit))
        if let command = commands.batteryBounds, command.isInForce(at: now) {
            bounds = bounds.narrowing(command.value)
        }
        let chargesSurplusOverLimit = outputLimit - pvPotential
        target = bounds.clamp(min(load - pvPotential, chargesSurplusOverLimit))
        let share = 1 - exp(-seconds / description.timeConstant)
        let wanted = batteryDischarge + (target - batteryDischarge) * share
        batteryDischarge = battery.step(power: wanted, seconds: seconds, floor: description.deviceFloor)
        self.battery = battery
    }
}
