// SPDX-License-Identifier: Apache-2.0

import Bits
import Learning
import Testing

@testable import Forecasting

@Suite struct PriceModelTests {
    private let market: MarketDays
    private let days = 200..<220

    init() throws { market = try #require(SyntheticMarket.windy(days: 220)) }

    private func error(_ days: Range<Int>? = nil, _ forecast: (Int) -> [Double]) -> Double {
        let days = days ?? self.days
        let errors = days.flatMap { day in zip(forecast(day), market[day]).map { abs($0 - $1) } }
        return errors.reduce(0, +) / Double(errors.count)
    }

    private var naive: Double { error { Array(market[$0 - 7]) } }

    @Test func autoregression_findsTheRules() throws {
        let model = try #require(LassoAutoregression(market, before: 200, parameters: .init(window: 200)))
        #expect(error { model.forecast(market, day: $0) } < 0.3 * naive)
    }

    @Test func penaltiesKeptForWeeks_doAsWellAsThoseChosenEveryDay() throws {
        func error(selectionInterval: Int) throws -> Double {
            var parameters = LassoAutoregression.Parameters(window: 84, selectionInterval: selectionInterval)
            (parameters.steps, parameters.patience) = (20, 3)
            var model = try #require(LassoAutoregression(market, before: 200, parameters: parameters))
            return self.error(200..<207) { day in
                if day > 200 { model.refit(market, before: day) }
                return model.forecast(market, day: day)
            }
        }
        let (kept, chosen) = (try error(selectionInterval: 7), try error(selectionInterval: 1))
        #expect(kept < 1.1 * chosen)
        #expect(kept != chosen)
    }

    @Test func autoregression_refusesTooFewDays() {
        #expect(LassoAutoregression(market, before: 30, parameters: .init(window: 84)) == nil)
        #expect(LassoAutoregression(market, before: 221, parameters: .init(window: 84)) == nil)
    }

    @Test func trees_beatTheWeekBefore_whateverTheLevel() throws {
        var parameters = PriceTrees.Parameters(spreadDays: 7)
        parameters.boosting.treeCount = 100
        let trees = try #require(PriceTrees(market, before: 200, parameters: parameters))
        #expect(error { trees.forecast(market, day: $0) } < 0.75 * naive)
        // All prices 1000 higher, beyond anything seen: the shape of the forecast stays.
        let higher = try #require(
            MarketDays(
                firstDate: market.firstDate, prices: market.prices.map { $0 + 1000 }, exogenous: market.exogenous))
        let difference = zip(trees.forecast(higher, day: 210), trees.forecast(market, day: 210)).map { $0 - $1 }
        #expect(difference.allSatisfy { abs($0 - 1000) < 25 })
    }

    @Test func network_learnsPricesAndExtremes() throws {
        var parameters = PriceNetwork.Parameters(members: 1, spreadDays: 7)
        (parameters.channels, parameters.epochs) = (32, 40)
        let prices = try #require(PriceNetwork(market, before: 200, target: .price, parameters: parameters))
        #expect(error { prices.forecast(market, day: $0) } < 0.75 * naive)
        let extremes = try #require(PriceExtremes(market, before: 200, parameters: parameters))
        // The six hours of the daily peak are among the eight dearest on all but odd days.
        let hits = days.reduce(0) { hits, day in
            let ranking = extremes.ranking(market, day: day)
            return hits + PriceNetwork.order(ranking, .peak).prefix(8).count { [6, 7, 8, 17, 18, 19].contains($0) }
        }
        #expect(Double(hits) > 0.85 * Double(6 * days.count))
    }

    @Test func networkOfAShuffledTarget_hasNoSkill() throws {
        var random = SplitMix64(seed: 5)
        let hours = (0..<220).flatMap { market[$0].shuffled(using: &random) }
        let shuffled = try #require(MarketDays(firstDate: market.firstDate, prices: hours))
        let network = try #require(
            PriceNetwork(
                shuffled, before: 200, target: .peak, parameters: .init(members: 1, spreadDays: 7)))
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
