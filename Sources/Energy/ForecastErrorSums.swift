// SPDX-License-Identifier: Apache-2.0

/// Sums over forecast points that every score of them can be made from.
///
/// Sums of single days add up to those of weeks, so that forecasts need not be kept to score them again.
public struct ForecastErrorSums: Hashable, Sendable {
    /// Number of points.
    public var count = 0
    /// Sum of |f - y|.
    public var absoluteError = 0.0
    /// Sum of (f - y)^2.
    public var squaredError = 0.0
    /// Sum of |f - y| / |y| over `relativeCount` points, those whose actual is not near zero.
    public var relativeError = 0.0
    /// Points that count in `relativeError`.
    public var relativeCount = 0
    /// Sum of 2 |f - y| / (|y| + |f|), 0 / 0 counting 0.
    public var symmetricError = 0.0
    /// Sum of y.
    public var actual = 0.0
    /// Sum of y^2.
    public var actualSquared = 0.0
    /// Sum of |y(24 h before) - y| over `persistenceCount` points.
    public var persistenceError = 0.0
    /// Sum of |f - y| over the same points.
    public var comparedError = 0.0
    /// Points with an actual a day before.
    public var persistenceCount = 0
    /// Points that count as hit for pseudo accuracy.
    public var hits = 0
    /// Points within P10 and P90.
    public var inBand = 0

    /// No point.
    public init() {}

    /// The sums of both.
    public static func + (a: Self, b: Self) -> Self {
        var sum = a
        sum.count += b.count
        sum.absoluteError += b.absoluteError
        sum.squaredError += b.squaredError
        sum.relativeError += b.relativeError
        sum.relativeCount += b.relativeCount
        sum.symmetricError += b.symmetricError
        sum.actual += b.actual
        sum.actualSquared += b.actualSquared
        sum.persistenceError += b.persistenceError
        sum.comparedError += b.comparedError
        sum.persistenceCount += b.persistenceCount
        sum.hits += b.hits
        sum.inBand += b.inBand
        return sum
    }
}

/// How one model's forecasts of one day and lead did.
public struct ForecastScoreRecord: Hashable, Sendable {
    /// What was forecast.
    public let target: ForecastTarget
    /// A model's id or the name of a naive forecast, as `Forecast.model` had it.
    public let model: String
    /// The day of UTC that the forecasts were for.
    public let day: CivilDate
    /// How far ahead they were made, in slots.
    public let lead: Int
    /// The sums over the day's points.
    public let sums: ForecastErrorSums

    /// Puts a record together.
    public init(target: ForecastTarget, model: String, day: CivilDate, lead: Int, sums: ForecastErrorSums) {
        (self.target, self.model, self.day, self.lead, self.sums) = (target, model, day, lead, sums)
    }
}
