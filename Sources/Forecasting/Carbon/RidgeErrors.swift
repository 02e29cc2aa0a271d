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

    /// The errors of a model's regression in the forecasts issued at some hours.
    ///
    /// In hours it was fitted to it is off by less than it will be; those count as off by what regressions were that were
    /// fitted to others.
    init(_ model: CarbonModel, _ grid: GridHours, issues: Range<Int>) {
        self.init(issues: issues) { issue in
            if model.hasLearnt(issue: issue) { return model.latestErrors }
            return model.ridge.predict(grid, model.inputs, issue: issue).enumerated().map {
                grid.carbonIntensity(issue + $0) - $1
            }
        }
    }

    /// The errors that were found in windows.
    ///
    /// - Parameter residuals: `windows x 6`, g CO2 per kWh.
    init(_ windows: CarbonWindows, residuals: [Double]) {
        let first = windows.issues.first ?? 0
        let unknown = [Double](repeating: .nan, count: CarbonInputs.horizons)
        var place = 0
        self.init(issues: first..<(windows.issues.last ?? first) + 1) { issue in
            guard place < windows.count, windows.issues[place] == issue else { return unknown }
            place += 1
            return Array(residuals[(place - 1) * CarbonInputs.horizons..<place * CarbonInputs.horizons])
        }
    }

    private init(issues: Range<Int>, residuals: (Int) -> [Double]) {
        let horizons = CarbonInputs.horizons
        firstIssue = issues.lowerBound
        sums = Array(repeating: (0, 0), count: (issues.count + 1) * horizons)
        for (k, issue) in issues.enumerated() {
            for (horizon, residual) in residuals(issue).enumerated() {
                let before = sums[k * horizons + horizon]
                sums[(k + 1) * horizons + horizon] =
                    residual.isFinite ? (before.error + abs(residual), before.count + 1) : before
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
