// SPDX-License-Identifier: Apache-2.0

import Energy

/// A local day of prices with the few numbers that tell whether two days are of one market and in one unit.
struct PriceDay: Hashable, Sendable {
    /// Part of a day's quarter hours that has to be known: a night alone says little of a day.
    private static let leastPart = 0.75
    /// Most digits behind the point that are looked for.
    static let mostDecimals = 8
    /// Different prices that a day has to have before another one with the same is no accident.
    private static let leastDifferent = 4

    /// The local date.
    let date: CivilDate
    /// Prices by quarter hours of the local clock; of an hour that comes twice the second.
    private let prices: [Double?]
    /// Mean of the magnitudes, per kWh: negative prices are no small ones.
    let level: Double
    /// Digits behind the point that its prices need; nil for more than `mostDecimals`.
    let decimals: Int?

    /// A day of a series; nil where too much of it is missing.
    init?(_ day: LocalDay, of series: SlotSeries, zone: TimeZoneRule) {
        var byClock = [Double?](repeating: nil, count: 96)
        var known: [Double] = []
        for slot in day.slots {
            guard let price = series[slot] else { continue }
            known.append(price)
            byClock[zone.localSecondOfDay(at: slot.start) / Slot.seconds] = price
        }
        guard Double(known.count) >= Self.leastPart * Double(day.slots.count) else { return nil }
        date = day.date
        prices = byClock
        level = known.reduce(0) { $0 + $1.magnitude } / Double(known.count)
        decimals = Self.decimals(of: known)
    }

    /// The days of a series that are known well enough, in order.
    static func days(of series: SlotSeries, zone: TimeZoneRule) -> [PriceDay] {
        guard !series.slots.isEmpty else { return [] }
        var days: [PriceDay] = []
        var day = LocalDay(containing: series.slots.lowerBound, in: zone)
        while day.slots.lowerBound < series.slots.upperBound {
            if let known = PriceDay(day, of: series, zone: zone) { days.append(known) }
            day = day.next(in: zone)
        }
        return days
    }

    /// Whether another day has the same prices by the clock, and enough different ones that this is no accident.
    func isRepetition(of other: PriceDay) -> Bool {
        var shared: [Double] = []
        for case (let price?, let otherPrice?) in zip(prices, other.prices) {
            guard price == otherPrice else { return false }
            shared.append(price)
        }
        return Double(shared.count) >= Self.leastPart * Double(prices.count)
            && Set(shared).count >= Self.leastDifferent
    }

    private static func decimals(of prices: [Double]) -> Int? {
        var (digits, scale) = (0, 1.0)
        for price in prices {
            while !isWhole(price * scale) {
                (digits, scale) = (digits + 1, scale * 10)
                guard digits <= mostDecimals else { return nil }
            }
        }
        return digits
    }

    /// But for what a division by 1000 leaves behind, which is a thousand times smaller.
    private static func isWhole(_ number: Double) -> Bool {
        (number - number.rounded()).magnitude <= 1e-12 * max(1, number.magnitude)
    }
}
