// SPDX-License-Identifier: Apache-2.0

import Energy

/// How far forecasts were from what came, over all points of a window.
///
/// All in the unit of the forecast quantity unless said; a number that has no meaning for the points given is nil.
public struct ForecastScores: Hashable, Sendable {
    /// Number of points.
    public let count: Int
    /// Mean absolute error.
    public let mae: Double
    /// Root of the mean squared error.
    public let rmse: Double
    /// Mean absolute error in percent of the actual, over the points where that is at least the floor given.
    public let mape: Double?
    /// Symmetric mean absolute percentage error, percent: mean of 2 |f - y| / (|y| + |f|), 0 / 0 counting 0.
    public let smape: Double
    /// Share of the variance explained; nil where what came never changed.
    public let r2: Double?
    /// MAE as a part of that of the same slot a week before.
    public let rmae: Double?
    /// 1 - MAE / MAE of the same slot a day before.
    public let skill: Double?
    /// Share of the points within P10 and P90, 0...1.
    public let coverage: Double?
    /// Share of the points that count as hit, 0...1; see `isHit`.
    public let pseudoAccuracy: Double

    /// Compares forecasts with what came; nil when there is no point, the lengths differ, or a number is not finite.
    ///
    /// - Parameters:
    ///   - forecast: P50 or the mean.
    ///   - actual: what came.
    ///   - weekBefore: the same slot a week before, for `rmae`.
    ///   - dayBefore: the same slot a day before, for `skill`.
    ///   - band: P10 and P90, for `coverage`.
    ///   - mapeFloor: the smallest actual, by its amount, that counts in `mape`.
    public init?(
        forecast: [Double], actual: [Double], weekBefore: [Double]? = nil, dayBefore: [Double]? = nil,
        band: (p10: [Double], p90: [Double])? = nil, mapeFloor: Double
    ) {
        let references = [weekBefore, dayBefore, band?.p10, band?.p90].compactMap { $0 }
        guard !actual.isEmpty, ([forecast] + references).allSatisfy({ $0.count == actual.count }),
            ([forecast, actual] + references).allSatisfy({ $0.allSatisfy { $0.isFinite } })
        else { return nil }
        var sums = ForecastErrorSums()
        let range = (actual.max() ?? 0) - (actual.min() ?? 0)
        for k in actual.indices {
            sums.add(
                forecast: forecast[k], actual: actual[k], dayBefore: dayBefore?[k],
                band: band.map { ($0.p10[k], $0.p90[k]) }, range: range, mapeFloor: mapeFloor)
        }
        let weekError = weekBefore.map { week in
            zip(week, actual).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(actual.count)
        }
        self.init(sums, hasBand: band != nil, weekError: weekError)
    }

    /// The scores that some sums make; nil where there is no point.
    ///
    /// - Parameters:
    ///   - hasBand: false where the forecasts had no P10 and P90.
    ///   - weekError: MAE of the same slot a week before over the same points, for `rmae`.
    public init?(_ sums: ForecastErrorSums, hasBand: Bool = true, weekError: Double? = nil) {
        guard sums.count > 0 else { return nil }
        let points = Double(sums.count)
        count = sums.count
        mae = sums.absoluteError / points
        rmse = (sums.squaredError / points).squareRoot()
        mape = sums.relativeCount > 0 ? 100 * sums.relativeError / Double(sums.relativeCount) : nil
        smape = 100 * sums.symmetricError / points
        let spread = sums.actualSquared - sums.actual * sums.actual / points
        // What rounding leaves of the spread of a constant series is no spread.
        r2 = spread > 1e-12 * sums.actualSquared ? 1 - sums.squaredError / spread : nil
        rmae = weekError.flatMap { [mae] in $0 > 0 ? mae / $0 : nil }
        skill = sums.persistenceError > 0 ? 1 - sums.comparedError / sums.persistenceError : nil
        coverage = hasBand ? Double(sums.inBand) / points : nil
        pseudoAccuracy = Double(sums.hits) / points
    }

    /// Pseudo accuracy's hit: within 10 % of the actual, or, near zero, within 5 % of the range of what came.
    ///
    /// Near zero means that the actual itself is smaller than half the range, where 10 % of it would be less than that.
    public static func isHit(forecast: Double, actual: Double, range: Double) -> Bool {
        abs(forecast - actual) <= max(0.1 * abs(actual), abs(actual) < 0.5 * range ? 0.05 * range : 0)
    }
}
