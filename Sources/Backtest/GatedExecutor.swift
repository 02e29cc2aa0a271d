// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies
import Safety

/// The intent as it comes out of the interlocks, in steps of one second: window of the state of charge, ramp, dwell.
///
/// The house's net load is constant inside a slot and the inverter answers at once, so that what differs from the bare
/// battery is the gate alone.
public struct GatedExecutor: SlotExecutor {
    private let battery: SlotBattery
    private let description: BatteryDescription
    private var supervisor: SafetySupervisor
    private var seconds = 0
    private var power = Watts.zero

    /// Longest step that keeps the ramp's one-second rhythm, s.
    private static let step = 1

    /// An executor whose gate has seen nothing.
    public init(site: Site, battery: BatteryDescription) {
        self.battery = SlotBattery(battery)
        self.description = battery
        self.supervisor = SafetySupervisor(
            limits: SafetyLimits(site: site, batteries: [BatteryLimits(device: DeviceIndex(0), battery: battery)]))
    }

    /// Runs one slot.
    public mutating func run(
        _ intent: BatteryIntent, slot: Slot, netLoad: Watts, stored: WattHours
    ) -> SlotBattery.Outcome {
        var stored = stored
        var energy = 0.0
        for second in 0..<Slot.seconds {
            seconds += Self.step
            let wall = slot.start.advanced(bySeconds: second)
            let bounds = allowed(intent, netLoad: netLoad, stored: stored, wall: wall)
            let wanted =
                bounds?.clamp(netLoad.value)
                ?? BatteryIntent.selfConsume.power(
                    netLoad: netLoad, maxCharge: description.maxCharge, maxDischarge: description.maxDischarge
                ).value
            (power, stored) = step(Watts(wanted), stored: stored)
            energy += power.value
        }
        return SlotBattery.Outcome(power: Watts(energy / Double(Slot.seconds)), stored: stored)
    }

    /// The bounds of this second, nil for the inverter's own mode.
    private mutating func allowed(
        _ intent: BatteryIntent, netLoad: Watts, stored: WattHours, wall: UTCInstant
    ) -> PowerBounds? {
        let now = BootInstant(seconds: seconds)
        let cycle = supervisor.cycle(
            snapshot: snapshot(netLoad: netLoad, stored: stored, now: now, wall: wall),
            intent: Intent(
                sequence: UInt64(seconds), madeAt: now, expires: now.advanced(bySeconds: Intent.leaseSeconds),
                batteries: [intent]),
            controls: [])
        for command in cycle.commands {
            supervisor.note(
                CommandOutcome(
                    device: command.device, serial: command.serial, result: .verified, registersWritten: 0, time: now))
        }
        guard case .setpoint(let bounds)? = cycle.decisions.first?.verdict else { return nil }
        return bounds
    }

    private func snapshot(netLoad: Watts, stored: WattHours, now: BootInstant, wall: UTCInstant) -> PlantSnapshot {
        let grid = netLoad - power
        let phase = Measured(grid / Double(max(1, supervisor.limits.site.phases)), at: now)
        return PlantSnapshot(
            time: now, wallTime: wall, gridImport: Measured(grid, at: now),
            gridImportPhases: Phases(phase, phase, phase), pvProduction: Measured(.zero, at: now),
            inverterAC: Measured(power, at: now), heatPumpPower: .absent(.neverOffered, at: now),
            outdoorTemperature: .absent(.neverOffered, at: now),
            batteries: [
                BatterySnapshot(
                    discharge: Measured(power, at: now),
                    stateOfCharge: Measured(max(0, min(1, stored / description.capacity)), at: now),
                    maxCharge: .absent(.neverOffered, at: now), maxDischarge: .absent(.neverOffered, at: now))
            ])
    }

    /// One second of the battery, cut where it is full or empty.
    private func step(_ wanted: Watts, stored: WattHours) -> (power: Watts, stored: WattHours) {
        let eta = battery.oneWayEfficiency
        let hours = Double(Self.step) / 3600
        if wanted.value < 0 {
            let charge = min(-wanted.value, battery.maxCharge.value, (battery.highest - stored).value / (eta * hours))
            let real = max(0, charge)
            return (Watts(-real), WattHours(stored.value + eta * real * hours))
        }
        let discharge = min(wanted.value, battery.maxDischarge.value, (stored - battery.lowest).value * eta / hours)
        let real = max(0, discharge)
        return (Watts(real), WattHours(stored.value - real * hours / eta))
    }
}
