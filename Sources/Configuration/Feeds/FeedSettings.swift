// SPDX-License-Identifier: Apache-2.0

import Energy

/// What is fetched from the internet, and from whom.
public struct FeedSettings: Hashable, Sendable {
    /// Mail address or page of whoever runs the house, told to every source; empty where there is none to tell.
    public let contact: String
    /// Folder of what is remembered between two runs.
    public internal(set) var stateFolder: String
    /// All sources, in the order of the file in each kind: where one has nothing, the next of its kind takes over.
    public let sources: [FeedSourceSettings]

    /// The kinds that there are sources of.
    public var kinds: Set<FeedKind> { Set(sources.map(\.kind)) }

    /// The sources of a kind, in order.
    public func sources(of kind: FeedKind) -> [FeedSourceSettings] { sources.filter { $0.kind == kind } }
}

/// A source, as it is configured.
public struct FeedSourceSettings: Hashable, Sendable {
    /// What it gives.
    public let kind: FeedKind
    /// Its name in the configuration, such as `entsoe`.
    public let name: String
    /// Who is asked for what.
    public let feed: ConfiguredFeed
    /// Scheme, host and port that are asked in place of the source's own; nil for its own.
    public let server: String?
    /// Where it stands in the file, for faults that are found later, such as `feeds.price[0]`.
    public let key: String
    /// Line of its table.
    public let line: Int
}

/// A source with what it has to know.
///
/// Files of tokens are absolute paths, and read when the source is asked.
public enum ConfiguredFeed: Hashable, Sendable {
    /// elprisetjustnu.se, by bidding zone.
    case elprisetJustNu(zone: String)
    /// hvakosterstrommen.no, by bidding zone.
    case hvaKosterStrommen(zone: String)
    /// ENTSO-E Transparency Platform, by bidding zone.
    case entsoe(zone: String, tokenFile: String)
    /// Prices of Energi Data Service, by bidding zone.
    case energiDataService(zone: String)
    /// aWATTar, by bidding zone.
    case awattar(zone: String)
    /// energy-charts.info, by bidding zone.
    case energyCharts(zone: String)
    /// Octopus Energy, by tariff code.
    case octopus(tariff: String)
    /// A Swiss grid operator.
    case swiss(SwissFeed)
    /// Tibber; the home where a customer has several.
    case tibber(tokenFile: String, home: String?)
    /// Nord Pool, by bidding zone, for those with a licence.
    case nordPool(zone: String)
    /// Open-Meteo; the token is the key of a paying customer.
    case openMeteo(tokenFile: String?)
    /// MET Norway.
    case metNorway
    /// SMHI.
    case smhi
    /// Bright Sky.
    case brightSky
    /// MeteoSwiss, by the type (1...3) and the number of a forecast point.
    case meteoSwiss(pointType: Int, pointID: Int)
    /// forecast.solar: tilt from the horizontal and azimuth clockwise from north, degrees; the token is a customer's key.
    case forecastSolar(tilt: Double, azimuth: Double, tokenFile: String?)
    /// Carbon intensity of Energi Data Service, by bidding zone.
    case danishCarbon(zone: String)
    /// carbonintensity.org.uk.
    case britishCarbon(BritishArea)
    /// Electricity Maps, by its own name of a zone, and which of its series the token allows.
    case electricityMaps(zone: String, tokenFile: String, series: [CarbonSeries])

    /// Whether it gives day-ahead prices without tax and fees.
    public var hasSpotPrices: Bool {
        switch self {
        case .elprisetJustNu, .hvaKosterStrommen, .entsoe, .energiDataService, .awattar, .energyCharts, .nordPool,
            .tibber:
            true
        case .octopus, .swiss, .openMeteo, .metNorway, .smhi, .brightSky, .meteoSwiss, .forecastSolar,
            .danishCarbon, .britishCarbon, .electricityMaps:
            false
        }
    }

    /// What a British carbon intensity is for.
    public enum BritishArea: Hashable, Sendable {
        /// All of Great Britain.
        case national
        /// A region by its number, 1...17.
        case region(Int)
        /// The region of a postcode, by its first half.
        case postcode(String)
    }

    /// A series of Electricity Maps.
    public enum CarbonSeries: String, CaseIterable, Hashable, Sendable {
        /// The last 24 hours.
        case history
        /// The hours to come.
        case forecast
        /// The last value.
        case latest
    }
}

/// A dynamic tariff of a Swiss grid operator.
public struct SwissFeed: Hashable, Sendable {
    /// Who is asked.
    public enum Service: Hashable, Sendable {
        /// EKZ, by the tariff's name.
        case ekz(tariff: String)
        /// Groupe E; a tariff of the first version of its interface, or nil for the one of the second.
        case groupeE(GroupeETariff?)
        /// CKW, by the tariff's name.
        case ckw(tariff: String)
        /// BKW, what is fed in alone.
        case bkw
        /// Swisspower ESIT, by the number of the metering point.
        case esit(meteringCode: String, tokenFile: String)
    }

    /// A tariff in the first version of Groupe E's interface.
    public enum GroupeETariff: String, CaseIterable, Hashable, Sendable {
        /// All that a kWh costs, by the quarter hour.
        case varioPlus = "vario_plus"
        /// The grid's part of it.
        case varioGrid = "vario_grid"
        /// All that a kWh costs at a high and a low price.
        case dtPlus = "dt_plus"
    }

    /// A part of the import price.
    public enum Component: String, CaseIterable, Hashable, Sendable {
        /// Energy.
        case electricity
        /// Use of the grid.
        case grid
        /// Fees of communes and cantons.
        case regionalFees = "regional_fees"
        /// Energy and grid in one.
        case integrated
    }

    /// Who is asked.
    public let service: Service
    /// What the import price is summed up from; empty for none.
    public let components: [Component]
    /// Whether the price of what is fed in is taken too.
    public let hasFeedIn: Bool
    /// Whether the import prices hold value added tax.
    public let includesVAT: Bool

    /// Puts a tariff together.
    public init(service: Service, components: [Component], hasFeedIn: Bool, includesVAT: Bool) {
        (self.service, self.components) = (service, components)
        (self.hasFeedIn, self.includesVAT) = (hasFeedIn, includesVAT)
    }
}
