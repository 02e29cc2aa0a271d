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
    static let reach = 7
    private static let hours = MarketDays.hours

    /// Scale of each hour of each series, prices first.
    private(set) var scales: [RobustScale]

    static func count(exogenous: Int) -> Int {
        hours * (priceLags.count + exogenous * exogenousLags.count) + calendarFlags
    }

    static func names(exogenous: Int) -> [String] {
        let prices = priceLags.flatMap { lag in (0..<hours).map { "price.lag\(lag).hour\($0)" } }
        let others = (0..<exogenous).flatMap { series in
            exogenousLags.flatMap { lag in (0..<hours).map { "exogenous\(series).lag\(lag).hour\($0)" } }
        }
        return prices + others + (0..<7).map { "weekday\($0)" } + ["holiday", "holiday.lag1"]
    }

    init(scales: [RobustScale]) { self.scales = scales }

    /// Scales that fit some days of a market.
    init(_ market: MarketDays, window: Range<Int>) {
        scales = ([market.prices] + market.exogenous).flatMap { series in
            (0..<Self.hours).map { hour in RobustScale(window.map { series[$0 * Self.hours + hour] }) }
        }
    }

    /// The scaled price of each hour of a day.
    func targets(_ market: MarketDays, day: Int) -> [Double] {
        (0..<Self.hours).map { scales[$0].scaled(market[day, $0]) }
    }

    func price(_ scaled: Double, hour: Int) -> Double { scales[hour].unscaled(scaled) }

    /// The inputs of some days one after the other; prices of the days before are needed, and exogenous values of the days.
    func rows(_ market: MarketDays, days: Range<Int>) -> [Double] {
        let span = days.lowerBound - Self.reach..<days.upperBound
        let lagged =
            [(series(market.prices, 0, days: span.lowerBound..<span.upperBound - 1), Self.priceLags)]
            + market.exogenous.enumerated().map { (series($1, $0 + 1, days: span), Self.exogenousLags) }
        var rows: [Double] = []
        rows.reserveCapacity(days.count * Self.count(exogenous: market.exogenous.count))
        for day in days {
            for (values, lags) in lagged {
                for lag in lags {
                    let first = (day - lag - span.lowerBound) * Self.hours
                    rows += values[first..<first + Self.hours]
                }
            }
            rows += (0..<7).map { market.weekday(day) == $0 ? 1 : 0 }
            rows += [market.isDayOff(day) ? 1 : 0, market.isDayOff(day - 1) ? 1 : 0]
        }
        return rows
    }

    private func series(_ values: [Double], _ index: Int, days: Range<Int>) -> [Double] {
        days.flatMap { day in
            (0..<Self.hours).map { scales[index * Self.hours + $0].scaled(values[day * Self.hours + $0]) }
        }
    }
}
