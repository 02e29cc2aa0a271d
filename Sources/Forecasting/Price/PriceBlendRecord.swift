// SPDX-License-Identifier: Apache-2.0

/// How far the families of a trend were off in the last weeks: what their weights and the offsets of the hours follow from.
struct PriceBlendRecord: Hashable, Sendable {
    /// Days that are looked back on.
    static let days = 28
    /// Days before which hours have no offsets.
    static let fewestDays = 7
    /// Weights fall with this power of the mean absolute error.
    static let power = 3
    /// Part of the median error of an hour that is made good.
    static let share = 0.4

    /// Mean absolute error of each family on each day, the oldest first.
    private var familyErrors: [[Double]] = []
    /// Actual prices less the weighted mean, 24 for each day.
    private var errors: [Double] = []

    /// Takes note of a day.
    ///
    /// - Parameters:
    ///   - weighted: the weighted mean of the families, without offsets.
    mutating func add(families: [[Double]], weighted: [Double], actual: [Double]) {
        let today = families.map { family in
            zip(family, actual).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(max(1, actual.count))
        }
        familyErrors = (familyErrors + [today]).suffix(Self.days)
        errors = (errors + zip(actual, weighted).map { $0 - $1 }).suffix(Self.days * MarketDays.hours)
    }

    /// The blend of the day after; nil where it knows no day.
    var blend: PriceBlend? {
        familyErrors.isEmpty ? nil : PriceBlend(weights: weights, offsets: offsets)
    }

    private var weights: [Double] {
        let sums = (familyErrors.first ?? []).indices.map { family in familyErrors.reduce(0) { $0 + $1[family] } }
        let best = sums.min() ?? 0
        let shares = sums.map { sum in
            let ratio = sum > 0 ? best / sum : 1
            return (0..<Self.power).reduce(1) { product, _ in product * ratio }
        }
        let total = shares.reduce(0, +)
        return shares.map { $0 / total }
    }

    private var offsets: [Double] {
        guard familyErrors.count >= Self.fewestDays else { return [Double](repeating: 0, count: MarketDays.hours) }
        return (0..<MarketDays.hours).map { Self.share * RobustScale.median(of: errors.aroundHour($0)) }
    }
}

extension [Double] {
    /// The numbers of an hour and of those before and after it, on all days of a run of 24 numbers each.
    ///
    /// The neighbours make quantiles of an hour less ragged.
    func aroundHour(_ hour: Int) -> [Double] {
        let hours = MarketDays.hours
        return [hour, (hour + 1) % hours, (hour + hours - 1) % hours].flatMap { first in
            stride(from: first, to: count, by: hours).map { self[$0] }
        }
    }
}
