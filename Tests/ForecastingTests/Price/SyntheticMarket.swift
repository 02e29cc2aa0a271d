// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Learning

@testable import Forecasting

/// Markets whose rules are known.
enum SyntheticMarket {
    /// A daily shape, cheaper weekends, a level that wanders and one exogenous series (wind) that makes hours cheap.
    ///
    /// Known for one day more than there are prices, as before an auction.
    static func windy(days: Int, noise: Double = 1, seed: UInt64 = 7) -> MarketDays? {
        var random = SplitMix64(seed: seed)
        var (prices, wind): ([Double], [Double]) = ([], [])
        var level = 40.0
        for day in 0...days {
            level += random.nextUniform() - 0.5
            let strength = random.nextUniform() * 10
            for hour in 0..<24 {
                let gust = strength * (1 + 0.5 * (random.nextUniform() - 0.5))
                wind.append(gust)
                let shape = [6.0, 7, 8, 17, 18, 19].reduce(0.0) { $0 + (Double(hour) == $1 ? 10 : 0) }
                let weekend = (day + 1) % 7 > 4 ? -6.0 : 0
                prices.append(level + shape + weekend - 1.5 * gust + noise * (random.nextUniform() - 0.5))
            }
        }
        return CivilDate(year: 2024, month: 1, day: 2).flatMap {
            MarketDays(firstDate: $0, prices: Array(prices.prefix(days * 24)), exogenous: [wind])
        }
    }

    /// The same market with other prices from a day on and other exogenous values after it.
    static func changed(_ market: MarketDays, from day: Int) -> MarketDays? {
        let prices = market.prices.enumerated().map { $0 >= day * 24 ? -3 * $1 + 500 : $1 }
        let others = market.exogenous.map { series in
            series.enumerated().map { $0 >= (day + 1) * 24 ? 7 * $1 - 90 : $1 }
        }
        return MarketDays(firstDate: market.firstDate, prices: prices, exogenous: others)
    }

    /// Hyper-parameters for quick tests.
    static var quick: PriceForecastParameters {
        var parameters = PriceForecastParameters()
        var autoregression = LassoAutoregression.Parameters(window: 28, selectionInterval: 1000)
        (autoregression.steps, autoregression.patience) = (8, 1)
        parameters.trend.autoregressions = [autoregression]
        var trees = PriceTrees.Parameters(spreadDays: 7)
        trees.boosting.treeCount = 20
        parameters.trend.trees = [trees]
        var network = PriceNetwork.Parameters(members: 1, spreadDays: 7)
        (network.channels, network.epochs) = (8, 3)
        parameters.trend.networks = [network]
        parameters.extremes = network
        parameters.renewalEpochs = 1
        return parameters
    }

    /// The prices of a market by quarter hours of UTC.
    static func series(_ market: MarketDays, days: Int) -> SlotSeries {
        let first = Slot(containing: market.firstDate.startUTC)
        return SlotSeries(
            firstSlot: first, values: market.prices.prefix(days * 24).flatMap { [Double](repeating: $0, count: 4) })
    }
}
