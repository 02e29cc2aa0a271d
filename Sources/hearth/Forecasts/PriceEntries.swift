// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What an evaluation of prices says of the forecast, of its parts and of the naive forecasts.
struct PriceEntries {
    private let evaluation: PriceEvaluation
    private let market: MarketDays
    private let seconds: Double

    init(_ evaluation: PriceEvaluation, market: MarketDays, seconds: Double) {
        (self.evaluation, self.market, self.seconds) = (evaluation, market, seconds)
    }

    /// The forecast first, then its parts, then the naive ones.
    ///
    /// `trend` is the forecast that was not reshaped by the classifiers of dear and cheap hours.
    var entries: [EvaluationEntry] {
        let band = (p10: evaluation.p10, p90: evaluation.p90)
        let parts = zip(["lasso", "trees", "networks"], evaluation.families).map { ($0, $1) }
        let naive = [
            ("naive-day", evaluation.dayBefore), ("naive-week", evaluation.weekBefore), ("naive-mixed", mixed),
        ]
        var own = entry(PriceForecaster.name, evaluation.p50, band, isOwn: true)
        own?.classifiers = precision(of: evaluation.ranking)
        return [own].compactMap { $0 } + ([("trend", evaluation.trend)] + parts).compactMap { entry($0.0, $0.1) }
            + naive.compactMap { entry($0.0, $0.1, seconds: 0) }
    }

    private func precision(of forecast: [Double]) -> ExtremesPrecision {
        ExtremesPrecision(
            peak: evaluation.precision(of: forecast, .peak), valley: evaluation.precision(of: forecast, .valley))
    }

    /// The week before on Mondays, Saturdays and Sundays, else the day before.
    private var mixed: [Double] {
        evaluation.days.flatMap { day in
            let place = (day - evaluation.days.lowerBound) * MarketDays.hours
            let isOther = [0, 5, 6].contains(market.date(day).weekday)
            return (isOther ? evaluation.weekBefore : evaluation.dayBefore)[place..<place + MarketDays.hours]
        }
    }

    private func entry(
        _ name: String, _ forecast: [Double], _ band: (p10: [Double], p90: [Double])? = nil, isOwn: Bool = false,
        seconds: Double? = nil
    ) -> EvaluationEntry? {
        ForecastScores(
            forecast: forecast, actual: evaluation.actual, weekBefore: evaluation.weekBefore,
            dayBefore: evaluation.dayBefore, band: band, mapeFloor: evaluation.mapeFloor
        ).map { scores in
            EvaluationEntry(
                model: name, isOwn: isOwn, rule: .dayAhead, minutes: 60...24 * 60,
                scores: EvaluationScores(scores, coverage: scores.coverage), forecast: forecast,
                actual: evaluation.actual, seconds: seconds ?? self.seconds,
                precision: self.precision(of: forecast))
        }
    }
}
