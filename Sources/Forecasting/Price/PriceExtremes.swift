// SPDX-License-Identifier: Apache-2.0

/// Two classifiers that know a day's dear and cheap hours and correct the shape of its trend.
///
/// One learns the eight dearest hours, the other the eight cheapest. What they say together beyond the trend's own shape moves
/// prices within the day and leaves its mean alone.
public struct PriceExtremes: Hashable, Sendable {
    private(set) var peak: PriceNetwork
    private(set) var valley: PriceNetwork

    init(peak: PriceNetwork, valley: PriceNetwork) { (self.peak, self.valley) = (peak, valley) }

    /// Learns from the days before one; nil where there are too few.
    public init?(_ market: MarketDays, before day: Int, parameters: PriceNetwork.Parameters) {
        self.init(market, before: day, parameters: parameters, parts: .none)
    }

    init?(_ market: MarketDays, before day: Int, parameters: PriceNetwork.Parameters, parts: TrainingParts) {
        func trained(_ target: PriceNetwork.Target) -> PriceNetwork? {
            PriceNetwork(market, before: day, target: target, parameters: parameters, parts: parts.inside("\(target)"))
        }
        guard let peak = trained(.peak), let valley = trained(.valley) else { return nil }
        self.init(peak: peak, valley: valley)
    }

    /// Goes on learning with the days before another one.
    public mutating func retrain(_ market: MarketDays, before day: Int, parameters: PriceNetwork.Parameters) {
        func renewed(_ network: PriceNetwork) -> PriceNetwork {
            PriceNetwork(
                market, before: day, target: network.target, parameters: parameters, startingFrom: network) ?? network
        }
        (peak, valley) = (renewed(peak), renewed(valley))
    }

    /// How dear each hour of a day is expected to be within it: probability of a peak less that of a valley, -1...1.
    public func ranking(_ market: MarketDays, day: Int) -> [Double] {
        zip(peak.outputs(market, day: day), valley.outputs(market, day: day)).map {
            $0.0.logistic - $0.1.logistic
        }
    }

    /// The correction of a trend at strength 1, with mean 0: the part of the ranking that the trend's shape does not have, in
    /// units of the trend's mean deviation within the day.
    static func correction(trend: [Double], ranking: [Double]) -> [Double] {
        let count = Double(max(1, trend.count))
        let (trendMean, rankMean) = (trend.reduce(0, +) / count, ranking.reduce(0, +) / count)
        let (shape, ranks) = (trend.map { $0 - trendMean }, ranking.map { $0 - rankMean })
        let square = shape.reduce(0) { $0 + $1 * $1 }
        let slope = square > 0 ? zip(shape, ranks).reduce(0) { $0 + $1.0 * $1.1 } / square : 0
        let deviation = shape.reduce(0) { $0 + abs($1) } / count
        return zip(shape, ranks).map { deviation * ($1 - slope * $0) }
    }
}
