// SPDX-License-Identifier: Apache-2.0

/// The trend of day-ahead prices: LASSO autoregressions, boosted trees and networks.
///
/// The three families err differently, so that their mean is better than the best of them. Within a family every member counts
/// the same; how much a family counts is up to the `PriceForecaster`, which sees how each did lately.
public struct PriceTrend: Hashable, Sendable {
    /// How the members are fitted.
    public struct Parameters: Hashable, Sendable {
        /// The LASSO autoregressions.
        public var autoregressions: [LassoAutoregression.Parameters] = [
            .init(window: 56), .init(window: 84), .init(window: 728), .init(window: 1092, spreadDays: 7),
        ]
        /// The boosted trees.
        public var trees: [PriceTrees.Parameters] = [.init(), .init(spreadDays: 7)]
        /// The networks.
        public var networks: [PriceNetwork.Parameters] = [
            .init(members: 6, spreadDays: 7), .init(members: 6, spreadDays: 28),
        ]

        /// The values chosen on the validation windows.
        public init() {}
    }

    /// Number of families.
    static let familyCount = 3
    /// Fewest days of history that can be learnt from.
    public static let fewestDays = max(PriceWindows.reach, PriceLevel.reach) + 56

    var autoregressions: [LassoAutoregression]
    var trees: [PriceTrees]
    var networks: [PriceNetwork]

    init(autoregressions: [LassoAutoregression], trees: [PriceTrees], networks: [PriceNetwork]) {
        (self.autoregressions, self.trees, self.networks) = (autoregressions, trees, networks)
    }

    /// Learns from the days before one; nil where there are fewer than `fewestDays`.
    public init?(_ market: MarketDays, before day: Int, parameters: Parameters = Parameters()) {
        self.init(market, before: day, parameters: parameters, parts: .none)
    }

    init?(_ market: MarketDays, before day: Int, parameters: Parameters, parts: TrainingParts) {
        guard day >= Self.fewestDays else { return nil }
        let autoregressions = parameters.autoregressions.compactMap {
            LassoAutoregression(market, before: day, parameters: $0)
        }
        let trees = parameters.trees.compactMap { PriceTrees(market, before: day, parameters: $0) }
        let networks = parameters.networks.enumerated().compactMap { index, network in
            PriceNetwork(
                market, before: day, target: .price, parameters: network, parts: parts.inside("trend-\(index)"))
        }
        guard autoregressions.count == parameters.autoregressions.count, trees.count == parameters.trees.count,
            networks.count == parameters.networks.count
        else { return nil }
        self.init(autoregressions: autoregressions, trees: trees, networks: networks)
    }

    /// Fits the autoregressions to the days before one, from the coefficients they have.
    public mutating func recalibrate(_ market: MarketDays, before day: Int) {
        for index in autoregressions.indices { autoregressions[index].refit(market, before: day) }
    }

    /// Trains trees and networks anew on the days before one; the networks go on from the weights they have.
    public mutating func retrain(_ market: MarketDays, before day: Int, parameters: PriceForecastParameters) {
        let renewed = parameters.trend.trees.compactMap { PriceTrees(market, before: day, parameters: $0) }
        if renewed.count == trees.count { trees = renewed }
        networks = zip(networks, parameters.trend.networks).map { network, training in
            var training = training
            training.epochs = parameters.renewalEpochs
            return PriceNetwork(
                market, before: day, target: .price, parameters: training, startingFrom: network) ?? network
        }
    }

    /// The forecast of each family for a day: autoregressions, trees, networks.
    public func families(_ market: MarketDays, day: Int) -> [[Double]] {
        [
            Self.mean(autoregressions.map { $0.forecast(market, day: day) }),
            Self.mean(trees.map { $0.forecast(market, day: day) }),
            Self.mean(networks.map { $0.forecast(market, day: day) }),
        ]
    }

    /// The prices of a day from those of the days before, of the exogenous series from that day too.
    public func forecast(_ market: MarketDays, day: Int) -> [Double] { Self.mean(families(market, day: day)) }

    static func mean(_ forecasts: [[Double]]) -> [Double] {
        (0..<MarketDays.hours).map { hour in
            forecasts.reduce(0) { $0 + $1[hour] } / Double(max(1, forecasts.count))
        }
    }
}
