// SPDX-License-Identifier: Apache-2.0

import Forecasting

/// One forecaster on one horizon of a recording: what it said, what came, and how far apart they were.
struct EvaluationEntry {
    /// How forecasts are issued.
    enum Rule: String, CaseIterable {
        /// All of a day at once, the day before.
        case dayAhead = "day-ahead"
        /// At every step, for one step later on.
        case rolling
    }

    let model: String
    /// True for the model that was trained, false for its parts and for what it is compared with.
    let isOwn: Bool
    let rule: Rule
    /// Minutes ahead; a range where a whole day is forecast at once.
    let minutes: ClosedRange<Int>
    /// Errors in the unit of `EvaluationRow`.
    let scores: EvaluationScores
    let forecast: [Double]
    let actual: [Double]
    /// Seconds that training and forecasting took; 0 for what needs neither.
    let seconds: Double
    /// Of a forecast of prices.
    var precision: ExtremesPrecision?
    /// Of the classifiers that reshape the forecast.
    var classifiers: ExtremesPrecision?

    /// As `15min`, or `12-36h` for a day at once.
    var horizon: String {
        minutes.count == 1 ? "\(minutes.lowerBound)min" : "\(minutes.lowerBound / 60)-\(minutes.upperBound / 60)h"
    }
}

/// `ForecastScores` in the unit that is printed.
struct EvaluationScores {
    let plain: ForecastScores
    /// What the errors were multiplied with.
    let factor: Double
    /// Share of the points within P10 and P90; nil without a band.
    let coverage: Double?

    init(_ plain: ForecastScores, factor: Double = 1, coverage: Double? = nil) {
        (self.plain, self.factor, self.coverage) = (plain, factor, coverage)
    }

    var mae: Double { plain.mae * factor }
    var rmse: Double { plain.rmse * factor }
}

/// Which part of each day's eight dearest and cheapest hours was named, 0...1.
struct ExtremesPrecision: Hashable {
    let peak: Double
    let valley: Double
}
