// SPDX-License-Identifier: Apache-2.0

/// Day-ahead price forecasts as they would have been made, day after day, with what was known before each.
public struct PriceEvaluation: Sendable {
    /// Days before the evaluated ones that are forecast too, so that bands and strengths have errors to go by.
    public static let warmUpDays = PriceBand.days

    /// The days evaluated.
    public let days: Range<Int>
    /// Prices that came, 24 for each day, as all series here.
    public let actual: [Double]
    /// Final forecast: the trend, reshaped where that had helped in the weeks before.
    public let p50: [Double]
    /// Ten-percent quantile.
    public let p10: [Double]
    /// Ninety-percent quantile.
    public let p90: [Double]
    /// The trend alone.
    public let trend: [Double]
    /// The families of the trend: LASSO autoregressions, boosted trees, networks.
    public let families: [[Double]]
    /// How dear each hour was expected to be within its day by the classifiers.
    public let ranking: [Double]
    /// Strength of the classifiers' correction on each day.
    public let strengths: [Double]
    /// The same hour a day and a week before.
    public let dayBefore: [Double], weekBefore: [Double]
    /// MAPE counts hours with at least this price by amount.
    public let mapeFloor: Double

    /// Forecasts every day of a range; nil where the history before it is shorter than `PriceTrend.fewestDays` and the
    /// warm-up, or prices of a day are missing.
    ///
    /// Forecasts of a day do not depend on prices of it or after. Trees and networks are trained every
    /// `trainingInterval` days, the autoregressions fitted every day.
    ///
    /// - Parameters:
    ///   - mapeFloor: 1 for prices in EUR/MWh.
    ///   - shouldContinue: told how many days are done; false ends with nil.
    public init?(
        _ market: MarketDays, days: Range<Int>, parameters: PriceForecastParameters = .init(), mapeFloor: Double = 1,
        shouldContinue: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
    ) {
        let first = days.lowerBound - Self.warmUpDays
        guard !days.isEmpty, first >= PriceTrend.fewestDays, days.upperBound <= market.count,
            days.upperBound <= market.exogenousCount,
            var run = PriceRun(market.prefix(first), before: first, parameters: parameters)
        else { return nil }
        var forecasts: [PriceModel.DayForecast] = []
        for day in first..<days.upperBound {
            let known = market.prefix(day)
            if day > first { run.advance(known, to: day) }
            let forecast = run.model.forecast(known, day: day)
            run.learn(forecast, actual: Array(market[day]))
            if day >= days.lowerBound { forecasts.append(forecast) }
            guard shouldContinue(day + 1 - first, days.upperBound - first) else { return nil }
        }
        self.days = days
        self.mapeFloor = mapeFloor
        func shifted(_ lag: Int) -> [Double] { days.flatMap { market[$0 - lag] } }
        (actual, dayBefore, weekBefore) = (shifted(0), shifted(1), shifted(7))
        (p50, p10, p90) = (forecasts.flatMap(\.p50), forecasts.flatMap(\.p10), forecasts.flatMap(\.p90))
        trend = forecasts.flatMap(\.trend)
        families = (0..<3).map { family in forecasts.flatMap { $0.families[family] } }
        ranking = forecasts.flatMap(\.ranking)
        strengths = forecasts.map(\.strength)
    }

    /// Scores of the final forecast, of its parts and of the naive forecasts, by name.
    public var scores: [(name: String, scores: ForecastScores)] {
        let rows: [(String, [Double], (p10: [Double], p90: [Double])?)] = [
            ("price", p50, (p10, p90)), ("trend", trend, nil), ("lasso", families[0], nil),
            ("trees", families[1], nil), ("networks", families[2], nil), ("naive-day", dayBefore, nil),
            ("naive-week", weekBefore, nil),
        ]
        return rows.compactMap { name, forecast, band in
            ForecastScores(
                forecast: forecast, actual: actual, weekBefore: weekBefore, dayBefore: dayBefore, band: band,
                mapeFloor: mapeFloor
            ).map { (name, $0) }
        }
    }

    /// Share of each day's eight dearest (or cheapest) hours that a forecast names, 0...1.
    public func precision(of forecast: [Double], _ target: PriceNetwork.Target) -> Double {
        let hours = MarketDays.hours
        func extremes(_ values: [Double], _ day: Int) -> Set<Int> {
            let order = PriceNetwork.order(Array(values[day * hours..<(day + 1) * hours]), target)
            return Set(order.prefix(PriceNetwork.extremeHours))
        }
        let hits = days.indices.reduce(0) { sum, index in
            let day = index - days.lowerBound
            return sum + extremes(forecast, day).intersection(extremes(actual, day)).count
        }
        return Double(hits) / Double(days.count * PriceNetwork.extremeHours)
    }
}
