// SPDX-License-Identifier: Apache-2.0

/// A device by its place in the configuration.
@frozen public struct DeviceIndex: Comparable, Hashable, Sendable {
    /// Zero-based place in the configured list.
    public let rawValue: Int
    /// Wraps a place.
    @inlinable public init(_ rawValue: Int) { self.rawValue = rawValue }
    /// Order in the configuration.
    @inlinable public static func < (a: DeviceIndex, b: DeviceIndex) -> Bool { a.rawValue < b.rawValue }
}

/// What a device is for.
public enum DeviceRole: String, CaseIterable, Hashable, Sendable {
    /// The meter at the grid connection point.
    case meter
    /// An inverter, with or without a battery behind it.
    case inverter
    /// A heat pump.
    case heatPump = "heat_pump"
}

/// What one poll of one device brought.
public struct DeviceReport: Hashable, Sendable {
    /// Whose.
    public let device: DeviceIndex
    /// When the last reply of the poll arrived.
    public let arrival: BootInstant
    /// Every signal the poll asked for, once each, with its value or the reason it has none.
    public let readings: [SignalRecord]
    /// What the device's control registers say, nil where the profile has no controls or they could not be read.
    public let control: ControlState?

    /// A signal and its reading.
    public struct SignalRecord: Hashable, Sendable {
        /// Which signal.
        public let signal: Signal
        /// What came.
        public let reading: SignalReading
        /// Pairs the two.
        public init(_ signal: Signal, _ reading: SignalReading) { (self.signal, self.reading) = (signal, reading) }
    }

    /// Puts a report together.
    public init(device: DeviceIndex, arrival: BootInstant, readings: [SignalRecord], control: ControlState?) {
        (self.device, self.arrival, self.readings, self.control) = (device, arrival, readings, control)
    }
}
