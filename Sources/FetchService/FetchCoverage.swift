// SPDX-License-Identifier: Apache-2.0

import Energy

/// What is here of a kind: what the documents of a run have, and prices of earlier runs.
struct FetchCoverage {
    /// Prices before it are here from earlier runs; nil where that is not known.
    private var pricesUntil: Slot?
    /// Natures of which a source said that nothing has changed since its last document.
    var unchanged: Set<FeedNature> = []

    private var documents: [FeedDocument] = []

    /// Takes in until when prices came without a gap in earlier runs.
    ///
    /// - Parameter wanted: what there can be by now; a clock that was ahead may have left a later end.
    mutating func remember(_ end: Slot?, within wanted: Range<Slot>?) {
        guard let end, let wanted, end <= wanted.upperBound else { return }
        pricesUntil = max(pricesUntil ?? end, end)
    }

    mutating func add(_ document: FeedDocument) { documents.append(document) }

    /// Whether a document of this run has a number.
    func has(_ nature: FeedNature, _ quantity: FeedQuantity, _ slot: Slot) -> Bool {
        documents.contains { $0.nature == nature && $0.series[quantity]?[slot] != nil }
    }

    /// Whether there is anything new or unchanged of a nature.
    func has(_ nature: FeedNature) -> Bool {
        unchanged.contains(nature) || documents.contains { $0.nature == nature }
    }

    /// Whether a quantity is here without a gap.
    func covers(_ nature: FeedNature, _ quantity: FeedQuantity, _ slots: Range<Slot>) -> Bool {
        slots.allSatisfy { has(nature, quantity, $0) }
    }

    /// The end of the prices that are here without a gap.
    ///
    /// A quarter hour has its price where a document has all for it that it has at all: a source with import and export prices
    /// has both.
    ///
    /// - Parameter first: where they have to begin.
    func pricesEnd(from first: Slot, notAfter last: Slot) -> Slot {
        var slot = max(first, pricesUntil ?? first)
        while slot < last, hasPrices(slot) { slot = slot.advanced(by: 1) }
        return slot
    }

    /// How many quarter hours of a range have no price.
    func missingPrices(_ slots: Range<Slot>) -> Int {
        slots.count { slot in !(pricesUntil.map { slot < $0 } ?? false) && !hasPrices(slot) }
    }

    private func hasPrices(_ slot: Slot) -> Bool {
        documents.contains { document in document.series.values.allSatisfy { $0[slot] != nil } }
    }
}
