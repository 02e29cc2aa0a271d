// SPDX-License-Identifier: Apache-2.0

/// What each way to run the battery would have cost the house over its last days, as a replay leaves it for the planner.
///
/// It holds what was found and no verdict: whoever reads it judges the days by the same rule as everybody, so that a document
/// cannot claim what its days do not show.
public struct PolicyComparison: Hashable, Sendable {
    /// One way to run the battery.
    public struct Row: Hashable, Sendable {
        /// Name of the policy, or one of the two that are none.
        public let policy: String
        /// What the grid connection cost.
        public let cost: Money
        /// The same with what the battery was left with valued; the sum of `days` where there are any.
        public let adjustedCost: Money
        /// Full cycles of the battery.
        public let cycles: Double
        /// How often the kind of intent changed; nil where there are no intents.
        public let modeChanges: Int?
        /// How often a command would have been written; nil where there are none.
        public let writes: Int?
        /// The bills of whole days of the day-ahead market, in order; empty without a battery.
        public let days: [DailyCost]

        /// Puts a row together.
        public init(
            policy: String, cost: Money, adjustedCost: Money, cycles: Double, modeChanges: Int?, writes: Int?,
            days: [DailyCost]
        ) {
            (self.policy, self.cost, self.adjustedCost) = (policy, cost, adjustedCost)
            (self.cycles, self.modeChanges, self.writes, self.days) = (cycles, modeChanges, writes, days)
        }
    }

    /// A policy that drives only after it has proved its worth, and which of its versions was compared.
    public struct Candidate: Hashable, Sendable {
        /// Its name, as in `policies/NAME.toml`.
        public let name: String
        /// Of its file with all that it decides by: another version has to earn its place anew.
        public let fingerprint: UInt64

        /// Puts a candidate together.
        public init(name: String, fingerprint: UInt64) { (self.name, self.fingerprint) = (name, fingerprint) }
    }

    /// Name of the row of a house without a battery.
    public static let noBattery = "no-battery"
    /// Name of the row of the best that could have been done.
    public static let perfectForesight = "perfect-foresight"

    /// Whether a word may name a policy: 1 to 64 letters, digits and hyphens.
    public static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                $0 == 45 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
            }
    }

    /// When the replay ended.
    public let madeAt: UTCInstant
    /// Hash of the configuration that was replayed.
    public let configurationHash: UInt64
    /// The days replayed, from the first to the last; days that lack a number are left out of all rows alike.
    public let period: Range<Slot>
    /// What the policies knew of the future: `perfect`, `known-prices`, `naive` or `model`.
    public let forecast: String
    /// ISO 4217 code of all amounts.
    public let currency: String
    /// The policy that has to earn its place; nil where the house has none.
    public let candidate: Candidate?
    /// The ways compared, each name once.
    public let rows: [Row]

    /// Puts a comparison together.
    public init(
        madeAt: UTCInstant, configurationHash: UInt64, period: Range<Slot>, forecast: String, currency: String,
        candidate: Candidate?, rows: [Row]
    ) {
        (self.madeAt, self.configurationHash, self.period) = (madeAt, configurationHash, period)
        (self.forecast, self.currency, self.candidate, self.rows) = (forecast, currency, candidate, rows)
    }

    /// The row of a name.
    public subscript(policy: String) -> Row? { rows.first { $0.policy == policy } }

    /// What a row saved against no battery; nil where that was not compared.
    public func saved(_ row: Row) -> Money? { self[Self.noBattery].map { $0.adjustedCost - row.adjustedCost } }

    /// What a row cost above perfect foresight; nil where that was not compared.
    public func regret(_ row: Row) -> Money? { self[Self.perfectForesight].map { row.adjustedCost - $0.adjustedCost } }

    /// Share of the possible saving, percent; nil where nothing can be saved or it was not compared.
    public func sharePercent(_ row: Row) -> Double? {
        guard let saved = saved(row), let best = self[Self.perfectForesight], let possible = self.saved(best),
            possible > .zero
        else { return nil }
        return 100 * (saved / possible)
    }

    /// Days that all rows with days have in common by their number; 0 without any.
    public var dayCount: Int { rows.map(\.days.count).max() ?? 0 }
}
