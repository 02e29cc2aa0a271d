// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a controller has told the hybrid inverter, as it stands in the inverter's registers.
///
/// Commands carry the moment their reversion timer runs out, so that they are plain values: nothing counts down here.
public struct InverterCommands: Hashable, Sendable {
    /// Bounds of the battery's AC power in W, + = discharge; nil leaves the battery to the inverter's own mode.
    public var batteryBounds: TimedCommand<PowerBounds>?
    /// Largest AC output in W, >= 0; nil for the inverter's rating.
    public var outputLimit: TimedCommand<Double>?
    /// True where the battery may be charged with more than the PV gives (SunSpec `ChaGriSet`).
    public var gridChargingAllowed: Bool
    /// False disconnects the inverter from the house (SunSpec `Conn`).
    public var isConnected: Bool

    /// Puts commands together; by default the inverter is on its own.
    public init(
        batteryBounds: TimedCommand<PowerBounds>? = nil, outputLimit: TimedCommand<Double>? = nil,
        gridChargingAllowed: Bool = true, isConnected: Bool = true
    ) {
        self.batteryBounds = batteryBounds
        self.outputLimit = outputLimit
        self.gridChargingAllowed = gridChargingAllowed
        self.isConnected = isConnected
    }

    /// The inverter on its own.
    public static let own = InverterCommands()
}

/// A command with the end of its reversion timer.
public struct TimedCommand<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What is commanded.
    public var value: Value
    /// When the device falls back to its own mode; nil = never.
    public var expires: UTCInstant?

    /// Pairs a value with its end.
    public init(_ value: Value, expires: UTCInstant?) {
        self.value = value
        self.expires = expires
    }

    /// True until the timer runs out.
    public func isInForce(at now: UTCInstant) -> Bool { expires.map { now < $0 } ?? true }

    /// Seconds left, nil without a timer.
    public func secondsLeft(at now: UTCInstant) -> Int? {
        expires.map { max(0, $0.secondsSinceEpoch - now.secondsSinceEpoch) }
    }
}
