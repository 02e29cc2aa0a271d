// SPDX-License-Identifier: Apache-2.0

/// The weighted mean of the trees' median and the usual level, weights by what both were worth on the last days.
///
/// Combination of forecasts with weights that fall with recent errors (Bates and Granger, Operational Research Quarterly 20,
/// 1969). Trees trained in other seasons may be worse than the level; the last weeks tell.
struct LevelBlend: Hashable, Sendable {
    /// Days remembered.
    static let dayLimit = 28
    /// Days after which what was seen weighs as much as equal weights.
    static let halfWeightDays = 4.0
    /// Weights fall with this power of the mean absolute error.
    static let power = 8

    /// Mean absolute errors, the oldest day first.
    private var days: [Errors] = []
    /// Weight of the trees, 0...1; the level has the rest.
    private(set) var weight = 0.5

    /// Absolute errors of both on one day.
    struct Errors: Hashable, Sendable {
        private(set) var trees = 0.0
        private(set) var level = 0.0
        private(set) var count = 0

        mutating func add(trees: Double, level: Double, actual: Double) {
            self.trees += abs(trees - actual)
            self.level += abs(level - actual)
            count += 1
        }
    }

    /// The blended median.
    func value(trees: Double, level: Double) -> Double { level + weight * (trees - level) }

    /// Takes in a day; one without a forecast does not count.
    mutating func add(_ day: Errors) {
        guard day.count > 0 else { return }
        days.append(day)
        days.removeFirst(max(0, days.count - Self.dayLimit))
        let trees = days.reduce(0) { $0 + $1.trees / Double($1.count) }
        let level = days.reduce(0) { $0 + $1.level / Double($1.count) }
        let ratio = level > 0 ? trees / level : 1
        let seen = 1 / (1 + (0..<Self.power).reduce(1) { product, _ in product * ratio })
        let known = Double(days.count)
        weight = 0.5 + (seen - 0.5) * known / (known + Self.halfWeightDays)
    }
}
