// SPDX-License-Identifier: Apache-2.0

import Energy

/// MET Norway: hourly forecasts of any place for two days, and six-hourly ones for a week more.
///
/// Radiation is none of its variables. Of precipitation only the hourly amounts are taken. Source: the documentation of
/// Locationforecast 2.0 at api.met.no, whose terms want a user agent with a contact. CC BY 4.0.
public struct MetNorway: FeedSource {
    /// How it is to be treated.
    public let rules = FeedRules(
        name: "met-norway", kind: .weather, attribution: "Weather data from MET Norway (CC BY 4.0)")
    /// The place as `59.33,18.07`.
    public let place: String

    private let position: GeographicPosition
    private let base: String

    /// A source for a place.
    ///
    /// - Parameters:
    ///   - position: the altitude is told where it is not 0.
    ///   - base: the server, without a slash at the end; nil for the source's own.
    public init(_ position: GeographicPosition, base: String? = nil) {
        self.position = position
        self.base = base ?? "https://api.met.no"
        place = WeatherAsking.place(position)
    }

    /// One question: the answer always has all that is known.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        try WeatherAsking.checkAhead(slots, now: now, rules)
        let (latitude, longitude) = try WeatherAsking.coordinates(position)
        var url = "\(base)/weatherapi/locationforecast/2.0/compact?lat=\(latitude)&lon=\(longitude)"
        // Without it the altitude is that of MET Norway's own map.
        if position.altitude != 0, (-500...9000).contains(position.altitude) {
            url += "&altitude=" + decimalText(position.altitude, decimals: 0)
        }
        return [FeedQuestion(url: url, slots: slots)]
    }

    /// Reads the whole forecast; units are checked where there are numbers.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let properties = try FeedJSON.decode(Answer.self, from: body).properties
        let published = try FeedTime.stamp(properties.meta.updatedAt, at: "properties.meta.updated_at")
        guard !properties.timeseries.isEmpty else {
            throw .document(at: "properties.timeseries", found: "no entries", expected: "at least one")
        }
        var intervals: [FeedQuantity: [FeedInterval]] = [:]
        for (index, entry) in properties.timeseries.enumerated() {
            let time = try FeedTime.stamp(entry.time, at: "properties.timeseries[\(index)].time")
            // A gap is told too, so that no line is drawn across it.
            for quantity in Self.instants.map(\.quantity) {
                let number = entry.data.instant.numbers[quantity]
                intervals[quantity, default: []].append(FeedInterval(time, seconds: 0, number))
            }
            if let amount = entry.data.nextHour?.numbers[.precipitation] {
                intervals[.precipitation, default: []].append(FeedInterval(time, seconds: 3600, amount))
            }
        }
        for variable in Self.variables where intervals[variable.quantity]?.contains(where: { $0.value != nil }) == true
        {
            try variable.check(unit: properties.meta.units[variable.name], at: "properties.meta.units")
        }
        return FeedPage(intervals, nature: .forecast, publishedAt: published)
    }

    fileprivate static let instants = [
        WeatherVariable("air_temperature", .airTemperature, "celsius"),
        WeatherVariable("relative_humidity", .relativeHumidity, "%", per: 100),
        WeatherVariable("cloud_area_fraction", .cloudCover, "%", per: 100),
        WeatherVariable("wind_speed", .windSpeed, "m/s"),
    ]
    fileprivate static let amounts = [WeatherVariable("precipitation_amount", .precipitation, "mm")]
    private static let variables = instants + amounts
}

private struct Answer: Decodable {
    let properties: Properties

    struct Properties: Decodable {
        let meta: Meta
        let timeseries: [Entry]
    }

    struct Meta: Decodable {
        let updatedAt: String
        let units: [String: String]

        enum CodingKeys: String, CodingKey {
            case updatedAt = "updated_at"
            case units
        }
    }

    struct Entry: Decodable {
        let time: String
        let data: Data
    }

    struct Data: Decodable {
        let instant: Instant
        let nextHour: NextHour?

        enum CodingKeys: String, CodingKey {
            case instant
            case nextHour = "next_1_hours"
        }
    }

    struct Instant: Decodable {
        let numbers: [FeedQuantity: Double]

        init(from decoder: any Decoder) throws {
            numbers = try decoder.container(keyedBy: Details.self).superDecoder(forKey: .details)
                .numbers(MetNorway.instants)
        }
    }

    struct NextHour: Decodable {
        let numbers: [FeedQuantity: Double]

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Details.self)
            numbers =
                members.contains(.details)
                ? try members.superDecoder(forKey: .details).numbers(MetNorway.amounts) : [:]
        }
    }

    enum Details: String, CodingKey { case details }
}
