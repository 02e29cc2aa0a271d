// SPDX-License-Identifier: Apache-2.0

/// Where prices stand before a day: what forecasts are made relative to.
///
/// Models that know prices as such fail when the market leaves the range they were trained on, which it does for months.
/// Taken relative to the level of the last week and the spread of the last weeks, days of all years look alike.
struct PriceLevel: Hashable, Sendable {
    /// Days whose mean price is the level.
    static let levelDays = 7
    /// Most days that a spread looks back; a level needs as many before it.
    static let reach = 28
    /// Prices as they are.
    static let none = PriceLevel(level: 0, spread: 1)

    /// Mean price of the seven days before.
    let level: Double
    /// Mean deviation from the mean price of the days before, at least a hundredth of the level's size.
    let spread: Double

    init(level: Double, spread: Double) { (self.level, self.spread) = (level, spread) }

    /// The level before a day, which must have `reach` days before it.
    ///
    /// - Parameter spreadDays: days whose spread is taken, 1...`reach`; nil for a spread of 1, so that prices are shifted only.
    init(_ market: MarketDays, before day: Int, spreadDays: Int?) {
        level = Self.mean(market.prices[(day - Self.levelDays) * MarketDays.hours..<day * MarketDays.hours])
        guard let spreadDays else {
            spread = 1
            return
        }
        let days = min(max(spreadDays, 1), Self.reach)
        let window = market.prices[(day - days) * MarketDays.hours..<day * MarketDays.hours]
        let center = Self.mean(window)
        let deviation = window.reduce(0) { $0 + abs($1 - center) } / Double(window.count)
        spread = max(deviation, 0.01 * abs(level), 1e-9)
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double {
        values.reduce(0, +) / Double(max(1, values.count))
    }

    func relative(_ price: Double) -> Double { (price - level) / spread }
    func price(_ relative: Double) -> Double { relative * spread + level }
}
