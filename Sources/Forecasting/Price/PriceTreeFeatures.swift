// SPDX-License-Identifier: Apache-2.0

import Energy

/// The features of the boosted trees of prices: one row for each hour, all hours in one table.
///
/// Prices are taken relative to the level before the day, and so is the target: trees cannot say anything beyond what they
/// were trained on.
struct PriceTreeFeatures {
    /// Days before the first forecast that the features need.
    static let reach = PriceLevel.reach
    private static let hours = MarketDays.hours
    private static let lags = [1, 2, 3, 7]

    let market: MarketDays
    /// Days of the spread that prices are divided by; nil for prices that are shifted only.
    let spreadDays: Int?

    static func schema(exogenous: Int) -> FeatureSchema {
        let calendar = ["hour", "weekday", "dayOfYear", "holiday", "holiday.lag1", "holiday.next"]
        let shape =
            lags.map { "price.lag\($0)" } + (0..<hours).map { "price.lag1.hour\($0)" }
            + ["lag1.mean", "lag1.min", "lag1.max", "lag7.mean", "week.hourMean", "level", "spread"]
        let others = (0..<exogenous).flatMap { series in
            ["lag0", "lag1", "lag7", "mean", "lag1.mean", "max", "min", "week.mean"].map { "exogenous\(series).\($0)" }
        }
        return FeatureSchema(name: "price.trees", version: 1, features: calendar + shape + others)
    }

    /// What the prices of a day are relative to.
    func level(_ day: Int) -> PriceLevel {
        PriceLevel(market, before: day, spreadDays: spreadDays)
    }

    /// 24 rows, one after the other; prices of the days before are needed, and exogenous values of the day.
    func rows(_ day: Int) -> [Float] {
        let (level, week, common) = (level(day), PriceLevel(market, before: day, spreadDays: 7), dayFeatures(day))
        let others = market.exogenous.map { exogenousFeatures($0, day) }
        var rows: [Float] = []
        for hour in 0..<Self.hours {
            let weekMean = (1...7).reduce(0) { $0 + market[day - $1, hour] } / 7
            rows.append(Float(hour))
            rows += common.calendar
            rows += Self.lags.map { Float(level.relative(market[day - $0, hour])) }
            rows += common.prices
            rows += [Float(level.relative(weekMean)), Float(week.level), Float(week.spread)]
            for (series, days) in zip(market.exogenous, others) {
                rows += [0, 1, 7].map { Float(series[(day - $0) * Self.hours + hour]) }
                rows += days
            }
        }
        return rows
    }

    private func dayFeatures(_ day: Int) -> (calendar: [Float], prices: [Float]) {
        let calendar = [
            Float(market.weekday(day)), Float(market.date(day).dayOfYear),
            market.isDayOff(day) ? 1 : 0, market.isDayOff(day - 1) ? 1 : 0, market.isDayOff(day + 1) ? 1 : 0,
        ]
        let (level, yesterday) = (level(day), market[day - 1])
        let summary: [Double] = [
            Self.mean(yesterday), yesterday.min() ?? 0, yesterday.max() ?? 0, Self.mean(market[day - 7]),
        ]
        return (calendar, (Array(yesterday) + summary).map { Float(level.relative($0)) })
    }

    private func exogenousFeatures(_ series: [Double], _ day: Int) -> [Float] {
        func values(_ days: Range<Int>) -> ArraySlice<Double> {
            series[days.lowerBound * Self.hours..<days.upperBound * Self.hours]
        }
        let today = values(day..<day + 1)
        return [
            Self.mean(today), Self.mean(values(day - 1..<day)), today.max() ?? 0, today.min() ?? 0,
            Self.mean(values(day - 7..<day)),
        ].map { Float($0) }
    }

    private static func mean(_ values: some Collection<Double>) -> Double {
        values.reduce(0, +) / Double(max(1, values.count))
    }
}
