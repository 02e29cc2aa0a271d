// SPDX-License-Identifier: Apache-2.0

import Energy

/// What became of a command on the bus.
public struct CommandOutcome: Hashable, Sendable {
    /// How it ended.
    public enum Result: Hashable, Sendable {
        /// Every register was written and read back equal.
        case verified
        /// A register read back differently.
        case readBackDiffers(address: UInt16, wrote: UInt16, found: UInt16)
        /// A write or its read-back failed.
        case failed(LossReason)
        /// The device or its layout cannot do this; the text says why.
        case unsupported(String)
        /// It had expired before it could be written, or the device was not connected.
        case notSent
    }

    /// The device.
    public let device: DeviceIndex
    /// The command's serial number.
    public let serial: UInt64
    /// How it ended.
    public let result: Result
    /// Registers written, including those of a command that failed later on.
    public let registersWritten: Int
    /// When the last reply arrived.
    public let time: BootInstant
    /// The battery bounds the registers say after it, rounded and within what the device can do; nil = those of the command.
    public let batteryBounds: PowerBounds?
    /// The output limit the registers say after it; nil = that of the command.
    public let outputLimit: Watts?

    /// Puts an outcome together.
    public init(
        device: DeviceIndex, serial: UInt64, result: Result, registersWritten: Int, time: BootInstant,
        batteryBounds: PowerBounds? = nil, outputLimit: Watts? = nil
    ) {
        self.batteryBounds = batteryBounds
        self.outputLimit = outputLimit
        self.device = device
        self.serial = serial
        self.result = result
        self.registersWritten = registersWritten
        self.time = time
    }
}

/// What a bus brings to the guard's cycle.
public enum BusDelivery: Hashable, Sendable {
    /// One poll of one device, decoded with the layout it was read with.
    case report(DeviceReport)
    /// A device answers (again); its next report is the first after the reconnection.
    case connected(device: DeviceIndex, identity: String, at: BootInstant)
    /// A device does not answer any more.
    case disconnected(device: DeviceIndex, reason: LossReason, at: BootInstant)
    /// The end of a command.
    case outcome(CommandOutcome)
}

/// A line with its devices, owned by one thread, from which reports come; the guard's cycle never waits for it.
///
/// Decoding happens on the line's side, with the layout the words were read with: words and layout never travel apart, so
/// that a device whose register map moved is never decoded with the old one.
public protocol DeviceSource: AnyObject, Sendable {
    /// The devices on this line.
    var devices: [DeviceIndex] { get }
    /// Everything that has arrived since the last call, oldest first. Never waits.
    func takeDeliveries() -> [BusDelivery]
}

/// A line that can be written to as well.
public protocol DeviceBus: DeviceSource {
    /// Queues a command; a newer command for the same device and kind of action replaces one not yet begun.
    func submit(_ command: AuthorizedCommand)
}

/// What a guard holds of its lines.
public enum DeviceAccess: Sendable {
    /// Commands are written.
    case control([any DeviceBus])
    /// A dry run: there is nothing in the guard's hands that could write.
    case observation([any DeviceSource])

    /// The lines, to be read.
    public var sources: [any DeviceSource] {
        switch self {
        case .control(let buses): buses
        case .observation(let sources): sources
        }
    }

    /// True in a dry run.
    public var isObservation: Bool {
        if case .observation = self { true } else { false }
    }
}
