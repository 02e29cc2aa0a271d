// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What import costs and export earns from a slot on: known as far as prices reach, expected beyond.
struct PriceOutlook: Hashable, Sendable {
    /// Known prices from the first slot on, without a gap; empty where not even that has one.
    let known: [SlotPrices]
    /// Naive expectation for the slots after the known ones; empty where too little is known for one.
    let expected: [SlotPrices]

    /// Days that an unknown price is expected from: the same weekday is among them once.
    private static let days = 1...7
    /// How far back prices are read, in slots: those days and two hours for a change of the clock.
    static let historyLength = days.upperBound * 96 + 8

    /// Nothing is known.
    static let none = PriceOutlook(known: [], expected: [])

    private init(known: [SlotPrices], expected: [SlotPrices]) { (self.known, self.expected) = (known, expected) }

    /// An outlook from stored spot prices.
    ///
    /// - Parameters:
    ///   - spot: spot prices around `now`, a week back for the expectation.
    ///   - now: the first slot.
    ///   - count: how many slots are wanted.
    ///   - marketZone: the market's clock, by which days resemble each other.
    init(spot: SlotSeries, tariff: Tariff, now: Slot, count: Int, marketZone: TimeZoneRule) {
        func prices(_ slot: Slot) -> SlotPrices? { tariff.prices(spot: spot[slot].map { PricePerKWh($0) }) }
        var known: [SlotPrices] = []
        while known.count < count, let next = prices(now.advanced(by: known.count)) { known.append(next) }
        self.known = known
        let unknown = now.advanced(by: known.count)..<now.advanced(by: count)
        guard !known.isEmpty, !unknown.isEmpty else {
            expected = []
            return
        }
        let span = unknown.lowerBound.advanced(by: -Self.historyLength)..<unknown.lowerBound
        let history = span.map(prices)
        let naive = NaiveForecast(days: Self.days, zone: marketZone)
        func outlook(_ value: (SlotPrices) -> PricePerKWh) -> [Double] {
            let series = SlotSeries(firstSlot: span.lowerBound, values: history.map { $0.map { value($0).value } })
            return naive.forecast(series, now: unknown.lowerBound, count: unknown.count)?.p50 ?? []
        }
        expected = zip(outlook(\.importPrice), outlook(\.exportPrice)).map {
            SlotPrices(importPrice: PricePerKWh($0), exportPrice: PricePerKWh($1))
        }
    }
}
