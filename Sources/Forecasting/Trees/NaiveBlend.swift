// SPDX-License-Identifier: Apache-2.0

/// The weighted mean of the trees' median and a forecast without trees, weights by what both were worth on the last days.
///
/// Combination of forecasts with weights that fall with recent errors (Bates and Granger, Operational Research Quarterly 20,
/// 1969). Trees trained in other seasons may be worse than the naive forecast; the last weeks tell.
struct NaiveBlend: Hashable, Sendable {
    /// How much the last days count.
    struct Rule: Hashable, Sendable {
        /// Horizons beyond so many hours are blended.
        let beyondHours: Int
        /// How often as much the trees weigh as the naive forecast before anything is seen, > 0.
        let firstOdds: Double
        /// Weights fall with this power of the mean absolute error.
        let power: Int
    }

    /// Days remembered.
    static let dayLimit = 28
    /// Days after which what was seen weighs as much as the first weights.
    static let halfWeightDays = 4.0

    private let rule: Rule
    /// Mean absolute errors, the oldest day first.
    private var days: [Errors] = []
    /// Weight of the trees, 0...1; the naive forecast has the rest.
    private(set) var weight: Double

    /// Before anything is seen.
    init(_ rule: Rule) { (self.rule, weight) = (rule, rule.firstWeight) }

    /// Absolute errors of both on one day.
    struct Errors: Hashable, Sendable {
        private(set) var trees = 0.0
        private(set) var naive = 0.0
        private(set) var count = 0

        /// Takes in a step; one that has no naive forecast tells nothing.
        mutating func add(trees: Double, naive: Double, actual: Double) {
            guard naive.isFinite else { return }
            self.trees += abs(trees - actual)
            self.naive += abs(naive - actual)
            count += 1
        }
    }

    /// The blended median; the trees' where there is no naive forecast.
    func value(trees: Double, naive: Double) -> Double {
        naive.isFinite ? naive + weight * (trees - naive) : trees
    }

    /// Takes in a day; one without a forecast does not count.
    mutating func add(_ day: Errors) {
        guard day.count > 0 else { return }
        days.append(day)
        days.removeFirst(max(0, days.count - Self.dayLimit))
        let trees = days.reduce(0) { $0 + $1.trees / Double($1.count) }
        let naive = days.reduce(0) { $0 + $1.naive / Double($1.count) }
        // Beside a naive forecast without error even the smallest error of the trees is infinitely worse.
        let ratio = trees == naive ? 1 : trees / naive
        let seen = 1 / (1 + (0..<rule.power).reduce(1 / rule.firstOdds) { product, _ in product * ratio })
        let known = Double(days.count)
        weight = rule.firstWeight + (seen - rule.firstWeight) * known / (known + Self.halfWeightDays)
    }
}

extension NaiveBlend.Rule {
    fileprivate var firstWeight: Double { firstOdds / (1 + firstOdds) }
}
