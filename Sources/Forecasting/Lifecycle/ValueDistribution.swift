// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How some numbers are distributed, by their deciles, and how far others have moved from there: the population stability
/// index.
///
/// The sum over ten classes of `(p - q) ln(p / q)`; below 0.1 nothing has moved, above 0.25 much has (Siddiqi, Credit Risk
/// Scorecards, 2006).
public struct ValueDistribution: Hashable, Sendable {
    /// Fewest numbers that a distribution can be told from.
    public static let fewest = 500

    /// The nine or fewer distinct inner deciles.
    public let bounds: [Double]
    /// Share of the numbers in each class, one more than bounds.
    public let shares: [Double]

    /// The distribution of some numbers; nil where fewer than `fewest` are finite or all are the same.
    public init?(_ values: some Sequence<Double>) {
        let sorted = values.filter(\.isFinite).sorted()
        guard sorted.count >= Self.fewest else { return nil }
        var bounds: [Double] = []
        for decile in 1...9 {
            let bound = sorted[decile * (sorted.count - 1) / 10]
            if bound > bounds.last ?? -.infinity { bounds.append(bound) }
        }
        guard sorted.first != sorted.last else { return nil }
        self.init(bounds: bounds, shares: Self.shares(sorted, bounds))
    }

    /// A stored distribution; nil unless there are one to nine bounds that rise, and one more share than bounds.
    public init?(bounds: [Double], shares: [Double]) {
        guard (1...9).contains(bounds.count), shares.count == bounds.count + 1, bounds.allSatisfy(\.isFinite),
            zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }),
            shares.allSatisfy({ $0 >= 0 && $0 <= 1 })
        else { return nil }
        (self.bounds, self.shares) = (bounds, shares)
    }

    /// The index of other numbers; nil where too few of them are finite.
    public func index(of values: some Sequence<Double>) -> Double? {
        let found = values.filter(\.isFinite)
        guard found.count >= Self.fewest else { return nil }
        // An empty class counts as half a number, so that the logarithm stays finite.
        let least = 0.5 / Double(found.count)
        return zip(shares, Self.shares(found, bounds)).reduce(0) { sum, pair in
            let (q, p) = (max(pair.0, least), max(pair.1, least))
            return sum + (p - q) * log(p / q)
        }
    }

    private static func shares(_ values: [Double], _ bounds: [Double]) -> [Double] {
        var counts = [Int](repeating: 0, count: bounds.count + 1)
        for value in values { counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1 }
        return counts.map { Double($0) / Double(max(1, values.count)) }
    }
}
