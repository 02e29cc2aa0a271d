// SPDX-License-Identifier: Apache-2.0

/// What the classifiers' correction would have done to the trend in the last weeks: whether it has earned its place.
struct PriceShapeRecord: Hashable, Sendable {
    /// Days that are looked back on.
    static let days = 56
    /// Strengths that are tried, 0 for leaving the trend as it is.
    static let strengths = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4]
    /// Part of its error by which the trend must get better to be changed.
    static let margin = 0.002

    private var trends: [Double] = []
    private var corrections: [Double] = []
    private var actuals: [Double] = []

    /// Takes note of a day.
    mutating func add(trend: [Double], correction: [Double], actual: [Double]) {
        let kept = Self.days * MarketDays.hours
        trends = (trends + trend).suffix(kept)
        corrections = (corrections + correction).suffix(kept)
        actuals = (actuals + actual).suffix(kept)
    }

    /// The strength that would have given the smallest mean absolute error; 0 unless it helped by more than the margin.
    var strength: Double {
        let errors = Self.strengths.map { strength in
            actuals.indices.reduce(0) { $0 + abs(trends[$1] + strength * corrections[$1] - actuals[$1]) }
        }
        let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
        return errors[best] < (1 - Self.margin) * errors[0] ? Self.strengths[best] : 0
    }
}
