// SPDX-License-Identifier: Apache-2.0

import Energy

/// Tells prices in a wrong unit, and old ones that are said to be new, from rare real ones.
///
/// Limits come from 7,547 days of day-ahead prices (SE3 2016-2024, Germany 2012-2017, Nord Pool 2013-2018); all real ones pass.
/// Against the median of the 28 days before, a real day of SE3 is between a 40th and the 19-fold, which hides a factor 10; but
/// against the lowest and the highest of these days, were it only seven, it is between a 14th and the 4.8-fold. Alone that tells a
/// factor 1000 on all days, 10 and 100 upwards on 72 and 99 % of them, a tenth on hardly any. A day that lies between is told by
/// its digits: a source always gives as many behind the point, and a unit that was mistaken shifts them as it shifts the level.
/// Then 22 days of SE3 are left, multiplied by 10 or a tenth. Where a document holds quarter hours that are stored, as each does
/// that begins with today, no day is left.
struct PriceCheck {
    /// Days before that a day is compared with, and the fewest of them that say something.
    static let (historyDays, leastDays) = (28, 7)
    /// How far above the highest and below the lowest day a real one may be.
    private static let (mostAbove, mostBelow) = (6.0, 20.0)
    /// Whatever was before, a level below this is no high one, per kWh.
    private static let smallLevel = 0.01
    /// Days before of which one may be repeated.
    private static let repeatDays = 7
    /// How far the same quarter hours may differ between two sources of one market.
    private static let mostApart = 3.0
    /// How far the level has to be moved where digits are shifted by 1, 2 or 3: a quarter of the powers of ten.
    ///
    /// Digits of real prices shift too, where a source repairs the days of the clock change by means.
    private static let leastMoves = [1.78, 3.16, 5.62]
    /// Fewest quarter hours that are compared, and the level below which rounding is all there is, per kWh.
    private static let (leastShared, roundingLevel) = (4, 0.0005)

    let quantity: FeedQuantity
    let zone: TimeZoneRule

    /// What speaks against a document's prices; nil for nothing.
    ///
    /// - Parameters:
    ///   - series: of the document.
    ///   - stored: what is known, whoever told it.
    ///   - ofSource: what is known of this source alone.
    func refusal(_ series: SlotSeries, stored: SlotSeries, ofSource: SlotSeries) -> String? {
        difference(series, stored)
            ?? refusal(
                PriceDay.days(of: series, zone: zone), stored: PriceDay.days(of: stored, zone: zone),
                ofSource: PriceDay.days(of: ofSource, zone: zone))
    }

    /// What speaks against days; nil for nothing.
    func refusal(_ days: [PriceDay], stored: [PriceDay], ofSource: [PriceDay]) -> String? {
        for (place, day) in days.enumerated() {
            let before = Self.near(day, stored)
            let words =
                repetition(day, stored.filter { $0.date < day.date } + days[..<place])
                ?? unusualLevel(day, before) ?? shiftedDigits(day, Self.near(day, ofSource))
            if let words { return "\(quantity.rawValue) of \(day.date) \(words)" }
        }
        return nil
    }

    /// The stored days before a day; those after it where it is of the past and too few are before.
    private static func near(_ day: PriceDay, _ stored: [PriceDay]) -> [PriceDay] {
        let before = stored.filter { (1...historyDays).contains(day.date.dayNumber - $0.date.dayNumber) }
        if before.count >= leastDays { return before }
        return stored.filter { (1...historyDays).contains($0.date.dayNumber - day.date.dayNumber) }.reversed()
    }

    // MARK: - Rules

    /// The same quarter hours were told otherwise.
    private func difference(_ series: SlotSeries, _ stored: SlotSeries) -> String? {
        let shared = series.slots.compactMap { slot in series[slot].flatMap { new in stored[slot].map { (new, $0) } } }
        guard shared.count >= Self.leastShared else { return nil }
        let new = shared.reduce(0) { $0 + $1.0.magnitude } / Double(shared.count)
        let old = shared.reduce(0) { $0 + $1.1.magnitude } / Double(shared.count)
        guard max(new, old) >= Self.roundingLevel, max(new, old) > Self.mostApart * min(new, old) else { return nil }
        return "\(quantity.rawValue) is \(Self.text(new)) per kWh on average in \(shared.count) quarter hours "
            + "of which \(Self.text(old)) is stored: one of the two is in another unit"
    }

    /// An old day under a new date; of other prices than those of the market a day may be like another.
    private func repetition(_ day: PriceDay, _ known: [PriceDay]) -> String? {
        guard quantity == .spotPrice else { return nil }
        let same = known.last { other in
            (1...Self.repeatDays).contains(day.date.dayNumber - other.date.dayNumber) && day.isRepetition(of: other)
        }
        return same.map { "are those of \($0.date)" }
    }

    private func unusualLevel(_ day: PriceDay, _ history: [PriceDay]) -> String? {
        let levels = history.map(\.level)
        guard levels.count >= Self.leastDays, let low = levels.min(), let high = levels.max() else { return nil }
        let isUsual = day.level <= Self.mostAbove * max(high, Self.smallLevel) && Self.mostBelow * day.level >= low
        guard !isUsual else { return nil }
        return "are \(Self.text(day.level)) per kWh on average, and \(Self.text(low)) to \(Self.text(high)) on the "
            + "\(levels.count) days nearest to it: the unit may be another"
    }

    /// As many digits more behind the point as the level is powers of ten lower, or as many fewer.
    private func shiftedDigits(_ day: PriceDay, _ history: [PriceDay]) -> String? {
        guard history.count >= Self.leastDays, let decimals = day.decimals,
            let usual = Self.median(history.map { $0.decimals ?? PriceDay.mostDecimals + 1 }),
            usual <= PriceDay.mostDecimals, let level = Self.median(history.map(\.level)),
            let nearest = history.last?.level
        else { return nil }
        let shift = decimals - usual
        guard (1...Self.leastMoves.count).contains(abs(shift)) else { return nil }
        let least = Self.leastMoves[abs(shift) - 1]
        let isMoved = [level, nearest].contains { reference in
            shift > 0 ? day.level * least < reference : day.level > least * reference
        }
        guard isMoved else { return nil }
        return "have \(decimals) digits behind the point, those of this source \(usual), and are "
            + "\(Self.text(day.level)) per kWh on average, not \(Self.text(level)): the unit may be another"
    }

    private static func median<Value: Comparable>(_ values: [Value]) -> Value? {
        let sorted = values.sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }

    private static func text(_ level: Double) -> String { decimalText(level, decimals: 5, trimmed: true) }
}
