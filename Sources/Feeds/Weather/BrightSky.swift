// SPDX-License-Identifier: Apache-2.0

import Energy

/// Bright Sky: what the stations of the German weather service DWD measured since 2010, and its forecasts for ten days.
///
/// Rows are hourly. Sun and rain are those of the 60 minutes before the stamp and wind is their mean; the rest is of the
/// moment. Units are not in the answer, so they are asked for. Source: the documentation at brightsky.dev.
public struct BrightSky: FeedSource {
    /// How it is to be treated.
    public let rules: FeedRules
    /// The place as `52.52,13.4`.
    public let place: String

    private let position: GeographicPosition
    private let nature: FeedNature
    private let base: String

    /// A source for a place in or around Germany.
    ///
    /// - Parameters:
    ///   - nature: actual for measurements, of the past only; forecast for what DWD expects.
    ///   - base: the server, without a slash at the end; nil for the source's own.
    public init(_ position: GeographicPosition, _ nature: FeedNature, base: String? = nil) {
        (self.position, self.nature) = (position, nature)
        self.base = base ?? "https://api.brightsky.dev"
        place = WeatherAsking.place(position)
        let credit = "Weather data from Deutscher Wetterdienst (DWD) by Bright Sky"
        let name = nature == .actual ? "bright-sky-observed" : "bright-sky"
        rules = FeedRules(name: name, kind: .weather, attribution: credit)
    }

    /// Most quarter hours of one question: 60 days, whose rows are half a megabyte.
    private static let longestPiece = 60 * 96

    /// One question, or one for each piece of a long time; what is measured only up to now.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        let (latitude, longitude) = try WeatherAsking.coordinates(position)
        if nature == .forecast { try WeatherAsking.checkAhead(slots, now: now, rules) }
        let end = nature == .actual ? min(slots.upperBound, Slot(containing: now)) : slots.upperBound
        guard slots.lowerBound < end else { throw .notPublished }
        return (slots.lowerBound..<end).pieces(ofAtMost: Self.longestPiece).map { piece in
            // Wind stands in the middle of its hour, so the line through the last quarter hour needs one row more.
            let first = Self.hour(piece.lowerBound.start)
            let last = Self.hour(piece.upperBound.start.advanced(bySeconds: 3599 + 3600))
            var url = "\(base)/weather?lat=\(latitude)&lon=\(longitude)&date=\(first)&last_date=\(last)"
            url += "&tz=UTC&units=dwd"
            return FeedQuestion(url: url, slots: piece)
        }
    }

    /// The begin of the hour that holds a moment.
    private static func hour(_ moment: UTCInstant) -> UTCInstant {
        moment.advanced(bySeconds: -(moment.secondOfDay % 3600))
    }

    /// Reads all rows; of measurements only those of stations, and none after the time that was asked for.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let answer = try FeedJSON.decode(BrightSkyAnswer.self, from: body)
        guard !answer.weather.isEmpty else { throw .notPublished }
        // Where nothing was measured yet the rows of the past hold what was expected.
        let measured = nature == .actual ? answer.measuringSources : nil
        var intervals: [FeedQuantity: [FeedInterval]] = [:]
        for (index, row) in answer.weather.enumerated() {
            let time = try FeedTime.stamp(row.timestamp, at: "weather[\(index)].timestamp")
            if nature == .actual, time > question.slots.upperBound.start { continue }
            // A gap is told too, so that no line is drawn across it.
            for variable in Self.variables {
                let interval = Self.interval(variable.quantity, time, row.number(variable, from: measured))
                intervals[variable.quantity, default: []].append(interval)
            }
        }
        return FeedPage(intervals, nature: nature)
    }

    private static func interval(_ quantity: FeedQuantity, _ time: UTCInstant, _ number: Double?) -> FeedInterval {
        switch quantity {
        case .globalHorizontal, .precipitation:
            FeedInterval(time.advanced(bySeconds: -3600), seconds: 3600, number)
        case .windSpeed: FeedInterval(time.advanced(bySeconds: -1800), seconds: 0, number)
        default: FeedInterval(time, seconds: 0, number)
        }
    }

    /// Reads `{"detail":"..."}` of status 404 and `{"detail":[{"msg":"..."}]}` of status 422; nil for other bodies.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        struct Sentence: Decodable { let detail: String }
        struct List: Decodable {
            struct Item: Decodable { let msg: String }
            let detail: [Item]
        }
        if let sentence = try? FeedJSON.decode(Sentence.self, from: body) {
            return .refused(FeedFault.quoted(sentence.detail))
        }
        guard let list = try? FeedJSON.decode(List.self, from: body), !list.detail.isEmpty else { return nil }
        return .refused(FeedFault.quoted(list.detail.map(\.msg).joined(separator: ", ")))
    }

    static let variables = [
        WeatherVariable("temperature", .airTemperature, "°C"),
        WeatherVariable("relative_humidity", .relativeHumidity, "%", per: 100),
        WeatherVariable("cloud_cover", .cloudCover, "%", per: 100),
        WeatherVariable("wind_speed", .windSpeed, "km/h", per: 3.6),
        WeatherVariable("precipitation", .precipitation, "mm"),
        // Energy of an hour: 1 kWh/m2 is a mean of 1000 W/m2.
        WeatherVariable("solar", .globalHorizontal, "kWh/m2", times: 1000),
    ]
}
