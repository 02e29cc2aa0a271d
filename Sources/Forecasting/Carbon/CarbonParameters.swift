// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// How the forecaster of carbon intensity is built and trained.
public struct CarbonParameters: Hashable, Sendable {
    /// The clock people live by in the bidding zone.
    public var zone: TimeZoneRule = .centralEuropean
    /// Public holidays of the bidding zone, which count as Sundays; nil for none.
    public var holidays: HolidayCalendar?
    /// Cells of each network's memory, at least 1.
    public var width = 32
    /// Networks with different seeds whose forecasts are averaged, at least 1.
    public var members = 5
    /// Penalties of the ridge regression on inputs scaled to 0...1, each > 0; the one that does best on weeks held out is used.
    public var ridgePenalties = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2]
    /// How each network is trained; member k has the seed plus k.
    public var training = NetworkTrainingParameters(
        batchSize: 64, epochLimit: 40, adam: .init(learningRate: 0.005), plateau: .init(factor: 0.3, patience: 1),
        patience: 5)
    /// Fewest hours of history that are worth training on: eight weeks.
    public var fewestWindows = 56 * 24

    /// The values that did best on the validation windows of Germany and Sweden.
    public init(holidays: HolidayCalendar? = nil) { self.holidays = holidays }
}
