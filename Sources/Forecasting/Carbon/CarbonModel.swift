// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// A trained model of carbon intensity: the weighted mean of a ridge regression and of networks.
///
/// A linear model is hard to beat in the first hours; networks with memory err in other places. Both give the change from the
/// last known hour.
public struct CarbonModel: Hashable, Sendable {
    /// What the forecasts call it.
    public static let name = "carbon-ridge-attention-lstm-v1"
    /// What the forecasts of its regression alone are called.
    public static let ridgeName = "carbon-ridge-v1"
    /// Which features it looks at.
    public static var schema: FeatureSchema { CarbonInputs.schema }

    /// The hours it was trained on, since 1970.
    public let trainingHours: Range<Int>
    /// Seed of the first network; the others have those that follow.
    public let seed: UInt64
    /// Mean squared error of each network's best epoch in the weeks held out from it, as a part of the squares of the changes.
    public let validationLosses: [Float]
    let inputs: CarbonInputs
    let ridge: CarbonRidge
    let networks: [AttentionLSTM]
    /// Unit of the networks' outputs by horizon, g CO2 per kWh.
    let changeScales: [Double]
    /// Weight of the networks' mean beside the regression, by horizon, 0...1.
    let weights: [Double]
    /// By horizon, in units of the regression's recent error.
    let bands: [ResidualBand]
    /// The same for the regression alone.
    let ridgeBands: [ResidualBand]
    /// Mean absolute errors by horizon in the last two weeks of training, of regressions not fitted to them, g CO2 per kWh.
    ///
    /// The unit of the bands until there are errors in hours that the model has not learnt from.
    let latestErrors: [Double]

    /// The clock of the bidding zone.
    public var zone: TimeZoneRule { inputs.zone }
    /// Its public holidays; nil where it was trained without.
    public var holidays: HolidayCalendar? { inputs.holidays }

    /// Whether the forecast of an issue hour is one of those it was trained on.
    func hasLearnt(issue: Int) -> Bool {
        trainingHours.contains(issue - CarbonInputs.windowLength)
            && issue + CarbonInputs.horizons <= trainingHours.upperBound
    }

    /// The regression's errors of the two weeks before an issue hour.
    func recentErrors(_ grid: GridHours, issue: Int) -> RidgeErrors {
        RidgeErrors(self, grid, issues: issue - RidgeErrors.hours - CarbonInputs.horizons..<issue)
    }

    /// The forecaster that works with it.
    public func forecaster(arithmetic: Arithmetic = .best) -> CarbonForecaster {
        CarbonForecaster(self, arithmetic: arithmetic)
    }
}
