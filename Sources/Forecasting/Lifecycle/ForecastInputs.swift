// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a model of any target learns and forecasts from.
public enum ForecastInputs: Hashable, Sendable {
    /// Spot prices.
    case price(PriceInputs)
    /// Demand or solar yield of a house.
    case house(HouseInputs)
    /// What the power plants of a zone did, and the calendar of the people there.
    case carbon(GridHours, LocalCalendar)

    /// What is forecast from them.
    public var target: ForecastTarget {
        switch self {
        case .price: .price
        case .house(let inputs): inputs.quantity == .demand ? .demand : .solar
        case .carbon: .carbon
        }
    }

    /// From the first number to the last.
    public var span: Range<UTCInstant> {
        switch self {
        case .price(let inputs): inputs.history.slots.lowerBound.start..<inputs.history.slots.upperBound.start
        case .house(let inputs): inputs.series.start..<inputs.series.instant(inputs.series.values.count)
        case .carbon(let grid, _):
            GridHours.start(of: grid.hours.lowerBound)..<GridHours.start(of: grid.hours.upperBound)
        }
    }

    /// The numbers of what is forecast between two moments, gaps left out.
    public func targetValues(_ span: Range<UTCInstant>) -> [Double] {
        let values: [Double] =
            switch self {
            case .price(let inputs):
                inputs.history.slots.filter { span.contains($0.start) }.map { inputs.history.rawValue(at: $0) }
            case .house(let inputs):
                inputs.series.values.indices.filter { span.contains(inputs.series.instant($0)) }
                    .map { inputs.series.values[$0] }
            case .carbon(let grid, _):
                grid.hours.filter { span.contains(GridHours.start(of: $0)) }.map { grid.carbonIntensity($0) }
            }
        return values.filter(\.isFinite)
    }
}
