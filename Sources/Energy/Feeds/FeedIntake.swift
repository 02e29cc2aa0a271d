// SPDX-License-Identifier: Apache-2.0

/// What came of taking a document into the database, counted in numbers of a quarter hour each.
public struct FeedIntake: Hashable, Sendable {
    /// Numbers for which there was none.
    public var new = 0
    /// Numbers that took the place of another.
    public var corrected = 0
    /// Numbers that changed nothing: the same are stored, or such as were fetched later.
    public var unchanged = 0
    /// The gaps inside the series of the document, by quantity, in order of time.
    public var missing: [FeedQuantity: [Range<Slot>]] = [:]

    /// Nothing so far.
    public init() {}

    /// How many quarter hours are missing, of all quantities together.
    public var missingCount: Int { missing.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } } }

    /// Whether something was fetched after something else, by the labels of both: one that is more than a day later is of a clock
    /// that was ahead, and says nothing.
    public static func isFetched(_ fetchedAt: UTCInstant, after other: UTCInstant) -> Bool {
        let (ahead, isTooFar) = fetchedAt.secondsSinceEpoch.subtractingReportingOverflow(other.secondsSinceEpoch)
        return !isTooFar && (1...86_400).contains(ahead)
    }

    /// What becomes of a number of a document that meets one that is stored.
    public enum Step: Hashable, Sendable {
        /// There is none.
        case new
        /// It takes the place of that one.
        case corrected
        /// That one stays.
        case unchanged
    }

    /// Notes what became of a number.
    public mutating func note(_ step: Step) {
        switch step {
        case .new: new += 1
        case .corrected: corrected += 1
        case .unchanged: unchanged += 1
        }
    }

    /// Notes the gaps inside a series.
    public mutating func note(gapsOf series: SlotSeries, _ quantity: FeedQuantity) {
        var gaps: [Range<Slot>] = []
        for slot in series.slots where series[slot] == nil {
            if let last = gaps.last, last.upperBound == slot {
                gaps[gaps.count - 1] = last.lowerBound..<slot.advanced(by: 1)
            } else {
                gaps.append(slot..<slot.advanced(by: 1))
            }
        }
        if !gaps.isEmpty { missing[quantity] = gaps }
    }
}

extension FeedIntake: CustomStringConvertible {
    /// As `96 new, 2 corrected, 94 as before, 4 missing`, without what there is none of.
    public var description: String {
        let counts = [(new, "new"), (corrected, "corrected"), (unchanged, "as before"), (missingCount, "missing")]
        let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }
}
