// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Feeds

/// One of the things that a configured source is asked for.
struct SourcePart: Sendable {
    let source: any FeedSource
    /// Of all its numbers.
    let nature: FeedNature
}

extension FeedSourceSettings {
    /// The file with its token; nil for a source that has none.
    var tokenFile: String? {
        switch feed {
        case .entsoe(_, let file), .tibber(let file, _), .electricityMaps(_, let file, _): file
        case .openMeteo(let file), .forecastSolar(_, _, let file): file
        case .swiss(let swiss): if case .esit(_, let file) = swiss.service { file } else { nil }
        case .elprisetJustNu, .hvaKosterStrommen, .energiDataService, .awattar, .energyCharts, .octopus, .nordPool,
            .metNorway, .smhi, .brightSky, .meteoSwiss, .danishCarbon, .britishCarbon:
            nil
        }
    }

    /// What the source is asked for, at least one part; all have one name and one place.
    ///
    /// - Parameter token: what stands in `tokenFile`; nil where there is none.
    /// - Throws: `.request` for what the source cannot be asked for, such as a zone it does not know.
    func parts(_ house: FetchHouse, token: String?) throws(FeedFault) -> [SourcePart] {
        switch kind {
        case .price: [SourcePart(source: try price(house, token: token ?? ""), nature: .actual)]
        case .weather, .solar: [SourcePart(source: try forecast(house, token: token), nature: .forecast)]
        case .carbon: try carbon(token: token ?? "")
        }
    }

    private func price(_ house: FetchHouse, token: String) throws(FeedFault) -> any FeedSource {
        let isInEuros = house.currency == "EUR"
        switch feed {
        case .elprisetJustNu(let zone):
            return try ElprisetJustNu(.sweden, zone: zone, isInEuros: isInEuros, base: server)
        case .hvaKosterStrommen(let zone):
            return try ElprisetJustNu(.norway, zone: zone, isInEuros: isInEuros, base: server)
        case .entsoe(let zone, _):
            return try server.map { base throws(FeedFault) in try Entsoe(zone: zone, token: token, base: base) }
                ?? Entsoe(zone: zone, token: token)
        case .energiDataService(let zone):
            let currency: EnergiDataService.Currency = isInEuros ? .eur : .dkk
            return try server.map { base throws(FeedFault) in
                try EnergiDataService(zone: zone, currency: currency, base: base)
            } ?? EnergiDataService(zone: zone, currency: currency)
        case .awattar(let zone): return try Awattar(zone: zone, base: server)
        case .energyCharts(let zone):
            return try server.map { base throws(FeedFault) in try EnergyCharts(zone: zone, base: base) }
                ?? EnergyCharts(zone: zone)
        case .octopus(let tariff):
            return try server.map { base throws(FeedFault) in try OctopusAgile(tariff: tariff, base: base) }
                ?? OctopusAgile(tariff: tariff)
        case .swiss(let swiss): return try swiss.source(token: token, base: server)
        case .tibber(_, let home):
            return try server.map { base throws(FeedFault) in try Tibber(token: token, home: home, base: base) }
                ?? Tibber(token: token, home: home)
        case .nordPool(let zone):
            return try server.map { base throws(FeedFault) in
                try NordPool(zone: zone, currency: house.currency, base: base)
            } ?? NordPool(zone: zone, currency: house.currency)
        default: throw .request("\(name) has no prices")
        }
    }

    private func forecast(_ house: FetchHouse, token: String?) throws(FeedFault) -> any FeedSource {
        guard let position = house.position else {
            throw .request("\(name) asks for the latitude and longitude of the site")
        }
        switch feed {
        case .openMeteo: return OpenMeteo(position, base: server, key: token)
        case .metNorway: return server.map { MetNorway(position, base: $0) } ?? MetNorway(position)
        case .smhi: return server.map { Smhi(position, base: $0) } ?? Smhi(position)
        case .brightSky:
            return server.map { BrightSky(position, .forecast, base: $0) } ?? BrightSky(position, .forecast)
        case .meteoSwiss(let type, let id):
            let point = MeteoSwiss.Point(type: type, id: id)
            return server.map { MeteoSwiss(position, point, base: $0) } ?? MeteoSwiss(position, point)
        case .forecastSolar(let tilt, let azimuth, _):
            let plane = ForecastSolar.Plane(tilt: tilt, azimuth: azimuth, peak: house.pvPeak)
            return server.map { ForecastSolar(position, [plane], base: $0, key: token) }
                ?? ForecastSolar(position, [plane], key: token)
        default: throw .request("\(name) has no forecasts")
        }
    }

    private func carbon(token: String) throws(FeedFault) -> [SourcePart] {
        var parts: [SourcePart] = []
        switch feed {
        case .danishCarbon(let zone):
            for nature in FeedNature.allCases {
                let source =
                    try server.map { base throws(FeedFault) in
                        try DanishCarbon(zone: zone, nature: nature, base: base)
                    } ?? DanishCarbon(zone: zone, nature: nature)
                parts.append(SourcePart(source: source, nature: nature))
            }
        case .britishCarbon(let area):
            // What was is there for the whole country alone.
            for nature in FeedNature.allCases where nature == .forecast || area == .national {
                let source =
                    try server.map { base throws(FeedFault) in
                        try BritishCarbon(area.asked, nature: nature, base: base)
                    } ?? BritishCarbon(area.asked, nature: nature)
                parts.append(SourcePart(source: source, nature: nature))
            }
        case .electricityMaps(let zone, _, let series):
            for series in series {
                let asked = series.asked
                let source =
                    try server.map { base throws(FeedFault) in
                        try ElectricityMaps(zone: zone, series: asked, token: token, base: base)
                    } ?? ElectricityMaps(zone: zone, series: asked, token: token)
                parts.append(SourcePart(source: source, nature: series == .forecast ? .forecast : .actual))
            }
        default: throw .request("\(name) has no carbon intensity")
        }
        return parts
    }
}

extension ConfiguredFeed.BritishArea {
    fileprivate var asked: BritishCarbon.Area {
        switch self {
        case .national: .national
        case .region(let number): .region(number)
        case .postcode(let text): .postcode(text)
        }
    }
}

extension ConfiguredFeed.CarbonSeries {
    fileprivate var asked: ElectricityMaps.Series {
        switch self {
        case .history: .history
        case .forecast: .forecast
        case .latest: .latest
        }
    }
}
