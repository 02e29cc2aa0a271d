// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy

/// What sources are asked with: what the configuration says of the house.
struct FetchHouse: Hashable, Sendable {
    /// What prices have to be in.
    let currency: String
    /// Nil where it is not said.
    let position: GeographicPosition?
    let pvPeak: Watts
    /// Whose days are asked for.
    let marketZone: TimeZoneRule

    init(_ configuration: HearthConfiguration) {
        currency = configuration.tariff.currency
        position = configuration.position
        pvPeak = configuration.site.pvPeak
        marketZone = configuration.site.marketZone
    }
}

extension HouseJob {
    /// The job that fetches a kind.
    static func fetching(_ kind: FeedKind) -> HouseJob {
        switch kind {
        case .price: .fetchPrices
        case .weather, .solar: .fetchWeather
        case .carbon: .fetchCarbon
        }
    }
}
