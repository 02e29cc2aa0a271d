// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

extension ForecastModel {
    /// A name for a training by what it depends on: two of one name give the same bits in one version of the program.
    ///
    /// - Parameters: as of `train`.
    /// - Returns: 64 hexadecimal digits.
    public static func trainingKey(_ inputs: ForecastInputs, until end: UTCInstant, seed: UInt64) -> String {
        var bytes = Array("\(inputs.target) \(seed) \(inputs.trainingFacts)".utf8)
        for values in inputs.trainingValues(until: end) {
            withUnsafeBytes(of: values.count.littleEndian) { bytes.append(contentsOf: $0) }
            for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) } }
        }
        return SHA256.digest(bytes).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    }
}

extension ForecastInputs {
    /// What is learned from beside the numbers, and how.
    fileprivate var trainingFacts: String {
        switch self {
        case .price(let inputs):
            "\(inputs.calendar) \(inputs.history.firstSlot) \(inputs.exogenous.map(\.firstSlot)) "
                + "\(PriceForecastParameters())"
        case .house(let inputs):
            "\(inputs.series.start) \(inputs.series.stepSeconds) \(inputs.place) \(inputs.quantity.schema.hash) "
                + "\(inputs.quantity.parameters)"
        case .carbon(let grid, let calendar):
            "\(calendar) \(grid.firstHour) \(CarbonModel.schema.hash) \(CarbonParameters())"
        }
    }

    /// The numbers learned from, by series.
    fileprivate func trainingValues(until end: UTCInstant) -> [[Double]] {
        switch self {
        case .price(let inputs):
            let known = inputs.prefix(until: end)
            return ([known.history] + known.exogenous).map { series in series.slots.map { series.rawValue(at: $0) } }
        case .house(let inputs):
            switch inputs.prefix(upTo: inputs.series.step(containing: end)) {
            case .demand(let series, let heatPump, _, let temperature):
                return [series.values, heatPump?.values ?? [], temperature?.values ?? []]
            case .solar(let series, _, let irradiance): return [series.values, irradiance?.values ?? []]
            }
        case .carbon(let grid, _):
            let last = min(grid.hours.upperBound, GridHours.hour(of: end))
            let hours = grid.hours.lowerBound..<max(grid.hours.lowerBound, last)
            return GridHours.Quantity.allCases.map { quantity in hours.map { grid[$0, quantity] } }
        }
    }
}

extension HouseInputs {
    /// What is known of the house beside its numbers.
    fileprivate var place: String {
        switch self {
        case .demand(let series, _, let calendar, let temperature):
            "\(calendar) \(temperature?.start ?? series.start)"
        case .solar(let series, let site, let irradiance):
            "\(site.map { "\($0)" } ?? "") \(irradiance?.start ?? series.start)"
        }
    }
}
