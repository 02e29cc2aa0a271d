// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies

/// An element of `hearth policies compare --json`; a number that has no meaning is null.
struct ComparisonDocument: Encodable {
    private let comparison: HomeComparison
    private let row: HomeComparison.Row
    private let forecast: String

    /// One for each way to run the battery.
    static func list(_ comparisons: [HomeComparison], _ settings: BacktestSettings) -> [ComparisonDocument] {
        comparisons.flatMap { comparison in
            comparison.rows.map {
                ComparisonDocument(comparison: comparison, row: $0, forecast: settings.mode.rawValue)
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case home, policy, from, to, forecast, cost
        case socAdjustedCost = "soc_adjusted_cost"
        case saved
        case sharePercent = "share_percent"
        case regret, cycles, writes, seconds, days, against, gate
    }

    func encode(to encoder: any Encoder) throws {
        var element = encoder.container(keyedBy: CodingKeys.self)
        try element.encode(comparison.home, forKey: .home)
        try element.encode(row.policy, forKey: .policy)
        try element.encode(comparison.window.lowerBound.description, forKey: .from)
        try element.encode(comparison.window.upperBound.description, forKey: .to)
        try element.encode(forecast, forKey: .forecast)
        try element.encode(row.cost.value, forKey: .cost)
        try element.encode(row.socAdjustedCost.value, forKey: .socAdjustedCost)
        try element.encode(comparison.saved(row).value, forKey: .saved)
        try element.encode(comparison.sharePercent(row), forKey: .sharePercent)
        try element.encode(comparison.regret(row).value, forKey: .regret)
        try element.encode(row.cycles, forKey: .cycles)
        try element.encode(row.writes, forKey: .writes)
        try element.encode(row.seconds, forKey: .seconds)
        try element.encode(row.days.map(Day.init), forKey: .days)
        try element.encode(row.pairs.map(Against.init), forKey: .against)
        try element.encode(row.gate.map(Gate.init), forKey: .gate)
    }

    /// The bill of a market day, and the wear of the battery.
    private struct Day: Encodable {
        let date: String
        let cost, wear: Double
        let whole: Bool

        init(_ day: DailyCost) {
            (date, cost, wear, whole) = (day.date.description, day.cost.value, day.wear.value, day.isWhole)
        }
    }

    /// The paired comparison with another policy.
    private struct Against: Encodable {
        let pair: HomeComparison.Pair

        init(_ pair: HomeComparison.Pair) { self.pair = pair }

        private enum CodingKeys: String, CodingKey {
            case policy, days
            case meanSaving = "mean_saving"
            case standardError = "standard_error"
            case confidence
        }

        func encode(to encoder: any Encoder) throws {
            var element = encoder.container(keyedBy: CodingKeys.self)
            try element.encode(pair.against, forKey: .policy)
            try element.encode(pair.paired.days, forKey: .days)
            try element.encode(pair.paired.meanSaving?.value, forKey: .meanSaving)
            try element.encode(pair.paired.standardError?.value, forKey: .standardError)
            try element.encode(pair.paired.confidence, forKey: .confidence)
        }
    }

    /// Whether a policy would come to drive.
    private struct Gate: Encodable {
        let verdict, sentence: String

        init(_ decision: PolicyGate.Decision) {
            (verdict, sentence) = (decision.verdict.rawValue, decision.sentence)
        }
    }
}
