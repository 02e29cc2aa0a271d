// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy

/// What `hearth.toml` says, checked whole: every value is in its range and every reference leads somewhere.
public struct HearthConfiguration: Hashable, Sendable {
    /// The grid connection and its limits.
    public internal(set) var site: Site
    /// Where the house stands, nil where it is not said.
    public internal(set) var position: GeographicPosition?
    /// The public holidays of its country, nil where that is not said.
    public let holidays: HolidayCalendar?
    /// What energy costs and earns.
    public let tariff: Tariff
    /// Every device, in the order of the file: the place is the `DeviceIndex`.
    public let devices: [ConfiguredDevice]
    /// Every battery, in the order of the file.
    public internal(set) var batteries: [ConfiguredBattery]
    /// The policy by name, as in `policies/NAME.toml`.
    public let policyName: String
    /// How the guard runs.
    public internal(set) var guardSettings: GuardSettings
    /// Where the status page is served.
    public let status: StatusSettings
    /// Path of the database.
    public internal(set) var databasePath: String
    /// What is fetched from the internet, and from whom.
    public internal(set) var feeds: FeedSettings

    /// Ids of the devices, in order.
    public var deviceIDs: [String] { devices.map(\.id) }

    /// What guard and planner know of the devices, in the order of the file.
    public var deviceDescriptions: [DeviceDescription] {
        devices.map {
            DeviceDescription(
                id: $0.id, role: $0.profile.role, offered: Set($0.profile.offeredSignals),
                limitsOutput: $0.profile.outputControl != nil)
        }
    }

    /// True where a plan may ask for less PV: one inverter with a battery whose output can be limited.
    public var canLimitPV: Bool {
        batteries.count == 1 && batteries.allSatisfy { devices[$0.device.rawValue].profile.outputControl != nil }
    }

    /// The place of the meter at the grid connection point; there is exactly one.
    public let meter: DeviceIndex
}

/// A device of the house: which model it is and how it is reached.
public struct ConfiguredDevice: Hashable, Sendable {
    /// Name in the configuration and in the database; unique.
    public let id: String
    /// What its registers mean.
    public let profile: DeviceProfile
    /// FNV-1a of the profile's source text.
    public let profileHash: UInt64
    /// Where the profile was read from.
    public let profilePath: String
    /// Where it is.
    public let endpoint: DeviceEndpoint
    /// Modbus unit identifier, 0...255 over TCP, 1...247 over a serial line.
    public let unit: UInt8
}

/// A battery of the house and the inverter that carries it.
public struct ConfiguredBattery: Hashable, Sendable {
    /// The inverter.
    public let device: DeviceIndex
    /// What it can do and what the owner allows.
    public let description: BatteryDescription
}

/// Where a device is reached.
public enum DeviceEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// Modbus TCP; `port` 1...65535.
    case tcp(host: String, port: UInt16)
    /// Modbus RTU on a serial line; stop bits 1 or 2.
    case serial(path: String, baud: Int, parity: TransportProfile.Parity, stopBits: Int)

    /// As `tcp 192.168.1.20:502` or `serial /dev/ttyUSB0 9600 none 1`.
    public var description: String {
        switch self {
        case .tcp(let host, let port): "tcp \(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .serial(let path, let baud, let parity, let stopBits):
            "serial \(path) \(baud) \(parity.rawValue) \(stopBits)"
        }
    }
}
