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

    /// The numbers of what is forecast between two moments.
    public func targetValues(_ span: Range<UTCInstant>) -> DailyValues {
        var values = DailyValues()
        func add(_ value: Double, at instant: UTCInstant) {
            if span.contains(instant) { values.add(value, at: instant) }
        }
        switch self {
        case .price(let inputs):
            for slot in inputs.history.slots { add(inputs.history.rawValue(at: slot), at: slot.start) }
        case .house(let inputs):
            for (step, value) in inputs.series.values.enumerated() { add(value, at: inputs.series.instant(step)) }
        case .carbon(let grid, _):
            for hour in grid.hours { add(grid.carbonIntensity(hour), at: GridHours.start(of: hour)) }
        }
        return values
    }
}
