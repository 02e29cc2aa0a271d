// SPDX-License-Identifier: Apache-2.0

import Learning
import Testing

@testable import Forecasting

@Suite struct PriceModelTests {
    private let market: MarketDays
    private let days = 120..<140

    init() throws { market = try #require(SyntheticMarket.windy(days: 140)) }

    private func error(_ forecast: (Int) -> [Double]) -> Double {
        let errors = days.flatMap { day in zip(forecast(day), market[day]).map { abs($0 - $1) } }
        return errors.reduce(0, +) / Double(errors.count)
    }

    private var naive: Double { error { Array(market[$0 - 7]) } }

    @Test func autoregression_findsTheRules() throws {
        var model = try #require(LassoAutoregression(market, before: 120, parameters: .init(window: 120)))
        let mae = error { day in
            model.refit(market, before: day)
            return model.forecast(market, day: day)
        }
        // The noise alone has a mean deviation of 0.25, the wandering level one of 0.25 a day.
        #expect(mae < 0.8)
        #expect(naive > 3)
    }

    @Test func autoregressionRefitWithItsPenalties_isCloseToOneFittedAlongThePath() throws {
        var kept = try #require(LassoAutoregression(market, before: 119, parameters: .init(window: 100)))
        kept.refit(market, before: 120)
        let fresh = try #require(LassoAutoregression(market, before: 120, parameters: .init(window: 100)))
        let difference = zip(kept.forecast(market, day: 120), fresh.forecast(market, day: 120)).map { abs($0 - $1) }
        #expect(difference.reduce(0, +) / 24 < 0.3)
        #expect(kept != fresh)
    }

    @Test func autoregression_refusesTooFewDays() {
        #expect(LassoAutoregression(market, before: 30, parameters: .init(window: 84)) == nil)
        #expect(LassoAutoregression(market, before: 141, parameters: .init(window: 84)) == nil)
    }

    @Test func trees_beatTheWeekBefore_whateverTheLevel() throws {
        var parameters = PriceTrees.Parameters(spreadDays: 7)
        parameters.boosting.treeCount = 100
        let trees = try #require(PriceTrees(market, before: 120, parameters: parameters))
        #expect(error { trees.forecast(market, day: $0) } < 0.75 * naive)
        // All prices 1000 higher, beyond anything seen: the shape of the forecast stays.
        let higher = try #require(
            MarketDays(
                firstDate: market.firstDate, prices: market.prices.map { $0 + 1000 }, exogenous: market.exogenous))
        let difference = zip(trees.forecast(higher, day: 130), trees.forecast(market, day: 130)).map { $0 - $1 }
        #expect(difference.allSatisfy { abs($0 - 1000) < 25 })
    }

    @Test func network_learnsPricesAndExtremes() throws {
        var parameters = PriceNetwork.Parameters(members: 1, spreadDays: 7)
        (parameters.channels, parameters.epochs) = (32, 40)
        let prices = try #require(PriceNetwork(market, before: 120, target: .price, parameters: parameters))
        #expect(error { prices.forecast(market, day: $0) } < 0.75 * naive)
        let extremes = try #require(PriceExtremes(market, before: 120, parameters: parameters))
        // The six hours of the daily peak are among the eight dearest on all but odd days.
        let hits = days.reduce(0) { hits, day in
            let ranking = extremes.ranking(market, day: day)
            return hits + PriceNetwork.order(ranking, .peak).prefix(8).count { [6, 7, 8, 17, 18, 19].contains($0) }
        }
        #expect(Double(hits) > 0.85 * Double(6 * days.count))
    }

    @Test func networkOfAShuffledTarget_hasNoSkill() throws {
        let order = (0..<140).map { ($0 * 89) % 140 }
        let shuffled = try #require(
            MarketDays(
                firstDate: market.firstDate, prices: order.flatMap { Array(market[$0]) }.shuffledByHour,
                exogenous: []))
        let network = try #require(
            PriceNetwork(
                shuffled, before: 120, target: .peak, parameters: .init(members: 1, spreadDays: 7)))
        let hits = days.reduce(0) { hits, day in
            let named = Set(PriceNetwork.order(network.outputs(shuffled, day: day), .peak).prefix(8))
            return hits + named.intersection(PriceNetwork.order(Array(shuffled[day]), .peak).prefix(8)).count
        }
        // A third is chance: 160 draws have a deviation of about 4 %.
        #expect(Double(hits) / Double(8 * days.count) < 0.45)
    }

    @Test func sameSeed_givesTheSameBits() throws {
        let first = try #require(PriceTrend(market, before: 100, parameters: SyntheticMarket.quick.trend))
        let second = try #require(PriceTrend(market, before: 100, parameters: SyntheticMarket.quick.trend))
        #expect(first == second)
        #expect(first.forecast(market, day: 100) == second.forecast(market, day: 100))
    }
}

extension [Double] {
    /// Every day's hours turned by another number, so that no hour is like that of the day before.
    fileprivate var shuffledByHour: [Double] {
        indices.map { index in
            let (day, hour) = (index / 24, index % 24)
            return self[day * 24 + (hour * 5 + day * day * 7 + day * 11) % 24]
        }
    }
}
