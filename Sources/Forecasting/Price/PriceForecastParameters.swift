// SPDX-License-Identifier: Apache-2.0

import Bits
import Learning

/// How prices are forecast.
public struct PriceForecastParameters: Hashable, Sendable {
    /// The trend.
    public var trend = PriceTrend.Parameters()
    /// The classifiers of dear and cheap hours; nil for a trend that is not reshaped.
    public var extremes: PriceNetwork.Parameters?
    /// Days between two trainings of trees and networks where forecasts are made day after day; at least 1.
    public var trainingInterval = 28
    /// Epochs of a network that was trained before.
    public var renewalEpochs = 2

    /// The values chosen on the validation windows.
    public init() {
        extremes = PriceNetwork.Parameters(members: 2, spreadDays: 7)
    }

    /// Gives every part that draws random numbers a seed of its own that follows from one.
    public mutating func seed(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for index in trend.trees.indices { trend.trees[index].boosting.seed = random.next() }
        for index in trend.networks.indices { trend.networks[index].seed = random.next() }
        extremes?.seed = random.next()
    }
}
