// SPDX-License-Identifier: Apache-2.0

/// Forecasts of one market day after day: a model, and how it did lately.
struct PriceRun: Hashable, Sendable {
    let parameters: PriceForecastParameters
    private(set) var model: PriceModel
    private var blend = PriceBlendRecord()
    private var shape = PriceShapeRecord()
    private var trainedAt: Int

    /// Learns from the days before one; nil where there are too few.
    ///
    /// - Parameter leads: how many days ahead there are bands for.
    init?(
        _ market: MarketDays, before day: Int, leads: Int = 1, parameters: PriceForecastParameters,
        parts: TrainingParts = .none
    ) {
        let trend = PriceTrend(market, before: day, parameters: parameters.trend, parts: parts)
        guard let trend else { return nil }
        self.parameters = parameters
        let extremes = parameters.extremes.flatMap {
            PriceExtremes(market, before: day, parameters: $0, parts: parts)
        }
        model = PriceModel(
            trend: trend, extremes: extremes, bands: [PriceBand](repeating: PriceBand(), count: max(1, leads)))
        trainedAt = day
    }

    /// Brings the model to the days before a later one.
    mutating func advance(_ market: MarketDays, to day: Int) {
        model.trend.recalibrate(market, before: day)
        if day - trainedAt >= parameters.trainingInterval { retrain(market, before: day) }
    }

    /// Trains what is not fitted anew every day.
    mutating func retrain(_ market: MarketDays, before day: Int) {
        trainedAt = day
        model.trend.retrain(market, before: day, parameters: parameters)
        guard var renewal = parameters.extremes else { return }
        renewal.epochs = parameters.renewalEpochs
        model.extremes?.retrain(market, before: day, parameters: renewal)
    }

    /// Takes note of the prices that came on a day that was forecast.
    mutating func learn(_ forecast: PriceModel.DayForecast, lead: Int = 0, actual: [Double]) {
        if lead == 0 {
            blend.add(families: forecast.families, weighted: forecast.weighted, actual: actual)
            model.blend = blend.blend ?? model.blend
            shape.add(trend: forecast.trend, correction: forecast.correction, actual: actual)
            model.strength = shape.strength
        }
        model.bands[min(lead, model.bands.count - 1)].add(
            forecast: forecast.p50, actual: actual, spread: forecast.spread)
    }
}
