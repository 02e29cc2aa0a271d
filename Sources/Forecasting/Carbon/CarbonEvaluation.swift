// SPDX-License-Identifier: Apache-2.0

/// How a model of carbon intensity does on hours it has not seen, beside the regression and the naive forecasts.
public struct CarbonEvaluation: Sendable {
    /// The forecasters compared.
    public enum Contender: String, CaseIterable, Hashable, Sendable {
        /// The trained model: the weighted mean of ridge regression and networks.
        case network
        /// Ridge regression alone.
        case ridge
        /// The last known hour.
        case persistence
        /// The same hour a day before, the reference of `skill`.
        case dayBefore
    }

    /// Forecasts of each contender, one for each issue hour, in the order of time.
    public let forecasts: [Contender: [CarbonForecast]]
    /// Scores of each contender for 1 to 6 hours ahead; skill is against the same hour a day before.
    public let scores: [Contender: [ForecastScores]]

    /// Forecasts each hour of a range from the hours before, for all six hours inside the range.
    ///
    /// Issue hours at which a contender falls back, or without the actuals of day and week before, are left out for all.
    ///
    /// - Parameter range: the hours forecast, since 1970.
    public init(_ model: CarbonModel, _ grid: GridHours, hours range: Range<Int>) {
        let forecaster = CarbonForecaster(model)
        var forecasts: [Contender: [CarbonForecast]] = [:]
        let last = range.upperBound - CarbonInputs.horizons
        let errors = RidgeErrors(
            model, grid, issues: range.lowerBound - RidgeErrors.hours - CarbonInputs.horizons..<range.upperBound)
        for issue in range.lowerBound..<max(range.lowerBound, last + 1) {
            let actuals = [0, 24, 168].map { back in
                grid.carbonIntensity(in: issue - back..<issue - back + CarbonInputs.horizons)
            }
            guard actuals.allSatisfy({ $0 != nil }),
                let own = forecaster.forecast(grid, issue: issue, model, errors: errors),
                own.fallback == nil, let ridge = forecaster.ridgeForecast(grid, issue: issue, model, errors: errors),
                let persistence = CarbonNaive.persistence.forecast(grid, issue: issue),
                let dayBefore = CarbonNaive.dayBefore.forecast(grid, issue: issue)
            else { continue }
            let all: [(Contender, CarbonForecast)] = [
                (.network, own), (.ridge, ridge), (.persistence, persistence), (.dayBefore, dayBefore),
            ]
            for (contender, forecast) in all { forecasts[contender, default: []].append(forecast) }
        }
        self.forecasts = forecasts
        scores = forecasts.mapValues { made in
            (0..<CarbonInputs.horizons).compactMap { Self.score(made, horizon: $0, grid) }
        }
    }

    private static func score(_ made: [CarbonForecast], horizon: Int, _ grid: GridHours) -> ForecastScores? {
        func came(_ back: Int) -> [Double] { made.map { grid.carbonIntensity($0.firstHour + horizon - back) } }
        return ForecastScores(
            forecast: made.map { $0.p50[horizon] }, actual: came(0), weekBefore: came(168), dayBefore: came(24),
            band: (made.map { $0.p10[horizon] }, made.map { $0.p90[horizon] }), mapeFloor: 1)
    }

    /// Mean over the six hours of the skill against the same hour a day before.
    public func meanSkill(_ contender: Contender) -> Double? {
        let skills = (scores[contender] ?? []).compactMap(\.skill)
        return skills.isEmpty ? nil : skills.reduce(0, +) / Double(skills.count)
    }

    /// Share of all points of the six hours within P10 and P90, 0...1.
    public func meanCoverage(_ contender: Contender) -> Double? {
        let shares = (scores[contender] ?? []).compactMap(\.coverage)
        return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
    }
}
