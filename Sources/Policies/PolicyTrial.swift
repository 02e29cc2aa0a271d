// SPDX-License-Identifier: Apache-2.0

import Energy

/// Why a comparison decides nothing.
public struct ComparisonRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// In a sentence without its full stop.
    public let description: String
}

/// The trial of a policy that has to earn its place: which comparisons count, and what they decide.
///
/// A document is not trusted: it must be of this house, of this version of the policy, and of the days just gone; and what it
/// decides is worked out anew from the costs of its days.
public struct PolicyTrial: Hashable, Sendable {
    /// A comparison that is older has nothing to say on today, s.
    public static let longestAge = 3 * 86_400
    /// How far the clocks of two processes may differ, s; both are this machine's.
    public static let slack = 60
    /// What policies may have known of the future: what a house knows.
    static let forecasts: Set = ["model", "naive"]

    /// The policy on trial; nil in a house that has none, where comparisons are for people alone.
    public let candidate: PolicyComparison.Candidate?
    private let configurationHash: UInt64
    private let currency: String
    private let marketZone: TimeZoneRule

    /// The trial of a policy in a house.
    ///
    /// - Parameters:
    ///   - configurationHash: of the house as it is configured now.
    ///   - marketZone: the clock of the day-ahead market, whose days are compared.
    public init(
        of candidate: PolicyComparison.Candidate?, configurationHash: UInt64, currency: String, marketZone: TimeZoneRule
    ) {
        (self.candidate, self.configurationHash) = (candidate, configurationHash)
        (self.currency, self.marketZone) = (currency, marketZone)
    }

    /// Judges a comparison.
    ///
    /// - Parameters:
    ///   - isInUse: whether the candidate drives now.
    ///   - last: when the comparison judged last was made; nil before the first.
    ///   - now: the wall clock.
    /// - Throws: `ComparisonRefusal` where it does not count.
    public func judge(
        _ comparison: PolicyComparison, isInUse: Bool, last: UTCInstant?, now: UTCInstant
    ) throws(ComparisonRefusal) -> PolicyVerdictRecord {
        try checkHouse(comparison)
        try checkTimes(comparison, last: last, now: now)
        guard let candidate else {
            return PolicyVerdictRecord(
                time: now, candidate: nil, verdict: .keep, sentence: "no policy has to earn its place",
                comparison: comparison)
        }
        guard let gate = comparison.gate(of: candidate.name, zone: marketZone) else {
            let rivals = PolicyFile.rivals.joined(separator: " and ")
            throw ComparisonRefusal(description: "it does not compare \(candidate.name) with \(rivals)")
        }
        let decision = gate.decide(isInUse: isInUse)
        return PolicyVerdictRecord(
            time: now, candidate: candidate, verdict: decision.verdict, sentence: decision.sentence,
            comparison: comparison)
    }

    private func checkHouse(_ comparison: PolicyComparison) throws(ComparisonRefusal) {
        guard comparison.configurationHash == configurationHash, comparison.currency == currency else {
            throw ComparisonRefusal(description: "it was made with another configuration than the one in use")
        }
        guard Self.forecasts.contains(comparison.forecast) else {
            throw ComparisonRefusal(
                description: "it was made with \(comparison.forecast) forecasts, which no house has")
        }
        guard comparison.candidate == candidate else {
            let isOther = comparison.candidate?.name != candidate?.name
            throw ComparisonRefusal(
                description: isOther
                    ? "it puts \(comparison.candidate?.name ?? "no policy") on trial, not \(candidate?.name ?? "none")"
                    : "it puts another version of \(candidate?.name ?? "") on trial")
        }
    }

    private func checkTimes(
        _ comparison: PolicyComparison, last: UTCInstant?, now: UTCInstant
    ) throws(ComparisonRefusal) {
        let age = now.secondsSinceEpoch - comparison.madeAt.secondsSinceEpoch
        guard age >= -Self.slack else {
            throw ComparisonRefusal(description: "it was made at \(comparison.madeAt), which is yet to come")
        }
        let ended = now.secondsSinceEpoch - comparison.period.upperBound.start.secondsSinceEpoch
        // Its last day was over when it was made, and both are to be of late.
        guard max(age, ended) <= Self.longestAge else {
            throw ComparisonRefusal(
                description: "it was made at \(comparison.madeAt) of days up to \(comparison.period.upperBound), "
                    + "more than three days ago")
        }
        // One that was judged while the clock was ahead says nothing on what is later.
        let isPast = last.map { $0.secondsSinceEpoch <= now.secondsSinceEpoch + Self.slack } ?? false
        if let last, isPast, comparison.madeAt <= last {
            throw ComparisonRefusal(description: "it was made at \(comparison.madeAt), and a later one was judged")
        }
        let window = PolicyComparison.days(of: comparison.period, in: marketZone)
        guard comparison.rows.allSatisfy({ $0.days.allSatisfy { window.contains($0.date) } }) else {
            throw ComparisonRefusal(description: "it has days outside of \(comparison.period)")
        }
    }
}

extension PolicyComparison {
    /// The gate on a policy by the days of the comparison; nil where it or one of its rivals was not compared.
    ///
    /// - Parameters:
    ///   - candidate: name of the policy.
    ///   - zone: the clock of the day-ahead market.
    public func gate(of candidate: String, zone: TimeZoneRule) -> PolicyGate? {
        guard let own = self[candidate], let rule = self[SelfConsumption.name], let plan = self[RollingOptimiser.name]
        else { return nil }
        return PolicyGate(
            learned: own.days, selfConsumption: rule.days, optimiser: plan.days,
            through: Self.days(of: period, in: zone).upperBound, currency: currency)
    }

    /// The dates of a period by the clock of the market.
    static func days(of period: Range<Slot>, in zone: TimeZoneRule) -> ClosedRange<CivilDate> {
        let first = zone.localDate(at: period.lowerBound.start)
        return first...max(first, zone.localDate(at: period.upperBound.advanced(by: -1).start))
    }
}
