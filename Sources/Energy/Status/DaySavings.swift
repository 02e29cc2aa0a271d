// SPDX-License-Identifier: Apache-2.0

/// What the decisions of a local day have brought so far, against batteries that only follow the house.
///
/// A sum over what is known, with the number of quarter hours that it is known for: what is missing is not zero.
public struct DaySavings: Hashable, Sendable {
    /// The quarter hours of the day.
    public let day: Range<Slot>
    /// How many of them had ended.
    public let endedCount: Int
    /// How many of these the sum is known for.
    public let knownCount: Int
    /// The first of those.
    public let firstKnown: Slot?
    /// The sum, + = saved; nil where nothing is known.
    public let saved: Money?
    /// True where it is what would have been saved, as the commands were withheld; nil where nothing is known.
    public let isDryRun: Bool?

    /// Sums up the outcomes of a day.
    ///
    /// Where a dry run ended or began meanwhile, only what came after counts: what was saved and what would have been are
    /// not added up.
    ///
    /// - Parameters:
    ///   - day: the quarter hours of the day.
    ///   - now: the quarter hour that runs.
    ///   - outcomes: in order of time; those of other days are passed over.
    public init(day: Range<Slot>, now: Slot, outcomes: [OutcomeRecord]) {
        let ended = day.lowerBound..<max(day.lowerBound, min(now, day.upperBound))
        let known = outcomes.filter { ended.contains($0.slot) && $0.savedAgainstSelfConsumption != nil }
        let isDryRun = known.last?.isDryRun
        let counted = known.reversed().prefix { $0.isDryRun == isDryRun }
        self.day = day
        self.isDryRun = isDryRun
        endedCount = ended.count
        knownCount = counted.count
        firstKnown = counted.last?.slot
        saved = counted.isEmpty ? nil : counted.compactMap(\.savedAgainstSelfConsumption).reduce(.zero, +)
    }
}
