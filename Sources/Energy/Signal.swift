// SPDX-License-Identifier: Apache-2.0

/// The canonical quantities a device can report, in Hearth's units and signs.
///
/// A device profile maps the vendor's points onto these; unit, scale and sign are settled there and nowhere else.
/// The raw values are stored in the database: new cases are added at the end, none is renumbered.
public enum Signal: UInt8, CaseIterable, Hashable, Sendable {
    /// Power at the grid connection point, W, + = import.
    case gridImport = 0
    /// Grid power of phase L1, W, + = import.
    case gridImportL1 = 1
    /// Grid power of phase L2, W, + = import.
    case gridImportL2 = 2
    /// Grid power of phase L3, W, + = import.
    case gridImportL3 = 3
    /// Voltage of phase L1 to neutral, V.
    case voltageL1 = 4
    /// Voltage of phase L2 to neutral, V.
    case voltageL2 = 5
    /// Voltage of phase L3 to neutral, V.
    case voltageL3 = 6
    /// Current of phase L1, A.
    case currentL1 = 7
    /// Current of phase L2, A.
    case currentL2 = 8
    /// Current of phase L3, A.
    case currentL3 = 9
    /// Grid frequency, Hz.
    case frequency = 10
    /// Energy imported since installation, Wh, a counter.
    case importedEnergy = 11
    /// Energy exported since installation, Wh, a counter.
    case exportedEnergy = 12
    /// AC power of the inverter, W, + = towards the house.
    case inverterAC = 13
    /// PV power as its AC equivalent, W.
    case pvProduction = 14
    /// Battery power as its AC equivalent, W, + = discharge.
    case batteryDischarge = 15
    /// State of charge, 0...1 of the usable capacity.
    case stateOfCharge = 16
    /// Largest charge power the device allows now, W, >= 0.
    case maxCharge = 17
    /// Largest discharge power the device allows now, W, >= 0.
    case maxDischarge = 18
    /// Rated capacity of the battery, Wh.
    case batteryCapacity = 19
    /// Rated output of the inverter, W.
    case inverterRating = 20
    /// Energy delivered by the inverter since installation, Wh, a counter.
    case inverterEnergy = 21
    /// Operating state of the inverter, SunSpec `St` (1 off ... 4 MPPT ... 7 fault, 8 standby).
    case inverterState = 22
    /// Cabinet temperature of the inverter, degrees Celsius.
    case inverterTemperature = 23
    /// Electrical power of the heat pump, W.
    case heatPumpPower = 24
    /// Heat delivered by the heat pump, W.
    case heatPumpHeat = 25
    /// Outdoor temperature, degrees Celsius.
    case outdoorTemperature = 26
    /// Room temperature, degrees Celsius.
    case roomTemperature = 27
    /// Temperature at the top of the hot-water tank, degrees Celsius.
    case hotWaterTemperature = 28
    /// Supply temperature of the heating system, degrees Celsius.
    case supplyTemperature = 29
    /// Return temperature of the heating system, degrees Celsius.
    case returnTemperature = 30
    /// Compressor running, 0 or 1.
    case compressorOn = 31
    /// What the heat pump is doing, the vendor's code.
    case heatPumpState = 32
    /// Compressor speed, revolutions per minute.
    case compressorSpeed = 33
    /// Electrical energy used by the heat pump since installation, Wh, a counter.
    case heatPumpEnergy = 34

    /// True for counters, which only go up: a quarter hour keeps their first and last value, not their mean.
    public var isCounter: Bool {
        switch self {
        case .importedEnergy, .exportedEnergy, .inverterEnergy, .heatPumpEnergy: true
        default: false
        }
    }
}

/// Why a point has no value.
public enum LossReason: Hashable, Sendable {
    /// No reply within the response timeout, or no connection.
    case noResponse
    /// The device answered with a Modbus exception.
    case exception(code: UInt8)
    /// The device answered with the point's not-available value.
    case notAvailable
    /// The number lies outside the range its profile states.
    case outOfRange
    /// The reply did not have the form that was asked for.
    case malformed
}

extension LossReason: CustomStringConvertible {
    /// The reason in words, an exception with its code and name: `exception 2 (illegal data address)`.
    public var description: String {
        switch self {
        case .noResponse: "no response"
        case .exception(let code): Self.exceptionName(code).map { "exception \(code) (\($0))" } ?? "exception \(code)"
        case .notAvailable: "not available"
        case .outOfRange: "out of range"
        case .malformed: "malformed reply"
        }
    }

    /// Names of the exception codes (Modbus Application Protocol V1.1b3, section 7), nil for one it does not know.
    private static func exceptionName(_ code: UInt8) -> String? {
        switch code {
        case 1: "illegal function"
        case 2: "illegal data address"
        case 3: "illegal data value"
        case 4: "server device failure"
        case 5: "acknowledge"
        case 6: "server device busy"
        case 8: "memory parity error"
        case 10: "gateway path unavailable"
        case 11: "gateway target device failed to respond"
        default: nil
        }
    }
}

/// One signal as a device delivered it: decoded, not yet validated.
public enum SignalReading: Hashable, Sendable {
    /// The value in the signal's unit and sign.
    case value(Double)
    /// No value, and why.
    case lost(LossReason)
}
