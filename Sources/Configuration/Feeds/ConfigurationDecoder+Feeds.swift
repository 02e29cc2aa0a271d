// SPDX-License-Identifier: Apache-2.0

import Energy
import StrictTOML

/// What sources need to know of the house.
struct FeedHouse {
    /// Currency of the tariff; empty after a fault.
    let currency: String
    let position: GeographicPosition?
    let pvPeak: Watts
}

/// Names of the sources of prices.
private enum PriceSourceName: String, CaseIterable {
    case elprisetjustnu, hvakosterstrommen, entsoe, awattar, octopus, ekz, ckw, bkw, esit, tibber, nordpool
    case energiDataService = "energi-data-service"
    case energyCharts = "energy-charts"
    case groupeE = "groupe-e"
}

/// Names of the sources of weather.
private enum WeatherSourceName: String, CaseIterable {
    case openMeteo = "open-meteo"
    case metNorway = "met-norway"
    case smhi
    case brightSky = "bright-sky"
    case meteoswiss
}

/// Names of the sources of solar forecasts.
private enum SolarSourceName: String, CaseIterable {
    case forecastSolar = "forecast-solar"
}

/// Names of the sources of carbon intensity.
private enum CarbonSourceName: String, CaseIterable {
    case energiDataService = "energi-data-service"
    case carbonintensity, electricitymaps
}

extension ConfigurationDecoder {
    /// Reads who is asked for prices, weather and carbon intensity; nobody is where nothing is said.
    func readFeeds(_ house: FeedHouse) -> FeedSettings {
        let table = root.tableOrEmpty("feeds")
        let drafts: [FeedSourceSettings] =
            sources(table, .price) { readPrice($0, house) } + sources(table, .weather) { readWeather($0, house) }
            + sources(table, .solar) { readSolar($0, house) } + sources(table, .carbon) { readCarbon($0) }
        return FeedSettings(
            contact: readContact(table, isNeeded: !drafts.isEmpty),
            stateFolder: folder(table, "state", default: "/var/lib/hearth-fetch"), sources: drafts)
    }

    private func sources(
        _ table: TOMLTableReader, _ kind: FeedKind, _ read: (TOMLTableReader) -> (name: String, feed: ConfiguredFeed)
    ) -> [FeedSourceSettings] {
        var result: [FeedSourceSettings] = []
        for table in table.tables(kind.rawValue) {
            let (name, feed) = read(table)
            let settings = FeedSourceSettings(
                kind: kind, name: name, feed: feed, server: readServer(table), key: table.path, line: table.line)
            if result.contains(where: { $0.feed == feed }) {
                table.fault("source", expected: "a source that is not named already")
            }
            result.append(settings)
        }
        return result
    }

    /// Goes into a header field, in parentheses.
    private func readContact(_ table: TOMLTableReader, isNeeded: Bool) -> String {
        let expected = "a mail address or a page such as \"me@example.org\", for sources to reach whoever asks them"
        return table.parsed("contact", expected: expected, placeholder: "", default: isNeeded ? nil : "") { text in
            let isPlain = text.utf8.allSatisfy { (33...126).contains($0) && !"()\\".utf8.contains($0) }
            let isAddress = text.contains("@") || text.hasPrefix("https://") || text.hasPrefix("http://")
            return isPlain && isAddress && (3...100).contains(text.utf8.count) ? text : nil
        }
    }

    // MARK: Kinds

    private func readPrice(_ table: TOMLTableReader, _ house: FeedHouse) -> (String, ConfiguredFeed) {
        let name = table.choice("source", as: PriceSourceName.self)
        let own: [String]? =
            switch name {
            case .elprisetjustnu: ["SEK", "EUR"]
            case .hvakosterstrommen: ["NOK", "EUR"]
            case .energiDataService: ["DKK", "EUR"]
            case .entsoe, .awattar, .energyCharts: ["EUR"]
            case .octopus: ["GBP"]
            case .ekz, .groupeE, .ckw, .bkw, .esit: ["CHF"]
            case .nordpool: ["BGN", "DKK", "EUR", "NOK", "PLN", "RON", "SEK"]
            // That of the customer's contract.
            case .tibber: nil
            }
        if let own, !house.currency.isEmpty, !own.contains(house.currency) {
            table.fault(
                "source",
                expected: "a source of prices in \(house.currency), the tariff's currency; this one has "
                    + own.joined(separator: ", "))
        }
        return (name.rawValue, priceFeed(name, table))
    }

    private func priceFeed(_ name: PriceSourceName, _ table: TOMLTableReader) -> ConfiguredFeed {
        switch name {
        case .elprisetjustnu: .elprisetJustNu(zone: zone(table))
        case .hvakosterstrommen: .hvaKosterStrommen(zone: zone(table))
        case .entsoe: .entsoe(zone: zone(table), tokenFile: tokenFile(table))
        case .energiDataService: .energiDataService(zone: zone(table))
        case .awattar: .awattar(zone: zone(table))
        case .energyCharts: .energyCharts(zone: zone(table))
        case .octopus: .octopus(tariff: table.string("tariff"))
        case .ekz: swiss(.ekz(tariff: table.string("tariff")), table)
        case .ckw: swiss(.ckw(tariff: table.string("tariff")), table)
        case .groupeE: groupeE(table)
        case .bkw: .swiss(SwissFeed(service: .bkw, components: [], hasFeedIn: true, includesVAT: true))
        case .esit:
            swiss(.esit(meteringCode: table.string("metering_code"), tokenFile: tokenFile(table)), table)
        case .tibber: .tibber(tokenFile: tokenFile(table), home: table.stringIfPresent("home"))
        case .nordpool: nordPool(table)
        }
    }

    private func readWeather(_ table: TOMLTableReader, _ house: FeedHouse) -> (String, ConfiguredFeed) {
        let name = table.choice("source", as: WeatherSourceName.self)
        needPosition(table, house)
        let feed: ConfiguredFeed =
            switch name {
            case .openMeteo: .openMeteo(tokenFile: tokenFileIfPresent(table))
            case .metNorway: .metNorway
            case .smhi: .smhi
            case .brightSky: .brightSky
            case .meteoswiss:
                .meteoSwiss(
                    pointType: table.integer("point_type", in: 1...3, default: 2),
                    pointID: table.integer("point_id", in: 1...999_999))
            }
        return (name.rawValue, feed)
    }

    private func readSolar(_ table: TOMLTableReader, _ house: FeedHouse) -> (String, ConfiguredFeed) {
        let name = table.choice("source", as: SolarSourceName.self)
        needPosition(table, house)
        if house.pvPeak.value <= 0 {
            table.fault("source", expected: "pv_peak_w above 0 in [site] beside it, as this source asks for it")
        }
        let feed = ConfiguredFeed.forecastSolar(
            tilt: table.number("tilt_degrees", in: 0...90, unit: "degrees"),
            azimuth: table.number("azimuth_degrees", in: 0...360, unit: "degrees"),
            tokenFile: tokenFileIfPresent(table))
        return (name.rawValue, feed)
    }

    private func readCarbon(_ table: TOMLTableReader) -> (String, ConfiguredFeed) {
        let name = table.choice("source", as: CarbonSourceName.self)
        let feed: ConfiguredFeed =
            switch name {
            case .energiDataService: .danishCarbon(zone: zone(table))
            case .carbonintensity: .britishCarbon(britishArea(table))
            case .electricitymaps:
                .electricityMaps(
                    zone: zone(table), tokenFile: tokenFile(table),
                    series: table.choices("series", count: 1...3, default: [.history, .forecast]))
            }
        return (name.rawValue, feed)
    }

    private func needPosition(_ table: TOMLTableReader, _ house: FeedHouse) {
        if house.position == nil {
            table.fault("source", expected: "latitude and longitude in [site] beside it, as this source asks for them")
        }
    }
}
