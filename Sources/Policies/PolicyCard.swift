// SPDX-License-Identifier: Apache-2.0

import Energy
import StrictTOML

/// What a policy does, what it was made from and how it did.
public struct PolicyCard: Hashable, Sendable {
    /// What it does, for an owner to read.
    public let does: String
    /// What it was tuned or trained on.
    public let data: String
    /// The command that makes the figures again.
    public let command: String
    /// The seed of a trained policy, nil where there is no chance in it.
    public let seed: Int?
    /// What was tried on the way to it, and what of that did not work; nil where nothing is told.
    public let tried: String?
    /// How it did on recorded houses.
    public let results: [Result]

    /// The bill of one recorded house under one kind of forecast, in the tariff's currency; costs are adjusted for the
    /// energy left at the end.
    public struct Result: Hashable, Sendable {
        /// The recording, as in `home_de_a`.
        public let home: String
        /// First moment of the window.
        public let from: UTCInstant
        /// First moment after the window.
        public let to: UTCInstant
        /// `perfect`, `known-prices`, `naive` or `model`.
        public let forecast: String
        /// Without a battery.
        public let noBattery: Money
        /// With this policy.
        public let cost: Money
        /// With self-consumption.
        public let selfConsumption: Money
        /// With the rolling optimiser under the same forecasts.
        public let optimiser: Money
        /// With everything known beforehand.
        public let perfectForesight: Money

        /// Share of the possible saving, percent; nil where nothing can be saved.
        public var sharePercent: Double? {
            let possible = noBattery - perfectForesight
            return possible.value > 0 ? 100 * ((noBattery - cost) / possible) : nil
        }

        init(_ table: TOMLTableReader) {
            func instant(_ key: String) -> UTCInstant {
                table.parsed(
                    key, expected: "a moment such as \"2016-10-31T23:00Z\"",
                    placeholder: UTCInstant(secondsSinceEpoch: 0)
                ) { UTCInstant(iso8601: $0) }
            }
            func money(_ key: String) -> Money { Money(table.number(key)) }
            home = table.string("home")
            from = instant("from")
            to = instant("to")
            forecast = table.string("forecast")
            noBattery = money("no_battery")
            cost = money("cost")
            selfConsumption = money("self_consumption")
            optimiser = money("optimiser")
            perfectForesight = money("perfect_foresight")
        }
    }

    init(_ table: TOMLTableReader) {
        does = table.string("does")
        data = table.string("data")
        command = table.string("command")
        seed = table.integerIfPresent("seed")
        tried = table.stringIfPresent("tried")
        results = table.tables("results").map(Result.init)
    }
}
