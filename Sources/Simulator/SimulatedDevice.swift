// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Plant
import Synchronization

/// One device of a simulated house: registers that follow the house and, for an inverter, steer it.
///
/// Reads and writes may come from any thread, such as that of a Modbus server.
public final class SimulatedDevice: Sendable {
    /// What kind of device it is.
    public let profile: DeviceProfile
    /// Place in the configuration.
    public let index: DeviceIndex
    private let state: Mutex<DeviceState>

    /// Makes a device of a house.
    ///
    /// - Parameters:
    ///   - profile: the device model.
    ///   - index: place in the configuration.
    ///   - house: the house it stands in.
    ///   - seed: of its faults' noise.
    /// - Throws: `DeviceError` when the profile cannot be laid out.
    public init(
        _ profile: DeviceProfile, index: DeviceIndex, in house: House, seed: UInt64
    ) throws(DeviceError) {
        self.profile = profile
        self.index = index
        state = Mutex(try DeviceState(profile, index: index, house: house, seed: seed))
    }

    /// Answers a read request.
    ///
    /// - Throws: `.noResponse` where the device would stay silent, else `.exception`.
    public func read(_ range: RegisterRange) throws(ReadFailure) -> [UInt16] {
        try state.withLock { state in Result { () throws(ReadFailure) in try state.read(range) } }.get()
    }

    /// Takes a write request.
    ///
    /// - Throws: `.noResponse` where the device would stay silent, else `.exception`.
    public func write(_ write: RegisterWrite) throws(ReadFailure) {
        try state.withLock { state in Result { () throws(ReadFailure) in try state.write(write) } }.get()
    }

    /// What the control registers command now; the inverter on its own where there are none.
    public var commands: InverterCommands { state.withLock { $0.commands } }

    /// What is true of it now, but for the battery behind it, which belongs to the house.
    var truth: DeviceTruth { state.withLock { $0.truth } }

    /// The faults it has now.
    public var faults: [DeviceFault] {
        state.withLock { state in DeviceFault.allCases.filter { state.faults[$0] } }
    }

    /// A point's value as the registers hold it, nil when there is no such point.
    ///
    /// - Parameter name: as in the profile, such as `103.W`.
    public func value(_ name: String) -> SignalReading? {
        state.withLock { state in
            state.refresh()
            return state.image.handle(name).map { state.image.value($0) }
        }
    }

    /// Begins or ends a fault.
    public func set(_ fault: DeviceFault, active: Bool) { state.withLock { $0.set(fault, active: active) } }

    /// Brings the registers up to date with the house and lets timers run out.
    func follow(_ house: HouseState) { state.withLock { $0.follow(house) } }
}
