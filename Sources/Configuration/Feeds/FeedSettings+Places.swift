// SPDX-License-Identifier: Apache-2.0

import Energy

extension HearthConfiguration {
    /// What the house's documents may be about, by their kinds, in the words of their sources.
    public var feedPlaces: [FeedKind: Set<String>] {
        feeds.sources.reduce(into: [:]) { places, source in
            places[source.kind, default: []].insert(source.feed.place(at: position))
        }
    }
}

extension ConfiguredFeed {
    /// What its documents are about.
    ///
    /// - Parameter position: where the house stands; a source of weather is not configured without one.
    func place(at position: GeographicPosition?) -> String {
        switch self {
        case .elprisetJustNu(let zone), .hvaKosterStrommen(let zone), .entsoe(let zone, _),
            .energiDataService(let zone),
            .awattar(let zone), .energyCharts(let zone), .nordPool(let zone), .danishCarbon(let zone),
            .electricityMaps(let zone, _, _):
            zone
        case .octopus(let tariff): tariff
        case .tibber(_, let home): home ?? "tibber"
        case .swiss(let swiss): swiss.service.place
        case .britishCarbon(.national): "GB"
        case .britishCarbon(.region(let number)): "GB-\(number)"
        case .britishCarbon(.postcode(let text)): "GB-\(text)"
        case .openMeteo, .metNorway, .smhi, .brightSky, .meteoSwiss, .forecastSolar: position?.placeName ?? ""
        }
    }
}

extension SwissFeed.Service {
    fileprivate var place: String {
        switch self {
        case .ekz(let tariff): "ekz-\(tariff)"
        case .ckw(let tariff): "ckw-\(tariff)"
        case .groupeE(let tariff?): "groupe-e-\(tariff.rawValue)"
        case .groupeE(nil): "groupe-e"
        case .bkw: "bkw"
        case .esit: "esit"
        }
    }
}
