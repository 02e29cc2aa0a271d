// SPDX-License-Identifier: Apache-2.0

/// Forecasts of one market day after day: the models, and the errors they made lately.
struct PriceRun: Hashable, Sendable {
    /// The forecast of a day and what it was made of, 24 numbers each.
    struct DayForecast: Hashable, Sendable {
        let day: Int
        let families: [[Double]]
        let trend: [Double]
        let ranking: [Double]
        let correction: [Double]
        let strength: Double
        let spread: Double
        let p10: [Double]
        let p50: [Double]
        let p90: [Double]
    }

    let parameters: PriceForecastParameters
    private(set) var trend: PriceTrend
    private(set) var extremes: PriceExtremes?
    private(set) var shape = PriceShapeRecord()
    private(set) var band = PriceBand()
    private var trainedAt: Int

    /// Learns from the days before one; nil where there are too few.
    init?(_ market: MarketDays, before day: Int, parameters: PriceForecastParameters) {
        guard let trend = PriceTrend(market, before: day, parameters: parameters.trend) else { return nil }
        self.parameters = parameters
        self.trend = trend
        extremes = parameters.extremes.flatMap { PriceExtremes(market, before: day, parameters: $0) }
        trainedAt = day
    }

    /// Brings the models to the days before a later one.
    mutating func advance(_ market: MarketDays, to day: Int) {
        trend.recalibrate(market, before: day)
        guard day - trainedAt >= parameters.trainingInterval else { return }
        trainedAt = day
        trend.retrain(market, before: day, renewalEpochs: parameters.renewalEpochs)
        guard var renewal = parameters.extremes else { return }
        renewal.epochs = parameters.renewalEpochs
        extremes?.retrain(market, before: day, parameters: renewal)
    }

    /// The forecast of a day from what was known before it.
    func forecast(_ market: MarketDays, day: Int) -> DayForecast {
        let families = trend.families(market, day: day)
        let base = PriceTrend.mean(families)
        let flat = [Double](repeating: 0, count: MarketDays.hours)
        let ranking = extremes?.ranking(market, day: day) ?? flat
        let correction = extremes == nil ? flat : PriceExtremes.correction(trend: base, ranking: ranking)
        let strength = shape.strength
        let p50 = zip(base, correction).map { $0 + strength * $1 }
        let spread = PriceLevel(market, before: day, spreadDays: 7).spread
        let (p10, p90) = band.around(p50, spread: spread)
        return DayForecast(
            day: day, families: families, trend: base, ranking: ranking, correction: correction, strength: strength,
            spread: spread, p10: p10, p50: p50, p90: p90)
    }

    /// Takes note of the prices that came.
    mutating func learn(_ forecast: DayForecast, actual: [Double]) {
        shape.add(trend: forecast.trend, correction: forecast.correction, actual: actual)
        band.add(forecast: forecast.p50, actual: actual, spread: forecast.spread)
    }
}
