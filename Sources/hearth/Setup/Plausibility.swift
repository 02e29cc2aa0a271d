// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import ModbusIO

/// Whether registers say what a device of a profile would say.
///
/// A chain of SunSpec models names itself. A fixed register map does not: there, every register must answer and the values
/// must be such as a house has them. That is a likelihood, and a person is asked to compare a value with the display.
enum Plausibility {
    /// What a value may be in a house, nil where anything may be.
    private static func range(of signal: Signal) -> ClosedRange<Double>? {
        switch signal {
        case .voltageL1: 80...300
        case .voltageL2, .voltageL3: 0...300
        case .frequency: 45...66
        case .stateOfCharge: 0...1
        case .outdoorTemperature, .roomTemperature, .supplyTemperature, .returnTemperature: -50...90
        case .hotWaterTemperature: 0...100
        case .gridImport, .gridImportL1, .gridImportL2, .gridImportL3, .inverterAC, .batteryDischarge:
            -100_000...100_000
        case .pvProduction, .heatPumpPower, .heatPumpHeat: -1000...100_000
        case .currentL1, .currentL2, .currentL3, .importedEnergy, .exportedEnergy, .maxCharge, .maxDischarge,
            .batteryCapacity, .inverterRating, .inverterEnergy, .inverterState, .inverterTemperature, .compressorOn,
            .heatPumpState, .compressorSpeed, .heatPumpEnergy:
            nil
        }
    }

    /// Why a reading is not that of a device of its profile, nil where it may be.
    static func misfit(of reading: ModbusReader.Reading, _ profile: DeviceProfile) -> String? {
        guard !profile.needsDiscovery else { return nil }
        for (slot, point) in profile.points.enumerated() where point.access != .write {
            if case .lost(.exception(let code)) = reading.values[slot] {
                return "\(point.name) is refused (exception \(code))"
            }
        }
        var values: [Double] = []
        for record in reading.report.readings {
            guard case .value(let value) = record.reading else { continue }
            if let range = range(of: record.signal), !range.contains(value) {
                let found = decimalText(value, decimals: 2, trimmed: true)
                return "\(record.signal) is \(found), expected \(range.lowerBound)...\(range.upperBound)"
            }
            values.append(value)
        }
        if values.count * 2 < profile.offeredSignals.count {
            return "\(values.count) of \(profile.offeredSignals.count) values are there"
        }
        // Unknown addresses read 0 on some devices: a map of zeros is nobody's.
        return values.count { $0 != 0 } < 3 ? "nearly every register is 0" : nil
    }
}
