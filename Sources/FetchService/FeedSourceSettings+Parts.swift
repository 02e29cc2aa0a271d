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
        case .entsoe(let zone, _): return try Entsoe(zone: zone, token: token, base: server)
        case .energiDataService(let zone):
            return try EnergiDataService(zone: zone, currency: isInEuros ? .eur : .dkk, base: server)
        case .awattar(let zone): return try Awattar(zone: zone, base: server)
        case .energyCharts(let zone): return try EnergyCharts(zone: zone, base: server)
        case .octopus(let tariff): return try OctopusAgile(tariff: tariff, base: server)
        case .swiss(let swiss): return try swiss.source(token: token, base: server)
        case .tibber(_, let home): return try Tibber(token: token, home: home, base: server)
        case .nordPool(let zone): return try NordPool(zone: zone, currency: house.currency, base: server)
        case .openMeteo, .metNorway, .smhi, .brightSky, .meteoSwiss, .forecastSolar, .danishCarbon, .britishCarbon,
            .electricityMaps:
            throw .request("\(name) has no prices")
        }
    }

    private func forecast(_ house: FetchHouse, token: String?) throws(FeedFault) -> any FeedSource {
        guard let position = house.position else {
            throw .request("\(name) asks for the latitude and longitude of the site")
        }
        switch feed {
        case .openMeteo: return OpenMeteo(position, base: server, key: token)
        case .metNorway: return MetNorway(position, base: server)
        case .smhi: return Smhi(position, base: server)
        case .brightSky: return BrightSky(position, .forecast, base: server)
        case .meteoSwiss(let type, let id):
            return MeteoSwiss(position, MeteoSwiss.Point(type: type, id: id), base: server)
        case .forecastSolar(let tilt, let azimuth, _):
            let plane = ForecastSolar.Plane(tilt: tilt, azimuth: azimuth, peak: house.pvPeak)
            return ForecastSolar(position, [plane], base: server, key: token)
        default: throw .request("\(name) has no forecasts")
        }
    }

    private func carbon(token: String) throws(FeedFault) -> [SourcePart] {
        var parts: [SourcePart] = []
        switch feed {
        case .danishCarbon(let zone):
            for nature in FeedNature.allCases {
                let source = try DanishCarbon(zone: zone, nature: nature, base: server)
                parts.append(SourcePart(source: source, nature: nature))
            }
        case .britishCarbon(let area):
            // What was is there for the whole country alone.
            for nature in FeedNature.allCases where nature == .forecast || area == .national {
                let source = try BritishCarbon(area.asked, nature: nature, base: server)
                parts.append(SourcePart(source: source, nature: nature))
            }
        case .electricityMaps(let zone, _, let series):
            for series in series {
                let source = try ElectricityMaps(zone: zone, series: series.asked, token: token, base: server)
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
