// SPDX-License-Identifier: Apache-2.0

/// Everything that a forecast of prices is made with, fitted to one market.
struct PriceModel: Hashable, Sendable {
    var trend: PriceTrend
    /// The classifiers of dear and cheap hours; nil for a trend that is not reshaped.
    var extremes: PriceExtremes?
    /// How the families of the trend are put together.
    var blend = PriceBlend.mean(of: PriceTrend.familyCount)
    /// How far the classifiers change the trend, 0 for not at all.
    var strength = 0.0
    /// The band of the first day, the second and so on; later days have the last one.
    var bands: [PriceBand]

    /// The forecast of a day and what it was made of, 24 numbers each.
    struct DayForecast: Hashable, Sendable {
        let families: [[Double]]
        /// The weighted mean of the families.
        let weighted: [Double]
        /// The weighted mean with the offsets of the hours.
        let trend: [Double]
        let ranking: [Double]
        let correction: [Double]
        let strength: Double
        let spread: Double
        let p10: [Double]
        let p50: [Double]
        let p90: [Double]
    }

    /// The forecast of a day from what was known before it.
    ///
    /// - Parameter lead: 0 where the prices of the day before are known, 1 where they are forecasts themselves, and so on.
    func forecast(_ market: MarketDays, day: Int, lead: Int = 0) -> DayForecast {
        let families = trend.families(market, day: day)
        let base = blend.trend(families)
        let ranking = extremes?.ranking(market, day: day) ?? base.map { _ in 0 }
        let correction = extremes == nil ? ranking : PriceExtremes.correction(trend: base, ranking: ranking)
        let p50 = zip(base, correction).map { $0 + strength * $1 }
        let spread = PriceLevel(market, before: day, spreadDays: PriceBand.spreadDays).spread
        let band = bands.isEmpty ? PriceBand() : bands[min(lead, bands.count - 1)]
        let (p10, p90) = band.around(p50, spread: spread)
        return DayForecast(
            families: families, weighted: blend.weighted(families), trend: base, ranking: ranking,
            correction: correction, strength: strength,
            spread: spread, p10: p10, p50: p50, p90: p90)
    }
}
