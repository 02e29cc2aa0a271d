// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// What the guard keeps in its journal, and the rule that a device's own settings are kept before anything is written.
struct CommandRecord {
    private let journal: (any Journal)?
    private let devices: [String]
    /// Devices whose native settings are known, from this life or an earlier one.
    private var known: Set<DeviceIndex>
    /// Those of them whose record has reached the disk.
    private var durable: Set<DeviceIndex>
    /// Devices an earlier life latched.
    let latchedDevices: Set<DeviceIndex>
    /// Devices that no earlier life wrote to; empty without a journal, or with one that has lost records.
    let untouchedDevices: Set<DeviceIndex>

    init(journal: (any Journal)?, devices: [String]) {
        self.journal = journal
        self.devices = devices
        let memory = journal?.memory ?? JournalMemory()
        func places(_ isWanted: (String) -> Bool) -> Set<DeviceIndex> {
            Set(devices.indices.filter { isWanted(devices[$0]) }.map { DeviceIndex($0) })
        }
        known = places(memory.devicesWithNativeSettings.contains)
        durable = known
        latchedDevices = places(memory.isLatched)
        // Their own settings are kept before the first write.
        let isKnown = journal != nil && memory.isComplete
        untouchedDevices = isKnown ? places { !memory.devicesWithNativeSettings.contains($0) } : []
    }

    /// A device's own settings in words, the first time that they are read.
    mutating func nativeSettings(in report: DeviceReport) -> String? {
        guard let control = report.control, known.insert(report.device).inserted else { return nil }
        let battery = control.batteryBounds.map { "battery bounds \($0)" } ?? "battery in its own mode"
        let output = control.outputLimit.map { "output limited to \(decimalText($0.value, decimals: 0)) W" }
        return "\(battery), \(output ?? "output not limited"), reversion timer \(control.reversionSeconds) s"
    }

    /// True when the device's own settings are safe in the journal; without a journal there is nothing to wait for.
    mutating func mayWrite(to device: DeviceIndex) -> Bool {
        guard let journal, !durable.contains(device) else { return true }
        guard known.contains(device), journal.isDurable else { return false }
        durable.insert(device)
        return true
    }

    /// Hands an event to the journal, unless it is of the many that say nothing about commands.
    func keep(_ event: GuardEvent) {
        guard let journal, event.kind.isJournaled else { return }
        let device = event.device.flatMap { devices.indices.contains($0.rawValue) ? devices[$0.rawValue] : nil }
        journal.append(event, device: device)
    }
}

extension AuthorizedCommand {
    /// How the command ended, where no bus was asked.
    func outcome(_ result: CommandOutcome.Result, at now: BootInstant) -> CommandOutcome {
        CommandOutcome(device: device, serial: serial, result: result, registersWritten: 0, time: now)
    }
}
