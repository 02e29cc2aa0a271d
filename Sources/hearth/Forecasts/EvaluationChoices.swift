// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

extension ForecastTarget {
    /// How its forecasts are issued where they are evaluated.
    var rules: [EvaluationEntry.Rule] {
        switch self {
        case .demand, .solar: [.dayAhead, .rolling]
        case .price: [.dayAhead]
        case .carbon: [.rolling]
        }
    }

    /// What an evaluation compares, the trained model first.
    var forecasters: [String] {
        let house = ["week before", "two days before", "mean of days 2..7", "day before", "last value"]
        return switch self {
        case .demand: [HouseQuantity.demand.model] + house
        case .solar: [HouseQuantity.solar.model] + house
        case .price:
            [PriceForecaster.name, "trend", "lasso", "trees", "networks", "naive-day", "naive-week", "naive-mixed"]
        case .carbon:
            [
                CarbonModel.name, CarbonModel.ridgeName, CarbonNaive.persistence.rawValue,
                CarbonNaive.dayBefore.rawValue,
            ]
        }
    }
}

extension HouseQuantity {
    /// As `HouseModel.name`.
    fileprivate var model: String { "\(rawValue)-trees-v\(schema.version)" }
}
