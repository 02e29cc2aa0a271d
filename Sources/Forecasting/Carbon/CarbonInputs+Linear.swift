// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a linear model sees of the same window.
extension CarbonInputs {
    /// Places of the hour on the circle and its overtones, as products with measured features take them.
    private static let overtones = 5
    /// Hours of UTC, local hours of working days and of weekends, days of the week.
    private static let indicatorCount = 24 + 2 * 24 + 7
    /// Numbers in `linearRow`.
    static let linearCount =
        windowLength * measuredCount + indicatorCount + 2 + productCount(measuredCount)

    private static func productCount(_ measured: Int) -> Int {
        (2 * measured + 2 + horizons) * 2 * overtones + measured * (measured + 1) / 2 + 2 * measured
    }

    /// The row for a linear model: the window's measured features, the calendar of the first hour forecast, and products.
    ///
    /// Hours and weekdays stand as indicators, those of the local clock for weekends apart, and what depends on two things at
    /// once stands as their product: a linear model can neither bend a sine nor join the two itself.
    func linearRow(_ grid: GridHours, issue: Int) -> [Double] {
        let clock = clock(issue)
        var indicators = [Double](repeating: 0, count: Self.indicatorCount)
        indicators[clock.hour] = 1
        indicators[24 + clock.localHour + (clock.weekday >= 5 ? 24 : 0)] = 1
        indicators[72 + clock.weekday] = 1
        let season = Self.season(clock.dayOfYear)
        let window = (issue - Self.windowLength..<issue).flatMap { scaled(grid, $0) }
        return window + indicators + season + Self.products(window, hour: clock.hour, season: season)
    }

    /// Products of the last hour, its change, the season and the sun of the hours forecast a day before with the hour, of the
    /// last hour's features with each other, and of these with the season.
    private static func products(_ window: [Double], hour: Int, season: [Double]) -> [Double] {
        let last = Array(window.suffix(measuredCount))
        let change = zip(last, window.dropLast(measuredCount).suffix(measuredCount)).map { $0 - $1 }
        let sun = (0..<horizons).map { window[$0 * measuredCount + GridHours.Quantity.solar.rawValue] }
        let circle = (1...overtones).flatMap { turn(Double($0 * hour) / 24) }
        let squares = last.indices.flatMap { k in last[k...].map { $0 * last[k] } }
        return products(last + change + season + sun, circle) + squares + products(season, last)
    }

    private static func products(_ a: [Double], _ b: [Double]) -> [Double] {
        a.flatMap { factor in b.map { factor * $0 } }
    }
}
