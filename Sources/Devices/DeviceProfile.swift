// SPDX-License-Identifier: Apache-2.0

import Energy

/// A device model as its profile file describes it: identity, transport, points, signals, controls.
///
/// Nothing here is bound to a particular device; `DeviceLayout` does that.
public struct DeviceProfile: Hashable, Sendable {
    /// Short name, as in the file's name: `sunspec-hybrid`.
    public let id: String
    /// For people.
    public let name: String
    /// For people.
    public let manufacturer: String
    /// What the device is for.
    public let role: DeviceRole
    /// The documents the registers were taken from.
    public let source: String
    /// Who has compared it with a device, or that nobody has.
    public let verifiedBy: String
    /// Ports, pauses and limits.
    public let transport: TransportProfile
    /// SunSpec models the points live in; empty for a fixed register map.
    public let models: [SunSpecModel]
    /// True when an address that the map does not know reads 0 instead of failing.
    public let unmappedReadsZero: Bool
    /// Every point; its place in this array is its slot.
    public let points: [ProfilePoint]
    /// What the device offers, in order of the signals' raw values.
    public let signals: [SignalFormula]
    /// How the battery is steered, nil where it is not.
    public let batteryControl: BatteryControl?
    /// How the output is limited, nil where it is not.
    public let outputControl: OutputControl?
    /// Seconds until a measured response to a command is due, > 0.
    public let verificationSeconds: Double
    /// Slots of the text points that name the device.
    public let identity: IdentityPoints

    /// True when the addresses have to be discovered first.
    public var needsDiscovery: Bool { !models.isEmpty }

    /// The slot of a point by its name such as `103.W` or `160.3.DCW`, nil when there is none.
    public func slot(of name: String) -> Int? { points.firstIndex { $0.name == name } }

    /// What a device of this model can tell.
    public var offeredSignals: [Signal] { signals.map(\.signal) }
}

/// The text points that tell one device from another, by slot.
public struct IdentityPoints: Hashable, Sendable {
    /// Vendor.
    public var manufacturer: Int?
    /// Model.
    public var model: Int?
    /// Serial number.
    public var serial: Int?
    /// Firmware version.
    public var firmware: Int?

    /// No identity.
    public init() {}
}

/// What a device says it is; nil where it does not say.
public struct DeviceIdentity: Hashable, Sendable, CustomStringConvertible {
    /// Vendor.
    public let manufacturer: String?
    /// Model.
    public let model: String?
    /// Serial number.
    public let serial: String?
    /// Firmware version.
    public let firmware: String?

    /// Puts an identity together.
    public init(manufacturer: String? = nil, model: String? = nil, serial: String? = nil, firmware: String? = nil) {
        (self.manufacturer, self.model, self.serial, self.firmware) = (manufacturer, model, serial, firmware)
    }

    /// As `Fronius GEN24, serial 123, firmware 1.2`; empty when the device says nothing.
    public var description: String {
        let title = [manufacturer, model].compactMap { $0 }.joined(separator: " ")
        let parts = [title.isEmpty ? nil : title, serial.map { "serial \($0)" }, firmware.map { "firmware \($0)" }]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}
