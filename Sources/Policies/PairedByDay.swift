// SPDX-License-Identifier: Apache-2.0

import Energy

/// What one policy saved against another, by the paired differences of their days, wear of the battery included.
///
/// Pairing takes out what both have in common, the weather and the prices of a day. The days are taken for independent;
/// energy that one day leaves to the next is valued on both, so that it is not the saving of one and the loss of the other.
public struct PairedByDay: Hashable, Sendable {
    /// Days with fewer of which nobody can be confident.
    public static let leastDays = 7

    /// Whole days for which both have a number.
    public let days: Int
    /// Mean saving per day of the first policy against the second, + = the first is cheaper; nil without a day.
    public let meanSaving: Money?
    /// Standard error of the mean saving: sample standard deviation over the root of the number of days; nil below two days.
    public let standardError: Money?
    /// Confidence that the first policy is the cheaper one, 0...1, by the one-sided paired t test; nil below `leastDays`.
    ///
    /// One less the p-value of the hypothesis that it saves nothing. Where all days differ by the same it is 1, 0 or,
    /// for no difference, 0.5.
    public let confidence: Double?

    /// Compares two policies over the same days.
    ///
    /// Parts of a day, days that one list alone has, and days whose cost is no number do not count.
    ///
    /// - Parameters:
    ///   - first: costs by day, in any order, one a date.
    ///   - second: likewise.
    public init(of first: [DailyCost], against second: [DailyCost]) {
        let costs = [second, first].map(\.byDate)
        self.init(
            savings: costs[0].keys.sorted().compactMap { day in
                guard let cost = costs[1][day], let other = costs[0][day] else { return nil }
                return (other - cost).value
            })
    }

    private init(savings: [Double]) {
        days = savings.count
        let count = Double(savings.count)
        let mean = savings.isEmpty ? nil : savings.reduce(0, +) / count
        meanSaving = mean.map { Money($0) }
        guard let mean, savings.count > 1 else {
            (standardError, confidence) = (nil, nil)
            return
        }
        let squares = savings.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (squares / (count - 1) / count).squareRoot()
        standardError = Money(error)
        confidence = savings.count < Self.leastDays ? nil : Self.confidence(mean, error, degrees: savings.count - 1)
    }

    private static func confidence(_ mean: Double, _ error: Double, degrees: Int) -> Double {
        guard error > 0 else { return mean > 0 ? 1 : (mean < 0 ? 0 : 0.5) }
        return StudentT.probability(below: mean / error, degrees: degrees)
    }
}

extension [DailyCost] {
    /// What the whole days with a number cost, wear included.
    var byDate: [CivilDate: Money] {
        let costs = filter(\.isWhole).map { ($0.date, $0.cost + $0.wear) }
        return Dictionary(costs.filter { $0.1.isFinite }) { first, _ in first }
    }
}
