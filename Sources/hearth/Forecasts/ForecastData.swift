// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// A recording that forecasts are made and judged from, in the units of the product.
struct ForecastData {
    /// The file's path as it was given.
    let file: String
    /// What a model learns and forecasts from.
    let inputs: ForecastInputs
    /// What is forecast by quarter hours: EUR/kWh, W or g/kWh.
    let history: SlotSeries
    /// Prices by market day, EUR/MWh as published figures are; nil for other targets.
    let market: MarketDays?
    /// What of the recording is not as one would expect, and what is done about it.
    let notes: [String]

    /// What is forecast.
    var target: ForecastTarget { inputs.target }

    /// Reads a file.
    ///
    /// An empty cell is a missing number.
    ///
    /// - Throws: `CommandFailure` with every fault by file, line and column.
    init(_ file: String, _ source: ForecastSource) throws {
        self = try ForecastReader(file: file, source: source).data()
    }

    init(file: String, inputs: ForecastInputs, history: SlotSeries, market: MarketDays?, notes: [String]) {
        (self.file, self.inputs, self.history) = (file, inputs, history)
        (self.market, self.notes) = (market, notes)
    }
}

extension ForecastTarget {
    /// The unit errors are told in and how many of them make one of the product's.
    ///
    /// That of recordings and published figures, so that the numbers can be compared.
    var errorUnit: (name: String, factor: Double) {
        switch self {
        case .price: ("EUR/MWh", 1000)
        case .demand, .solar: ("kW", 0.001)
        case .carbon: ("g/kWh", 1)
        }
    }
}

extension SlotSeries {
    /// The series without the slots from one on.
    func before(_ end: Slot) -> SlotSeries {
        let count = max(0, min(slots.count, firstSlot.distance(to: end)))
        return SlotSeries(firstSlot: firstSlot, values: slots.prefix(count).map { rawValue(at: $0) })
    }
}
