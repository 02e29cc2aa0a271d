// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// What the networks of prices look at: the last eight days, one row for each.
///
/// The row of day `k` holds its 24 prices relative to level and spread of the week before the target day, and the exogenous
/// values and the calendar of day `k + 1`, so that the last row ends with what is known of the target day itself.
struct PriceWindows: Hashable, Sendable {
    /// Rows of a window.
    static let length = 8
    /// Days before the first target day that a window needs.
    static let reach = max(length, PriceLevel.reach)
    static let calendarColumns = 11
    private static let hours = MarketDays.hours

    /// Scale of each exogenous series.
    let scales: [RobustScale]
    /// Days of the spread that prices are divided by.
    let spreadDays: Int

    /// Scales that fit some days.
    init(_ market: MarketDays, days: Range<Int>, spreadDays: Int) {
        self.spreadDays = spreadDays
        scales = market.exogenous.map { series in
            RobustScale(Array(series[days.lowerBound * Self.hours..<days.upperBound * Self.hours]))
        }
    }

    init(scales: [RobustScale], spreadDays: Int) { (self.scales, self.spreadDays) = (scales, spreadDays) }

    var columns: Int { Self.hours * (1 + scales.count) + Self.calendarColumns }

    static func schema(exogenous: Int) -> FeatureSchema {
        let hours = (0..<hours).map { "hour\($0)" }
        let columns =
            hours.map { "price.\($0)" } + (0..<exogenous).flatMap { k in hours.map { "exogenous\(k).next.\($0)" } }
            + (0..<7).map { "next.weekday\($0)" } + ["next.holiday", "next.nextHoliday", "year.sine", "year.cosine"]
        return FeatureSchema(name: "price.windows", version: 1, features: columns)
    }

    /// The windows of some target days, one after the other; the first day must have `length` days before it.
    func rows(_ market: MarketDays, days: some Sequence<Int>) -> [Float] {
        return days.flatMap { day in
            let scale = self.scale(market, day)
            return (day - Self.length..<day).flatMap { row in
                let prices = market[row].map { Float(scale.scaled($0)) }
                let others = zip(market.exogenous, scales).flatMap { series, scale in
                    series[(row + 1) * Self.hours..<(row + 2) * Self.hours].map { Float(scale.scaled($0)) }
                }
                return prices + others + calendar(market, row + 1)
            }
        }
    }

    /// The scale of the prices around a target day.
    func scale(_ market: MarketDays, _ day: Int) -> RobustScale {
        let level = PriceLevel(market, before: day, spreadDays: spreadDays)
        return RobustScale(median: level.level, deviation: level.spread)
    }

    private func calendar(_ market: MarketDays, _ day: Int) -> [Float] {
        let weekday = (0..<7).map { Float(market.weekday(day) == $0 ? 1 : 0) }
        let angle = 2 * Double.pi * Double(market.date(day).dayOfYear) / 365.25
        return weekday + [
            market.isDayOff(day) ? 1 : 0, market.isDayOff(day + 1) ? 1 : 0, Float(angle.sine), Float(angle.cosine),
        ]
    }

    /// Windows with a target for each hour.
    func training(
        _ market: MarketDays, days: Range<Int>, targets: [Float], mask: [Bool]? = nil
    ) -> TrainingWindows? {
        try? TrainingWindows(
            rows: rows(market, days: days), inputCount: columns, windowLength: Self.length,
            starts: days.indices.map { ($0 - days.lowerBound) * Self.length }, targets: targets,
            targetCount: Self.hours, mask: mask)
    }
}
