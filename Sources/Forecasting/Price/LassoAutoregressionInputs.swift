// SPDX-License-Identifier: Apache-2.0

/// The inputs of the LASSO autoregression, scaled on one window of days.
///
/// For a day `d`: the 24 prices of `d-1`, `d-2`, `d-3` and `d-7`; of each exogenous series the 24 values of `d`, `d-1` and
/// `d-7`; the weekday as seven flags; whether `d` and `d-1` are public holidays (Lago et al., Applied Energy 293, 2021, 116983,
/// section 4.2; the holidays are added here). Every hour of a series has one scale, whatever its lag.
struct LassoAutoregressionInputs: Hashable, Sendable {
    static let priceLags = [1, 2, 3, 7]
    static let exogenousLags = [0, 1, 7]
    static let calendarFlags = 9
    /// Days before the first forecast that the lags need.
    static let reach = PriceLevel.reach
    private static let hours = MarketDays.hours

    /// Days of the spread that prices are taken relative to, with the level; nil for prices as they are.
    let spreadDays: Int?
    /// Scale of each hour of each series, prices first.
    let scales: [RobustScale]

    static func count(exogenous: Int) -> Int {
        hours * (priceLags.count + exogenous * exogenousLags.count) + calendarFlags
    }

    static func schema(exogenous: Int) -> FeatureSchema {
        let prices = priceLags.flatMap { lag in (0..<hours).map { "price.lag\(lag).hour\($0)" } }
        let others = (0..<exogenous).flatMap { series in
            exogenousLags.flatMap { lag in (0..<hours).map { "exogenous\(series).lag\(lag).hour\($0)" } }
        }
        let calendar = (0..<7).map { "weekday\($0)" } + ["holiday", "holiday.lag1"]
        return FeatureSchema(name: "price.lasso", version: 1, features: prices + others + calendar)
    }

    init(spreadDays: Int?, scales: [RobustScale]) { (self.spreadDays, self.scales) = (spreadDays, scales) }

    /// Scales that fit some days of a market.
    init(_ market: MarketDays, window: Range<Int>, spreadDays: Int?) {
        self.spreadDays = spreadDays
        let prices = window.flatMap { day in
            let level = Self.level(market, day, spreadDays)
            return market[day].map(level.relative)
        }
        let hours = window.lowerBound * Self.hours..<window.upperBound * Self.hours
        scales = ([prices] + market.exogenous.map { Array($0[hours]) }).flatMap { series in
            (0..<Self.hours).map { first in
                RobustScale(stride(from: first, to: series.count, by: Self.hours).map { series[$0] })
            }
        }
    }

    private static func level(_ market: MarketDays, _ day: Int, _ spreadDays: Int?) -> PriceLevel {
        spreadDays.map { PriceLevel(market, before: day, spreadDays: $0) } ?? .none
    }

    /// The scaled price of each hour of a day.
    func targets(_ market: MarketDays, day: Int) -> [Double] {
        let level = Self.level(market, day, spreadDays)
        return market[day].enumerated().map { scales[$0].scaled(level.relative($1)) }
    }

    /// The prices that scaled numbers mean, one for each hour of a day.
    func prices(_ scaled: [Double], _ market: MarketDays, day: Int) -> [Double] {
        let level = Self.level(market, day, spreadDays)
        return scaled.enumerated().map { level.price(scales[$0].unscaled($1)) }
    }

    /// The inputs of some days one after the other; prices of the days before are needed, and exogenous values of the days.
    func rows(_ market: MarketDays, days: Range<Int>) -> [Double] {
        let span = days.lowerBound - Self.reach..<days.upperBound
        let others = market.exogenous.indices.map { scaledExogenous(market.exogenous[$0], $0 + 1, days: span) }
        var rows: [Double] = []
        rows.reserveCapacity(days.count * Self.count(exogenous: others.count))
        for day in days {
            let level = Self.level(market, day, spreadDays)
            for lag in Self.priceLags {
                rows += market[day - lag].enumerated().map { scales[$0].scaled(level.relative($1)) }
            }
            for values in others {
                for lag in Self.exogenousLags {
                    let first = (day - lag - span.lowerBound) * Self.hours
                    rows += values[first..<first + Self.hours]
                }
            }
            rows += (0..<7).map { market.weekday(day) == $0 ? 1 : 0 }
            rows += [market.isDayOff(day) ? 1 : 0, market.isDayOff(day - 1) ? 1 : 0]
        }
        return rows
    }

    private func scaledExogenous(_ values: [Double], _ index: Int, days: Range<Int>) -> [Double] {
        days.flatMap { day in
            (0..<Self.hours).map { scales[index * Self.hours + $0].scaled(values[day * Self.hours + $0]) }
        }
    }
}
