// SPDX-License-Identifier: Apache-2.0

/// Forecasts of carbon intensity that need no training: the yardsticks, and what stands in for a trained model.
public enum CarbonNaive: String, CaseIterable, Hashable, Sendable {
    /// The last known hour stays.
    case persistence = "carbon-persistence-v1"
    /// The same hour a day before comes again.
    case dayBefore = "carbon-day-before-v1"

    /// Hours that the band is taken from: four weeks.
    private static let bandHours = 28 * 24

    /// The six hours from `issue` on; NaN where the hour looked back to is not known.
    func predict(_ grid: GridHours, issue: Int) -> [Double] {
        (issue..<issue + CarbonInputs.horizons).map { hour in
            grid.carbonIntensity(self == .persistence ? issue - 1 : hour - 24)
        }
    }

    /// The forecast with a band from its own errors of the four weeks before; nil where there is nothing to go by.
    ///
    /// - Parameter issue: the first hour forecast, hours since 1970; only hours before it are looked at.
    public func forecast(_ grid: GridHours, issue: Int, fallback: CarbonForecast.Fallback? = nil) -> CarbonForecast? {
        let median = predict(grid, issue: issue)
        guard median.allSatisfy(\.isFinite) else { return nil }
        var residuals = [[Double]](repeating: [], count: CarbonInputs.horizons)
        for earlier in issue - Self.bandHours..<issue {
            for (horizon, value) in predict(grid, issue: earlier).enumerated() where earlier + horizon < issue {
                let residual = grid.carbonIntensity(earlier + horizon) - value
                if residual.isFinite { residuals[horizon].append(residual) }
            }
        }
        let bands = residuals.compactMap { ResidualBand(residuals: $0) }
        guard bands.count == CarbonInputs.horizons else { return nil }
        return CarbonForecast(
            firstHour: issue, p50: median, offsets: bands, model: rawValue, fallback: fallback)
    }

    /// The better naive forecast that can be made: the day before, or where that has a gap the last hour.
    static func standIn(_ grid: GridHours, issue: Int, for reason: CarbonForecast.Fallback) -> CarbonForecast? {
        dayBefore.forecast(grid, issue: issue, fallback: reason)
            ?? persistence.forecast(grid, issue: issue, fallback: reason)
    }
}
