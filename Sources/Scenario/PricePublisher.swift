// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy

/// Puts prices into the store when the market would have published them, never earlier.
struct PricePublisher {
    private let spot: SlotSeries
    private let knowledge: PriceKnowledge
    private var publishedUntil: Slot?

    init(spot: SlotSeries, knowledge: PriceKnowledge) {
        self.spot = spot
        self.knowledge = knowledge
    }

    /// Stores what became known by the beginning of a slot.
    ///
    /// - Returns: true when there was something new.
    mutating func publish(at slot: Slot, into store: any ReadingStoring) throws -> Bool {
        let end = knowledge.end(at: slot)
        let begin = publishedUntil ?? slot
        guard begin < end else { return false }
        let prices = (begin..<end).compactMap { slot in
            spot[slot].map { StoredPrice(slot: slot, spot: PricePerKWh($0)) }
        }
        try store.store(prices: prices, source: "simulated market")
        publishedUntil = end
        return true
    }
}
