// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// A trained model of carbon intensity: networks that correct a ridge regression.
///
/// A linear model is hard to beat one hour ahead; networks with memory see more of what is hours away. So the networks
/// learn what the regression leaves, and their mean is added to it.
public struct CarbonModel: Hashable, Sendable {
    /// What the forecasts call it.
    public static let name = "carbon-ridge-attention-lstm-v1"
    /// What the forecasts of its regression alone are called.
    public static let ridgeName = "carbon-ridge-v1"
    /// Which features it looks at.
    public static let schema = CarbonInputs.schema

    /// Hours that the recent restlessness is taken from: two weeks.
    private static let restlessHours = 14 * 24

    /// The hours it was trained on, since 1970.
    public let trainingHours: Range<Int>
    /// Mean squared error of each network's best epoch on validation, as a part of the regression's variance.
    public let validationLosses: [Float]
    let inputs: CarbonInputs
    let ridge: CarbonRidge
    let networks: [AttentionLSTM]
    /// Size of what the regression leaves, by horizon: the unit of the networks' outputs, g CO2 per kWh.
    let correctionScales: [Double]
    /// By horizon, in units of the recent restlessness.
    let bands: [ResidualBand]
    /// The same for the regression alone.
    let ridgeBands: [ResidualBand]

    /// How restless carbon intensity was in the two weeks before: mean amount of its hourly change, g CO2 per kWh.
    ///
    /// Bands in this unit follow the seasons of wind and sun, where fixed ones would be those of the months validated on.
    static func restlessness(_ grid: GridHours, issue: Int) -> Double {
        var (sum, count) = (0.0, 0)
        for hour in issue - restlessHours..<issue {
            let change = abs(grid.carbonIntensity(hour) - grid.carbonIntensity(hour - 1))
            if change.isFinite { (sum, count) = (sum + change, count + 1) }
        }
        return count > 0 ? sum / Double(count) : .nan
    }

    /// The forecaster that works with it.
    public func forecaster(arithmetic: Arithmetic = .best) -> CarbonForecaster {
        CarbonForecaster(self, arithmetic: arithmetic)
    }
}
