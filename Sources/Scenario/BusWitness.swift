// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety
import Synchronization

/// What crossed the buses: when each required input last arrived with a value, and what the guard commanded.
///
/// Written down before the guard sees a delivery and before a bus sees a command, so that it does not rest on what either
/// makes of it.
struct BusRecord: Sendable {
    /// What is known of one device.
    struct Device: Sendable {
        private var gridImport: BootInstant?
        private var discharge: BootInstant?
        private var stateOfCharge: BootInstant?
        /// When bounds of the battery were last commanded.
        var bounds: BootInstant?
        /// When a limit of the output was last commanded.
        var output: BootInstant?

        /// When a required signal last arrived with a value, nil when it never did or is not a required one.
        func arrival(of signal: Signal) -> BootInstant? {
            switch signal {
            case .gridImport: gridImport
            case .batteryDischarge: discharge
            case .stateOfCharge: stateOfCharge
            default: nil
            }
        }

        mutating func note(_ signal: Signal, at arrival: BootInstant) {
            switch signal {
            case .gridImport: gridImport = arrival
            case .batteryDischarge: discharge = arrival
            case .stateOfCharge: stateOfCharge = arrival
            default: return
            }
        }
    }

    private(set) var devices: [Device]
    private(set) var digest = CommandDigest()

    init(deviceCount: Int) { devices = Array(repeating: Device(), count: deviceCount) }

    mutating func note(_ command: AuthorizedCommand) {
        digest.add(command)
        let k = command.device.rawValue
        guard devices.indices.contains(k) else { return }
        switch command.action {
        case .batteryBounds: devices[k].bounds = command.issuedAt
        case .outputLimit: devices[k].output = command.issuedAt
        case .releaseBattery, .releaseOutput: return
        }
    }

    mutating func note(_ report: DeviceReport) {
        let k = report.device.rawValue
        guard devices.indices.contains(k) else { return }
        for record in report.readings {
            if case .value = record.reading { devices[k].note(record.signal, at: report.arrival) }
        }
    }
}

/// A bus that writes down what passes and changes nothing.
final class BusWitness: DeviceBus {
    /// The record that all buses of a run share.
    final class Shared: Sendable {
        private let record: Mutex<BusRecord>

        init(deviceCount: Int) { record = Mutex(BusRecord(deviceCount: deviceCount)) }

        var current: BusRecord { record.withLock { $0 } }

        func note(_ command: AuthorizedCommand) { record.withLock { $0.note(command) } }

        func note(_ deliveries: [BusDelivery]) {
            record.withLock { record in
                for case .report(let report) in deliveries { record.note(report) }
            }
        }
    }

    private let bus: any DeviceBus
    private let shared: Shared

    init(_ bus: any DeviceBus, shared: Shared) { (self.bus, self.shared) = (bus, shared) }

    var devices: [DeviceIndex] { bus.devices }

    func submit(_ command: AuthorizedCommand) {
        shared.note(command)
        bus.submit(command)
    }

    func takeDeliveries() -> [BusDelivery] {
        let deliveries = bus.takeDeliveries()
        if !deliveries.isEmpty { shared.note(deliveries) }
        return deliveries
    }
}
