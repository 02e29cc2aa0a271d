// SPDX-License-Identifier: Apache-2.0

import Energy

/// SMHI: forecasts of northern Europe for ten days, hourly at first and up to twelve-hourly at the end.
///
/// Radiation is none of its variables. Units are not in the answer: clouds are eighths of the sky, precipitation is mm from
/// `intervalParametersStartTime` to `time`, and 9999 is no number. Source: SMHI's documentation of the category `snow1g`.
/// CC BY 4.0.
public struct Smhi: FeedSource {
    /// How it is to be treated.
    public let rules = FeedRules(name: "smhi", kind: .weather, attribution: "Weather data from SMHI (CC BY 4.0)")
    /// The place as `59.33,18.07`.
    public let place: String

    private let position: GeographicPosition
    private let base: String

    /// A source for a place in or around Sweden.
    ///
    /// - Parameter base: the server, without a slash at the end; nil for the source's own.
    public init(_ position: GeographicPosition, base: String? = nil) {
        self.position = position
        self.base = base ?? "https://opendata-download-metfcst.smhi.se"
        place = WeatherAsking.place(position)
    }

    /// One question: the answer always has all that is known.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        try WeatherAsking.checkAhead(slots, now: now, rules)
        let (latitude, longitude) = try WeatherAsking.coordinates(position)
        let path = "api/category/snow1g/version/1/geotype/point/lon/\(longitude)/lat/\(latitude)/data.json"
        return [FeedQuestion(url: "\(base)/\(path)", slots: slots)]
    }

    /// Reads the whole forecast.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let answer = try FeedJSON.decode(Answer.self, from: body)
        let published = try FeedTime.stamp(answer.createdTime, at: "createdTime")
        guard !answer.timeSeries.isEmpty else {
            throw .document(at: "timeSeries", found: "no entries", expected: "at least one")
        }
        var intervals: [FeedQuantity: [FeedInterval]] = [:]
        for (index, entry) in answer.timeSeries.enumerated() {
            let path = "timeSeries[\(index)]"
            let end = try FeedTime.stamp(entry.time, at: "\(path).time")
            let start = try FeedTime.stamp(entry.start, at: "\(path).intervalParametersStartTime")
            // A gap is told too, so that no line is drawn across it.
            for quantity in Self.variables.map(\.quantity) {
                let begin = quantity.measure == .instant ? end : start
                intervals[quantity, default: []].append(FeedInterval(begin, to: end, entry.data.numbers[quantity]))
            }
        }
        return FeedPage(intervals, nature: .forecast, publishedAt: published)
    }

    /// Reads the sentence, such as `Requested point is out of bounds`, that comes with status 400 and 404; nil for a page.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        guard status == 400 || status == 404, let sentence = String(validating: body, as: UTF8.self),
            !sentence.isEmpty, !sentence.utf8.contains(where: { "<{".utf8.contains($0) })
        else { return nil }
        return .refused(FeedFault.quoted(sentence))
    }

    fileprivate static let variables = [
        WeatherVariable("air_temperature", .airTemperature, "Cel"),
        WeatherVariable("relative_humidity", .relativeHumidity, "percent", per: 100),
        WeatherVariable("cloud_area_fraction", .cloudCover, "octas", per: 8),
        WeatherVariable("wind_speed", .windSpeed, "m/s"),
        WeatherVariable("precipitation_amount_mean", .precipitation, "kg/m2"),
    ]
}

private struct Answer: Decodable {
    let createdTime: String
    let timeSeries: [Entry]

    struct Entry: Decodable {
        let time: String
        let start: String
        let data: Numbers

        enum CodingKeys: String, CodingKey {
            case time
            case start = "intervalParametersStartTime"
            case data
        }
    }

    struct Numbers: Decodable {
        let numbers: [FeedQuantity: Double]

        init(from decoder: any Decoder) throws {
            numbers = try decoder.numbers(Smhi.variables, except: 9999)
        }
    }
}
