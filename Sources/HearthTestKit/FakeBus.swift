// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety
import Synchronization

/// A bus whose devices are the test: it hands over what the test queued, and keeps what it was told as their registers do.
public final class FakeBus: DeviceBus {
    /// The devices on this bus.
    public let devices: [DeviceIndex]
    private let state = Mutex(State())

    private struct State {
        var deliveries: [BusDelivery] = []
        var commands: [AuthorizedCommand] = []
        var controls: [DeviceIndex: ControlState] = [:]
        var answersCommands = true
        var now = BootInstant(nanoseconds: 0)
    }

    /// A bus with some devices.
    public init(devices: [DeviceIndex]) { self.devices = devices }

    /// Every command it was told, oldest first.
    public var commands: [AuthorizedCommand] { state.withLock { $0.commands } }

    /// What the control registers of a device say that does what it is told; in its own mode before.
    public func control(of device: DeviceIndex) -> ControlState { state.withLock { $0.controls[device] ?? .own } }

    /// Queues a delivery.
    public func deliver(_ delivery: BusDelivery) { state.withLock { $0.deliveries.append(delivery) } }

    /// Whether a command is verified at once, or never answered.
    public func answerCommands(_ answers: Bool) { state.withLock { $0.answersCommands = answers } }

    /// Sets the time outcomes are stamped with.
    public func setTime(_ now: BootInstant) { state.withLock { $0.now = now } }

    /// Keeps the command and, where the test wants it, verifies it.
    public func submit(_ command: AuthorizedCommand) {
        state.withLock { state in
            state.commands.append(command)
            state.controls[command.device, default: .own].obey(command.action)
            guard state.answersCommands else { return }
            state.deliveries.append(
                .outcome(
                    CommandOutcome(
                        device: command.device, serial: command.serial, result: .verified, registersWritten: 5,
                        time: state.now)))
        }
    }

    /// Hands over what was queued.
    public func takeDeliveries() -> [BusDelivery] {
        state.withLock { state in
            defer { state.deliveries.removeAll() }
            return state.deliveries
        }
    }
}

extension ControlState {
    /// Registers of a device that nobody has told anything.
    fileprivate static let own = ControlState(batteryBounds: nil, outputLimit: nil, reversionSeconds: 0)

    fileprivate mutating func obey(_ action: DeviceAction) {
        switch action {
        case .batteryBounds(let bounds, let lease):
            self = ControlState(batteryBounds: bounds, outputLimit: outputLimit, reversionSeconds: lease)
        case .releaseBattery:
            self = ControlState(batteryBounds: nil, outputLimit: outputLimit, reversionSeconds: reversionSeconds)
        case .outputLimit(let limit, _):
            self = ControlState(
                batteryBounds: batteryBounds, outputLimit: limit, reversionSeconds: reversionSeconds)
        case .releaseOutput:
            self = ControlState(batteryBounds: batteryBounds, outputLimit: nil, reversionSeconds: reversionSeconds)
        }
    }
}
