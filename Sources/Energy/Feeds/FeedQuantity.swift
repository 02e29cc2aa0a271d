// SPDX-License-Identifier: Apache-2.0

/// What a number that was fetched is, in the unit Hearth keeps it in.
public enum FeedQuantity: String, CaseIterable, Hashable, Sendable {
    /// Day-ahead price, currency per kWh without tax and fees.
    case spotPrice = "spot_price"
    /// All that an imported kWh costs, currency per kWh with tax and fees.
    case importPrice = "import_price"
    /// What an exported kWh earns, currency per kWh.
    case exportPrice = "export_price"
    /// Air temperature 2 m above ground, degrees Celsius.
    case airTemperature = "air_temperature"
    /// Relative humidity, 0...1.
    case relativeHumidity = "relative_humidity"
    /// Part of the sky that is covered, 0...1.
    case cloudCover = "cloud_cover"
    /// Wind 10 m above ground, m/s.
    case windSpeed = "wind_speed"
    /// Rain and snow, mm of water.
    case precipitation
    /// Global irradiance on a horizontal plane, W/m2.
    case globalHorizontal = "global_horizontal"
    /// Diffuse irradiance on a horizontal plane, W/m2.
    case diffuseHorizontal = "diffuse_horizontal"
    /// Irradiance from the sun's direction on a plane across it, W/m2.
    case directNormal = "direct_normal"
    /// AC power of the house's PV, W.
    case pvPower = "pv_power"
    /// Carbon intensity of the electricity used, g of CO2 per kWh.
    case carbonIntensity = "carbon_intensity"

    /// How a number that covers another time than a quarter hour becomes quarter hours.
    public enum Measure: Hashable, Sendable {
        /// The mean over its time: each quarter hour inside has it, and several shorter ones make a mean.
        case mean
        /// The value at a moment: quarter hours have what lies on the line between two moments.
        case instant
        /// The sum over its time: each quarter hour inside has its part.
        case sum
    }

    /// How its numbers are spread over quarter hours.
    public var measure: Measure {
        switch self {
        case .airTemperature, .relativeHumidity, .cloudCover, .windSpeed: .instant
        case .precipitation: .sum
        default: .mean
        }
    }

    /// What it can be; a number outside says that unit or meaning is another.
    ///
    /// Prices: the harmonised limits of the day-ahead market are -0.5 and 4 EUR/kWh, raised by 1 where they are come near,
    /// and a krone is about a tenth of a euro. A sum is that of an hour.
    public var range: ClosedRange<Double> {
        switch self {
        case .spotPrice, .importPrice, .exportPrice: -60...60
        case .airTemperature: -90...60
        case .relativeHumidity, .cloudCover: 0...1
        case .windSpeed: 0...120
        case .precipitation: 0...400
        case .globalHorizontal, .directNormal: 0...1500
        case .diffuseHorizontal: 0...1000
        case .pvPower: 0...1_000_000
        case .carbonIntensity: 0...3000
        }
    }

    /// Its unit in words, such as `W/m2`; the currency of a price is said beside it.
    public var unit: String {
        switch self {
        case .spotPrice, .importPrice, .exportPrice: "per kWh"
        case .airTemperature: "degrees Celsius"
        case .relativeHumidity, .cloudCover: "parts of 1"
        case .windSpeed: "m/s"
        case .precipitation: "mm"
        case .globalHorizontal, .diffuseHorizontal, .directNormal: "W/m2"
        case .pvPower: "W"
        case .carbonIntensity: "g/kWh"
        }
    }
}

/// A kind of source: of each kind one source is used, and a second where the first has nothing.
public enum FeedKind: String, CaseIterable, Hashable, Sendable {
    /// Prices of electricity.
    case price
    /// Weather.
    case weather
    /// Forecasts of the house's own PV.
    case solar
    /// Carbon intensity of the grid.
    case carbon
}

/// What kind of knowledge fetched numbers are.
public enum FeedNature: String, CaseIterable, Hashable, Sendable {
    /// What will be, as somebody expects it.
    case forecast
    /// What was, or what holds: measured, settled or published as binding, as day-ahead prices are.
    case actual
}
