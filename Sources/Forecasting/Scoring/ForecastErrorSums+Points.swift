// SPDX-License-Identifier: Apache-2.0

import Energy

extension ForecastErrorSums {
    /// Takes a point in; one with a number that is not finite counts for nothing.
    ///
    /// - Parameters:
    ///   - forecast: P50 or the mean.
    ///   - actual: what came.
    ///   - dayBefore: what came 24 h before; nil where that is not known.
    ///   - band: P10 and P90; nil where there are none.
    ///   - range: of what came in the weeks around, for pseudo accuracy.
    ///   - mapeFloor: smallest actual, by its amount, that counts for MAPE.
    public mutating func add(
        forecast: Double, actual: Double, dayBefore: Double?, band: (p10: Double, p90: Double)?, range: Double,
        mapeFloor: Double
    ) {
        guard forecast.isFinite, actual.isFinite else { return }
        let error = abs(forecast - actual)
        count += 1
        absoluteError += error
        squaredError += error * error
        if abs(actual) >= mapeFloor, actual != 0 {
            relativeError += error / abs(actual)
            relativeCount += 1
        }
        let size = abs(forecast) + abs(actual)
        if size > 0 { symmetricError += 2 * error / size }
        self.actual += actual
        actualSquared += actual * actual
        if let dayBefore, dayBefore.isFinite {
            persistenceError += abs(dayBefore - actual)
            comparedError += error
            persistenceCount += 1
        }
        if ForecastScores.isHit(forecast: forecast, actual: actual, range: range) { hits += 1 }
        if let band, band.p10 <= actual, actual <= band.p90 { inBand += 1 }
    }
}
