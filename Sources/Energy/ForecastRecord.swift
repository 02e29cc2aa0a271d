// SPDX-License-Identifier: Apache-2.0

/// A forecast as it was issued, kept to be compared with what came.
public struct ForecastRecord: Hashable, Sendable {
    /// What was forecast.
    public let target: ForecastTarget
    /// The numbers, when they were made and by what; `Forecast.model` is a model's id or the name of a naive forecast.
    public let forecast: Forecast
    /// Why a naive forecast stands in for the model, in words; nil where the model made it or there is none.
    public let fallback: String?

    /// Puts a record together.
    public init(target: ForecastTarget, forecast: Forecast, fallback: String? = nil) {
        (self.target, self.forecast, self.fallback) = (target, forecast, fallback)
    }
}
