// SPDX-License-Identifier: Apache-2.0

import Energy

/// A forecast and, where it is not the model's, why.
public struct HouseForecast: Hashable, Sendable {
    /// Why the naive forecast stands in for the model; its name is in `Forecast.model`.
    public enum Fallback: Error, Hashable, Sendable, CustomStringConvertible {
        /// The last two weeks have too few numbers for the features of some step.
        case tooLittleHistory
        /// What was measured never changed.
        case constant
        /// The model gave a number that is not finite for some step: it is damaged, or made for other numbers.
        case notFinite

        /// In words.
        public var description: String {
            switch self {
            case .tooLittleHistory: "too little history for the model's inputs"
            case .constant: "the series does not change"
            case .notFinite: "the model gave no number for some step"
            }
        }
    }

    /// By quarter hours, in the unit of the inputs.
    public let forecast: Forecast
    /// The heat pump's part of a forecast of demand, no quantile above the whole's; nil where it is not metered.
    ///
    /// `Forecast.model` names the naive forecast where the model has no such part.
    public let heatPump: Forecast?
    /// Nil where the model made the forecast.
    public let fallback: Fallback?
}
