// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import ModbusIO
import Plant
import Simulator
import Synchronization

/// A simulated inverter that remembers how each write left it.
final class RecordedDevice: RegisterBank {
    /// What stood in the registers after a write.
    struct Step: Hashable, Sendable {
        /// What they then command.
        let commands: InverterCommands
        /// `InOutWRte_RvrtTms`, s; nil where it cannot be read.
        let reversionSeconds: Double?
    }

    let device: SimulatedDevice
    private let taken = Mutex<[Step]>([])

    init(_ device: SimulatedDevice) { self.device = device }

    /// One for each write since the last call of `forget`, oldest first.
    var steps: [Step] { taken.withLock { $0 } }

    /// How it stands now.
    var present: Step { Step(commands: device.commands, reversionSeconds: number("124.InOutWRte_RvrtTms")) }

    func forget() { taken.withLock { $0.removeAll() } }

    /// The value of a register by its point's name.
    func number(_ point: String) -> Double? {
        if case .value(let number)? = device.value(point) { number } else { nil }
    }

    /// Starts again faster than anybody asks: its controls and timers are those of a device that was just switched on.
    func restart() {
        for isActive in [true, false] { device.set(.reboot, active: isActive) }
    }

    func read(_ range: RegisterRange, unit: UInt8) -> BankReply { device.read(range, unit: unit) }

    func write(_ write: RegisterWrite, unit: UInt8) -> BankReply {
        let reply = device.write(write, unit: unit)
        if reply == .accepted { taken.withLock { $0.append(present) } }
        return reply
    }
}
