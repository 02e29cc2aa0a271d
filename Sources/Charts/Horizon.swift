// SPDX-License-Identifier: Apache-2.0

import Energy

/// How far ahead forecasts were made that are scored together.
public enum Horizon: Hashable, Sendable, CustomStringConvertible {
    /// Minutes from the making of the forecast to the time forecast.
    case ahead(minutes: Int)
    /// A protocol of its own, as `day-ahead`.
    case named(String)

    /// As `15 min`, `4 h`, `47.75 h` or the name.
    public var description: String {
        switch self {
        case .named(let name): name
        case .ahead(let minutes) where minutes < 60: "\(minutes) min"
        case .ahead(let minutes): "\(decimalText(Double(minutes) / 60, decimals: 2, trimmed: true)) h"
        }
    }

    /// Hours ahead, nil for a name.
    var hours: Double? {
        if case .ahead(let minutes) = self { Double(minutes) / 60 } else { nil }
    }
}

/// One model's scores by horizon.
public struct HorizonScores: Hashable, Sendable {
    /// The model's name.
    public let model: String
    /// By horizon, in the order of the chart's horizons; nil or NaN where there is none, as are those that the list is too
    /// short for.
    public let values: [Double?]

    /// Puts scores together.
    public init(model: String, values: [Double?]) {
        (self.model, self.values) = (model, values)
    }

    /// The score of a horizon, nil where it is missing or cannot be drawn.
    subscript(horizon: Int) -> Double? {
        guard values.indices.contains(horizon), let value = values[horizon], LinearScale.isDrawable(value) else {
            return nil
        }
        return value
    }
}
