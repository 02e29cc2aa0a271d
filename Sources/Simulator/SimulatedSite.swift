// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Plant

/// A simulated house with its devices: physics, registers and faults under one simulated clock.
///
/// Belongs to one thread; only the devices may be used from others.
public struct SimulatedSite {
    /// The house.
    public private(set) var house: House
    /// Its devices, in the order of the configuration.
    public let devices: [SimulatedDevice]
    /// The SG-Ready contacts of the heat pump.
    public var heatPumpSignal = SGReadyState.normal
    private var injector: FaultInjector
    private var begun: [BegunFault] = []
    private let inverter: SimulatedDevice?

    /// Puts a house and its devices together.
    ///
    /// - Parameters:
    ///   - house: at the start.
    ///   - profiles: one device each, in the order of the configuration; the first inverter steers the battery.
    ///   - faults: what goes wrong.
    ///   - seed: of the faults.
    /// - Throws: `DeviceError` when a profile cannot be laid out.
    public init(
        house: House, profiles: [DeviceProfile], faults: FaultPlan = FaultPlan(), seed: UInt64 = 0
    ) throws(DeviceError) {
        self.house = house
        var devices: [SimulatedDevice] = []
        for (place, profile) in profiles.enumerated() {
            devices.append(
                try SimulatedDevice(
                    profile, index: DeviceIndex(place), in: house, seed: seed &+ UInt64(clamping: place)))
        }
        self.devices = devices
        inverter = devices.first { $0.profile.role == .inverter }
        injector = FaultInjector(faults, roles: profiles.map(\.role), seed: seed, start: house.state.time)
    }

    /// What is true of house and devices now, whatever the devices say.
    public var truth: WorldTruth {
        let state = house.state
        return WorldTruth(
            gridImport: state.gridImport, gridImportPhases: state.gridImportPhases,
            devices: devices.map { device in
                var truth = device.truth
                if device === inverter, house.description.battery != nil {
                    truth.battery = BatteryTruth(
                        stateOfCharge: state.stateOfCharge, discharge: state.batteryDischarge)
                }
                return truth
            })
    }

    /// Simulated time.
    public var time: UTCInstant { house.state.time }

    /// One second: faults come and go, the inverter does what its registers say, the registers follow the house.
    public mutating func step() {
        for change in injector.changes(at: time) {
            devices[change.device].set(change.fault, active: change.begins)
            guard change.begins else { continue }
            let device = devices[change.device]
            begun.append(
                BegunFault(
                    fault: change.fault, role: device.profile.role, device: device.index, at: time, until: change.ends))
        }
        house.step(commands: inverter?.commands ?? .own, heatPumpSignal: heatPumpSignal)
        for device in devices { device.follow(house.state) }
    }

    /// Steps second by second to a moment; does nothing when it has passed already.
    public mutating func advance(to end: UTCInstant) {
        while time < end { step() }
    }

    /// The faults that began since the last call.
    public mutating func takeBegunFaults() -> [BegunFault] {
        guard !begun.isEmpty else { return [] }
        defer { begun.removeAll() }
        return begun
    }
}

/// A fault that has begun.
public struct BegunFault: Hashable, Sendable {
    /// What goes wrong.
    public let fault: DeviceFault
    /// Whose device.
    public let role: DeviceRole
    /// The device by its place in the configuration.
    public let device: DeviceIndex
    /// When.
    public let at: UTCInstant
    /// When it ends.
    public let until: UTCInstant
}
