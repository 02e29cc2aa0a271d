// SPDX-License-Identifier: Apache-2.0

/// A forecast as it was issued, kept to be compared with what came.
public struct ForecastRecord: Hashable, Sendable {
    /// What was forecast.
    public let target: ForecastTarget
    /// The numbers, when they were made and by what; `Forecast.model` is a model's id or the name of a naive forecast.
    public let forecast: Forecast
    /// Why a naive forecast stands in for the model, in words; nil where the model made it or there is none.
    public let fallback: String?
    /// How many slots at the beginning of the forecast are no forecast but numbers that were published by then, as prices are.
    public let published: Int

    /// Puts a record together.
    public init(target: ForecastTarget, forecast: Forecast, fallback: String? = nil, published: Int = 0) {
        (self.target, self.forecast, self.fallback) = (target, forecast, fallback)
        self.published = published
    }

    /// Whether a slot was forecast, and not published by then.
    public func isForecast(_ slot: Slot) -> Bool {
        forecast.slots.contains(slot) && forecast.firstSlot.distance(to: slot) >= published
    }
}
