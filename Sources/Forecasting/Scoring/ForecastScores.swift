// SPDX-License-Identifier: Apache-2.0

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
        let points = Double(actual.count)
        let errors = zip(forecast, actual).map { abs($0 - $1) }
        count = actual.count
        mae = errors.reduce(0, +) / points
        let squares = errors.reduce(0) { $0 + $1 * $1 }
        rmse = (squares / points).squareRoot()
        let relative = zip(errors, actual).filter { abs($0.1) >= mapeFloor && $0.1 != 0 }.map { $0.0 / abs($0.1) }
        mape = relative.isEmpty ? nil : 100 * relative.reduce(0, +) / Double(relative.count)
        smape =
            100 / points
            * zip(forecast, actual).reduce(0) { sum, point in
                let size = abs(point.0) + abs(point.1)
                return size == 0 ? sum : sum + 2 * abs(point.0 - point.1) / size
            }
        let mean = actual.reduce(0, +) / points
        let spread = actual.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        r2 = spread > 0 ? 1 - squares / spread : nil
        rmae = Self.meanError(weekBefore, actual).flatMap { [mae] in $0 > 0 ? mae / $0 : nil }
        skill = Self.meanError(dayBefore, actual).flatMap { [mae] in $0 > 0 ? 1 - mae / $0 : nil }
        coverage = band.map { band in
            Double(actual.indices.count { band.p10[$0] <= actual[$0] && actual[$0] <= band.p90[$0] }) / points
        }
        let range = (actual.max() ?? 0) - (actual.min() ?? 0)
        pseudoAccuracy =
            Double(zip(forecast, actual).count { Self.isHit(forecast: $0, actual: $1, range: range) }) / points
    }

    /// Pseudo accuracy's hit: within 10 % of the actual, or, near zero, within 5 % of the range of what came.
    ///
    /// Near zero means that the actual itself is smaller than half the range, where 10 % of it would be less than that.
    public static func isHit(forecast: Double, actual: Double, range: Double) -> Bool {
        abs(forecast - actual) <= max(0.1 * abs(actual), abs(actual) < 0.5 * range ? 0.05 * range : 0)
    }

    private static func meanError(_ reference: [Double]?, _ actual: [Double]) -> Double? {
        guard let reference else { return nil }
        return zip(reference, actual).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(actual.count)
    }
}
