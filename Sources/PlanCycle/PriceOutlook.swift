// SPDX-License-Identifier: Apache-2.0

import Energy

/// What import costs and export earns from a slot on: known as far as prices reach, expected beyond.
struct PriceOutlook: Hashable, Sendable {
    /// Known prices from the first slot on, without a gap; empty where not even that has one.
    let known: [SlotPrices]
    /// Expectation for the slots after the known ones; empty where too little is known for one.
    let expected: [SlotPrices]

    /// Nothing is known.
    static let none = PriceOutlook(known: [], expected: [])

    private init(known: [SlotPrices], expected: [SlotPrices]) { (self.known, self.expected) = (known, expected) }

    /// An outlook from stored spot prices and a forecast of those to come.
    ///
    /// - Parameters:
    ///   - spot: stored prices from `now` on.
    ///   - forecast: of spot prices, whoever made it; nil where there is none.
    ///   - now: the first slot.
    ///   - count: how many slots are wanted.
    init(spot: SlotSeries, forecast: Forecast?, tariff: Tariff, now: Slot, count: Int) {
        func prices(_ spot: Double?, at slot: Slot) -> SlotPrices? {
            tariff.prices(spot: spot.map { PricePerKWh($0) }, at: slot)
        }
        var (known, expected): ([SlotPrices], [SlotPrices]) = ([], [])
        while known.count < count {
            let slot = now.advanced(by: known.count)
            guard let next = prices(spot[slot], at: slot) else { break }
            known.append(next)
        }
        // Nothing is expected behind a slot that is not known itself: the plan begins with this one.
        while !known.isEmpty, known.count + expected.count < count {
            let slot = now.advanced(by: known.count + expected.count)
            guard let value = forecast?.quantiles(at: slot)?.p50, let next = prices(value, at: slot) else { break }
            expected.append(next)
        }
        (self.known, self.expected) = (known, expected)
    }
}
