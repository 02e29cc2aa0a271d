// SPDX-License-Identifier: Apache-2.0

import Learning

/// A model of carbon intensity ready to forecast, or where there is none the naive forecast in its place.
///
/// Belongs to one thread at a time.
public final class CarbonForecaster {
    /// The model; nil where none was trained.
    public let model: CarbonModel?
    private let predictors: [NetworkPredictor<AttentionLSTM>]

    /// A forecaster with a model.
    public init(_ model: CarbonModel?, arithmetic: Arithmetic = .best) {
        self.model = model
        predictors = model?.networks.map { NetworkPredictor($0, arithmetic: arithmetic) } ?? []
    }

    /// Carbon intensity of the six hours from `issue` on.
    ///
    /// - Parameters:
    ///   - grid: what was measured; hours from `issue` on are not looked at.
    ///   - issue: the first hour forecast, hours since 1970.
    /// - Returns: the model's forecast, or that of the same hour a day before (with a gap there the last hour's) with the
    ///   reason; nil where less than a day is known.
    public func forecast(_ grid: GridHours, issue: Int) -> CarbonForecast? {
        guard let model else { return CarbonNaive.standIn(grid, issue: issue, for: .noModel) }
        return forecast(grid, issue: issue, model, errors: model.recentErrors(grid, issue: issue))
    }

    /// The regression's own forecast, the yardstick; nil without a model or with a gap in the day before.
    public func ridgeForecast(_ grid: GridHours, issue: Int) -> CarbonForecast? {
        model.flatMap { ridgeForecast(grid, issue: issue, $0, errors: $0.recentErrors(grid, issue: issue)) }
    }

    /// The forecast with the regression's errors at hand, of which only those known at the issue hour are looked at.
    func forecast(_ grid: GridHours, issue: Int, _ model: CarbonModel, errors: RidgeErrors) -> CarbonForecast? {
        let window = issue - CarbonInputs.windowLength..<issue
        guard window.allSatisfy({ grid.isComplete($0) }) else {
            return CarbonNaive.standIn(grid, issue: issue, for: .gap)
        }
        guard Set(window.map { grid.carbonIntensity($0) }).count > 1 else {
            return CarbonNaive.standIn(grid, issue: issue, for: .constant)
        }
        let median = mixed(model.ridge.predict(grid, model.inputs, issue: issue), model, grid, issue)
        return CarbonForecast(
            firstHour: issue, p50: median, offsets: model.bands, units: errors.units(at: issue) ?? model.latestErrors,
            model: CarbonModel.name)
    }

    /// The same of the regression alone.
    func ridgeForecast(_ grid: GridHours, issue: Int, _ model: CarbonModel, errors: RidgeErrors) -> CarbonForecast? {
        let median = model.ridge.predict(grid, model.inputs, issue: issue)
        guard median.allSatisfy(\.isFinite) else { return nil }
        return CarbonForecast(
            firstHour: issue, p50: median, offsets: model.ridgeBands,
            units: errors.units(at: issue) ?? model.latestErrors, model: CarbonModel.ridgeName)
    }

    private func mixed(_ linear: [Double], _ model: CarbonModel, _ grid: GridHours, _ issue: Int) -> [Double] {
        let rows = model.inputs.networkRows(grid, issue - CarbonInputs.windowLength..<issue)
        var output = [Float](repeating: 0, count: CarbonInputs.horizons)
        var change = [Double](repeating: 0, count: CarbonInputs.horizons)
        for predictor in predictors {
            predictor.predict(rows, into: &output)
            for k in change.indices {
                change[k] += Double(output[k]) * model.changeScales[k] / Double(predictors.count)
            }
        }
        let last = grid.carbonIntensity(issue - 1)
        return linear.indices.map { k in
            linear[k] + model.weights[k] * (last + change[k] - linear[k])
        }
    }
}
