// SPDX-License-Identifier: Apache-2.0

/// How far the regression was off lately: the unit of the bands.
///
/// Bands in this unit follow the seasons of wind and sun, where fixed ones would be those of the months validated on.
struct RidgeErrors {
    /// Hours that the mean is taken over: two weeks.
    static let hours = 14 * 24

    private let firstIssue: Int
    /// Sums of the absolute errors of all issues before, and their number, by issue and horizon.
    private var sums: [(error: Double, count: Int)]

    /// The errors of the forecasts issued at some hours.
    init(_ model: CarbonModel, _ grid: GridHours, issues: Range<Int>) {
        let horizons = CarbonInputs.horizons
        firstIssue = issues.lowerBound
        sums = Array(repeating: (0, 0), count: (issues.count + 1) * horizons)
        for (k, issue) in issues.enumerated() {
            let forecast = model.ridge.predict(grid, model.inputs, issue: issue)
            for horizon in 0..<horizons {
                let error = abs(grid.carbonIntensity(issue + horizon) - forecast[horizon])
                let before = sums[k * horizons + horizon]
                sums[(k + 1) * horizons + horizon] =
                    error.isFinite ? (before.error + error, before.count + 1) : before
            }
        }
    }

    /// Mean absolute error by horizon over the two weeks of forecasts whose actuals are known at an issue hour.
    ///
    /// nil where a horizon has less than a day of them, or no error at all.
    func units(at issue: Int) -> [Double]? {
        let units = (0..<CarbonInputs.horizons).map { horizon in
            let end = sum(before: issue - horizon, horizon)
            let start = sum(before: issue - horizon - Self.hours, horizon)
            let count = end.count - start.count
            return count >= 24 ? (end.error - start.error) / Double(count) : 0
        }
        return units.allSatisfy { $0 > 0 } ? units : nil
    }

    private func sum(before issue: Int, _ horizon: Int) -> (error: Double, count: Int) {
        let horizons = CarbonInputs.horizons
        let place = min(max(0, issue - firstIssue), sums.count / horizons - 1)
        return sums[place * horizons + horizon]
    }
}
