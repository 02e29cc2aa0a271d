// SPDX-License-Identifier: Apache-2.0

import Energy

/// What is true in a simulated world after a step, for those who judge a controller; the controller sees none of it.
public struct WorldTruth: Sendable {
    /// Power at the grid connection point, W, + = import.
    public var gridImport: Double
    /// The same by phase, W, + = import.
    public var gridImportPhases: Phases<Double>
    /// Every device, in the order of the configuration.
    public var devices: [DeviceTruth]

    /// Puts a truth together.
    public init(gridImport: Double, gridImportPhases: Phases<Double>, devices: [DeviceTruth]) {
        self.gridImport = gridImport
        self.gridImportPhases = gridImportPhases
        self.devices = devices
    }
}

/// What is true of one simulated device.
public struct DeviceTruth: Hashable, Sendable {
    /// What its control registers command; the device on its own where it has none.
    public var commands: InverterCommands
    /// True while the battery's control registers hold what another master wrote, until they are written again or fall back.
    public var isHeldByAnother: Bool
    /// The battery behind it, nil without one.
    public var battery: BatteryTruth?
    /// What its faults keep a controller from.
    public var hindrances: Hindrances

    /// Puts a truth together; by default a healthy device on its own.
    public init(
        commands: InverterCommands = .own, isHeldByAnother: Bool = false, battery: BatteryTruth? = nil,
        hindrances: Hindrances = []
    ) {
        self.commands = commands
        self.isHeldByAnother = isHeldByAnother
        self.battery = battery
        self.hindrances = hindrances
    }
}

/// What is true of one simulated battery.
public struct BatteryTruth: Hashable, Sendable {
    /// Energy inside as a share of the usable capacity, 0...1.
    public var stateOfCharge: Double
    /// AC power, W, + = discharge.
    public var discharge: Double

    /// Pairs the two.
    public init(stateOfCharge: Double, discharge: Double) {
        (self.stateOfCharge, self.discharge) = (stateOfCharge, discharge)
    }
}

/// What the faults of a device keep a controller from.
public struct Hindrances: OptionSet, Hashable, Sendable {
    /// One bit each.
    public let rawValue: UInt8
    /// Wraps bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No measured value leaves the device.
    public static let mute = Hindrances(rawValue: 1)
    /// No write reaches its registers.
    public static let deaf = Hindrances(rawValue: 2)
    /// What it measures is not what is.
    public static let untrue = Hindrances(rawValue: 4)
}
