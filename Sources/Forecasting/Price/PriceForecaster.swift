// SPDX-License-Identifier: Apache-2.0

import Energy

/// Forecasts spot prices by quarter hours for the days after the published ones.
///
/// Published prices are given back as they are. The days after them are forecast one after the other, each from the published
/// and forecast prices before it, with a band for each day ahead. Where there is too little history to learn from, or prices
/// that never change, a naive forecast is given and named in the result.
public struct PriceForecaster: Hashable, Sendable {
    /// Most days ahead.
    public static let mostDays = 7
    /// Days of history that training needs: those a model needs and those its bands are measured on.
    public static let fewestDays = PriceTrend.fewestDays + PriceBand.days
    /// Days of prices that a forecast looks back on, and some more.
    public static let historyDays = 92
    /// Name and version, as `Forecast.model` has it.
    public static let name = "price-trend-v1"

    /// The market's clock.
    public let zone: TimeZoneRule
    /// The holidays of the market's country, nil for none.
    public let holidays: HolidayCalendar?
    /// The model for days without exogenous series.
    let pricesOnly: PriceModel
    /// The model for days for which the exogenous series are known; nil where there were none in training.
    let withExogenous: PriceModel?
    /// Number of exogenous series that `withExogenous` needs.
    let exogenousCount: Int

    init(
        zone: TimeZoneRule, holidays: HolidayCalendar?, pricesOnly: PriceModel, withExogenous: PriceModel?,
        exogenousCount: Int
    ) {
        (self.zone, self.holidays, self.pricesOnly) = (zone, holidays, pricesOnly)
        (self.withExogenous, self.exogenousCount) = (withExogenous, exogenousCount)
    }

    /// Learns from published prices; nil where their latest run of days is shorter than `fewestDays` or never changes.
    ///
    /// - Parameters:
    ///   - history: published prices, any currency per any energy.
    ///   - exogenous: day-ahead forecasts of other quantities that hold every day of the prices; others are left out.
    ///   - zone: the market's clock.
    ///   - holidays: the calendar of the market's country, nil for none.
    ///   - store: keeps each network that is trained; nil for a training that begins anew when it was interrupted.
    ///   - shouldContinue: asked between the steps of the training; false ends it with nil.
    public init?(
        training history: SlotSeries, exogenous: [SlotSeries] = [], zone: TimeZoneRule = .centralEuropean,
        holidays: HolidayCalendar? = nil, parameters: PriceForecastParameters = .init(),
        store: (any TrainingStore)? = nil, shouldContinue: () -> Bool = { true }
    ) {
        let parts = TrainingParts(store)
        guard let market = MarketDays(history, exogenous: exogenous, zone: zone, holidays: holidays),
            market.count >= Self.fewestDays, !Self.isConstant(market),
            let pricesOnly = Self.train(market.pricesOnly, parameters, parts.inside("prices"), shouldContinue)
        else { return nil }
        let withExogenous =
            market.exogenous.isEmpty ? nil : Self.train(market, parameters, parts.inside("exogenous"), shouldContinue)
        guard shouldContinue() else { return nil }
        self.init(
            zone: zone, holidays: holidays, pricesOnly: pricesOnly, withExogenous: withExogenous,
            exogenousCount: market.exogenous.count)
    }

    /// Trains on all but the last weeks, sees how it does on these for each day ahead, then takes them in.
    private static func train(
        _ market: MarketDays, _ parameters: PriceForecastParameters, _ parts: TrainingParts,
        _ shouldContinue: () -> Bool
    ) -> PriceModel? {
        let first = market.count - PriceBand.days
        let known = market.prefix(first)
        guard shouldContinue(),
            var run = PriceRun(known, before: first, leads: mostDays, parameters: parameters, parts: parts)
        else { return nil }
        for day in first..<market.count {
            guard shouldContinue() else { return nil }
            if day > first, (day - first) % 7 == 0 { run.advance(market.prefix(day), to: day) }
            var path = market.prefix(day)
            for lead in 0..<min(mostDays, market.count - day) {
                let forecast = run.model.forecast(path, day: day + lead, lead: lead)
                run.learn(forecast, lead: lead, actual: Array(market[day + lead]))
                path.append(forecast.p50)
            }
        }
        run.advance(market, to: market.count)
        run.retrain(market, before: market.count)
        return run.model
    }

    private static func isConstant(_ market: MarketDays) -> Bool {
        let recent = market.prices.suffix(PriceLevel.reach * MarketDays.hours)
        return recent.allSatisfy { $0 == recent.first }
    }

    /// A forecast of `count` slots from `now` on.
    ///
    /// - Parameters:
    ///   - history: published prices up to the last one, which lies after `now` as a rule.
    ///   - exogenous: as in training; used for the days that all of them hold.
    ///   - now: the first slot wanted; also when the forecast is made.
    ///   - count: slots wanted; no more are given than up to `mostDays` days after the last whole published day.
    /// - Returns: nil when there is neither a published price nor a naive forecast for `now`.
    public func forecast(
        _ history: SlotSeries, exogenous: [SlotSeries] = [], now: Slot, count: Int
    ) -> Forecast? {
        let market = MarketDays(history, exogenous: exogenous, zone: zone, holidays: holidays)
        guard let market, market.count >= PriceTrend.fewestDays, !Self.isConstant(market) else {
            return Self.naive(history, zone: zone, now: now, count: count)
        }
        var curve = PriceCurve(history, market: market, zone: zone)
        var path = market
        for lead in 0..<Self.mostDays where curve.end < now.advanced(by: count) {
            let day = path.count
            let forecast = model(path, day: day).forecast(fitted(path, day: day), day: day, lead: lead)
            curve.append(forecast, date: path.date(day))
            path.append(forecast.p50)
        }
        return curve.forecast(now: now, count: count, model: Self.name)
            ?? Self.naive(history, zone: zone, now: now, count: count)
    }

    private func knowsExogenous(_ market: MarketDays, day: Int) -> Bool {
        withExogenous != nil && market.exogenous.count == exogenousCount && day < market.exogenousCount
    }

    private func model(_ market: MarketDays, day: Int) -> PriceModel {
        knowsExogenous(market, day: day) ? withExogenous ?? pricesOnly : pricesOnly
    }

    private func fitted(_ market: MarketDays, day: Int) -> MarketDays {
        knowsExogenous(market, day: day) ? market : market.pricesOnly
    }

    /// Published prices where there are, else the same quarter hours of the last seven days.
    public static func naive(_ history: SlotSeries, zone: TimeZoneRule, now: Slot, count: Int) -> Forecast? {
        let known = min(max(0, count), history.runLength(from: now))
        let published = (0..<known).map { history.rawValue(at: now.advanced(by: $0)) }
        let naive = NaiveForecast(days: 1...7, zone: zone)
        let rest = naive.forecast(history, now: now.advanced(by: known), count: count - known)
        return Forecast(
            firstSlot: now, p10: published + (rest?.p10 ?? []), p50: published + (rest?.p50 ?? []),
            p90: published + (rest?.p90 ?? []), madeAt: now.start, model: naive.name
        ).flatMap { $0.p50.isEmpty ? nil : $0 }
    }
}
