// SPDX-License-Identifier: Apache-2.0

import Energy

/// Open-Meteo: weather of any place from the models of many weather services.
///
/// Radiation and precipitation are about the time before their stamp, everything else is about the moment.
/// Source: the documentation at open-meteo.com and the server's own code. Free for houses; CC BY 4.0.
public struct OpenMeteo: FeedSource {
    /// Which of its servers is asked.
    public enum Service: Hashable, Sendable {
        /// What is expected of the next 15 days, and what was expected of the last 92.
        case forecast
        /// What was, by reanalysis, since 1940; the last days are missing.
        case archive
        /// What was expected a few hours ahead, since 2016, of most places since 2021.
        case pastForecast
    }

    /// How it is to be treated.
    public let rules: FeedRules
    /// The place as `59.33,18.07`.
    public let place: String

    private let position: GeographicPosition
    private let service: Service
    private let base: String
    private let key: String?

    /// A source for a place.
    ///
    /// - Parameters:
    ///   - base: the server without a slash at the end; nil for Open-Meteo's own.
    ///   - key: of a paying customer, who has servers of his own; nil for the free ones.
    public init(
        _ position: GeographicPosition, _ service: Service = .forecast, base: String? = nil, key: String? = nil
    ) {
        (self.position, self.service, self.key) = (position, service, key)
        self.base = base ?? "https://\(key == nil ? "" : "customer-")\(service.host).open-meteo.com"
        place = WeatherAsking.place(position)
        rules = service.rules
    }

    /// One question, or one for each piece of a long time.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        let known = service.days(now: now)
        let first = max(slots.lowerBound, Slot(containing: known.lowerBound.startUTC))
        let end = min(slots.upperBound, Slot(containing: known.upperBound.startUTC.advanced(bySeconds: 86_400)))
        guard first < end else {
            let asked = "\(slots.lowerBound) to \(slots.upperBound)"
            throw .request(
                "\(rules.name) has \(known.lowerBound) to \(known.upperBound) and was asked for \(asked)")
        }
        var questions: [FeedQuestion] = []
        for piece in (first..<end).pieces(ofAtMost: service.longestPiece) {
            // The last quarter hour's number stands at its end, which may be the first moment of the next day.
            let last = min(piece.upperBound.start.date, known.upperBound)
            let url = try address(piece.lowerBound.start.date, last)
            questions.append(FeedQuestion(url: url, slots: piece))
        }
        return questions
    }

    private func address(_ first: CivilDate, _ last: CivilDate) throws(FeedFault) -> String {
        let (latitude, longitude) = try WeatherAsking.coordinates(position)
        var url = "\(base)/v1/\(service.path)?latitude=\(latitude)&longitude=\(longitude)"
        url += "&timezone=GMT&timeformat=unixtime&wind_speed_unit=ms&start_date=\(first)&end_date=\(last)"
        for section in service.sections {
            url += "&\(section.name)=" + section.variables.map(\.name).joined(separator: ",")
        }
        if let key { url += "&apikey=" + (try WeatherAsking.key(key)) }
        return url
    }

    /// Reads the columns that were asked for; all have to be there, of equal length and in the unit that is expected.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let answer = try FeedJSON.decode(OpenMeteoAnswer.self, from: body)
        guard answer.utcOffset == 0 else {
            throw .document(at: "utc_offset_seconds", found: "\(answer.utcOffset)", expected: "0")
        }
        var intervals: [FeedQuantity: [FeedInterval]] = [:]
        for section in service.sections {
            try intervals.merge(answer.intervals(section)) { $0 + $1 }
        }
        return FeedPage(intervals, nature: service == .archive ? .actual : .forecast)
    }

    /// Reads `{"error":true,"reason":"..."}`, which comes with status 400 and 429; nil for other bodies.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        struct Refusal: Decodable { let reason: String }
        guard let refusal = try? FeedJSON.decode(Refusal.self, from: body) else { return nil }
        return .refused(FeedFault.quoted(refusal.reason))
    }
}

extension OpenMeteo {
    /// A table of an answer.
    struct Section: Sendable {
        /// Its name in the question and in the answer.
        let name: String
        /// Its columns.
        let variables: [WeatherVariable]
    }

    private static let quarterHourly = [
        WeatherVariable("temperature_2m", .airTemperature, "°C"),
        WeatherVariable("shortwave_radiation", .globalHorizontal, "W/m²"),
        WeatherVariable("diffuse_radiation", .diffuseHorizontal, "W/m²"),
        WeatherVariable("direct_normal_irradiance", .directNormal, "W/m²"),
    ]
    private static let hourly = [
        WeatherVariable("cloud_cover", .cloudCover, "%", per: 100),
        WeatherVariable("relative_humidity_2m", .relativeHumidity, "%", per: 100),
        WeatherVariable("wind_speed_10m", .windSpeed, "m/s"),
        WeatherVariable("precipitation", .precipitation, "mm"),
    ]
    fileprivate static let forecastSections = [
        Section(name: "minutely_15", variables: quarterHourly), Section(name: "hourly", variables: hourly),
    ]
    fileprivate static let archiveSections = [Section(name: "hourly", variables: quarterHourly + hourly)]
}

extension OpenMeteo.Service {
    fileprivate var host: String {
        switch self {
        case .forecast: "api"
        case .archive: "archive-api"
        case .pastForecast: "historical-forecast-api"
        }
    }

    fileprivate var path: String { self == .archive ? "archive" : "forecast" }

    fileprivate var sections: [OpenMeteo.Section] {
        self == .archive ? OpenMeteo.archiveSections : OpenMeteo.forecastSections
    }

    /// The days it can be asked for, both included.
    fileprivate func days(now: UTCInstant) -> ClosedRange<CivilDate> {
        let today = now.date
        switch self {
        case .forecast: return today.advanced(-92)...today.advanced(15)
        case .archive: return Self.begin(1940, today)...today
        case .pastForecast: return Self.begin(2016, today)...today
        }
    }

    /// New Year's Day of a year, or today where a clock that is wrong says that it has not come.
    private static func begin(_ year: Int, _ today: CivilDate) -> CivilDate {
        min(today, CivilDate(year: year, month: 1, day: 1) ?? today)
    }

    /// Most quarter hours of one question: a year of hourly rows; all the 108 days of a forecast.
    fileprivate var longestPiece: Int { 96 * (self == .archive ? 365 : 108) }

    fileprivate var rules: FeedRules {
        let credit = "Weather data by Open-Meteo.com (CC BY 4.0)"
        switch self {
        case .forecast:
            return FeedRules(name: "open-meteo", kind: .weather, attribution: credit)
        case .archive:
            let source = credit + ", with information of the Copernicus Climate Change Service"
            return Self.slowly(FeedRules(name: "open-meteo-archive", kind: .weather, attribution: source))
        case .pastForecast:
            return Self.slowly(FeedRules(name: "open-meteo-past-forecast", kind: .weather, attribution: credit))
        }
    }

    /// A year counts as 21 calls of the 600 that are free in a minute.
    private static func slowly(_ rules: FeedRules) -> FeedRules {
        var rules = rules
        rules.restSeconds = 3
        return rules
    }
}

extension CivilDate {
    fileprivate func advanced(_ days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }
}
