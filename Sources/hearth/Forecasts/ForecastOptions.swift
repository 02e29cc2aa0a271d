// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import Forecasting

/// The words that say what is forecast, and from which recording.
struct ForecastOptions: ParsableArguments {
    @Argument(help: "What is forecast: price, demand, solar or carbon.")
    var target: String

    @Option(
        parsing: .upToNextOption,
        help: """
            Recording, plain or gzip. demand: timestamp_utc, load_kw and heat_pump_kw where it is metered. solar: \
            timestamp_utc, pv_kw. price: timestamp_utc or market_time with price_eur_per_mwh or price_eur_per_kwh; with \
            market_time every other column is a day-ahead forecast of another quantity. carbon: timestamp_utc, \
            generation_mw, wind_mw, solar_mw, co2_g_per_kwh.
            """)
    var data: [String] = []

    @Option(help: "Whose holidays count as Sundays: SE, DK, NO, DE, CH, NL or GB; none by default.")
    var country: String?

    @Option(help: "The clock people live by: central-european, utc, +HH:MM, or a zone such as Europe/London.")
    var clock: String = "central-european"

    @Option(
        parsing: .unconditional,
        help: "Degrees north of the solar array; about the middle of --country by default.")
    var latitude: Double?

    @Option(parsing: .unconditional, help: "Degrees east of the solar array.")
    var longitude: Double?

    @Option(
        help: """
            Weather for demand (temperature_c) or solar (ghi_w_m2) by timestamp_utc, measured and, beyond the recording, \
            forecast. What it has for the time forecast counts as its weather forecast.
            """)
    var weather: String?

    /// What they mean; what is wrong is kept in `wrong`, and then it is nil.
    func source(_ wrong: inout UsageFaults) throws -> ForecastSource? {
        let target = try wrong.collect { try CommandInput.forecastTarget(self.target) }
        let holidays = try wrong.collect { try country.map { try CommandInput.country($0) } } ?? nil
        let zone = TimeZoneRule(word: clock)
        wrong.require(
            zone != nil,
            "--clock: found \"\(clock)\", expected central-european, utc, +HH:MM or a zone such as Europe/London")
        let site = site(holidays, &wrong)
        if let target {
            wrong.require(
                weather == nil || target == .demand || target == .solar,
                "--weather: found it with \(target.rawValue), expected it with demand or solar")
        }
        guard let target, let zone else { return nil }
        return ForecastSource(
            target: target, calendar: LocalCalendar(zone: zone, holidays: holidays), site: site, weather: weather)
    }

    /// The one recording of a command that takes one.
    func recording(_ source: ForecastSource) throws -> ForecastData {
        guard let file = data.first, data.count == 1 else {
            throw CommandFailure.usage("--data: found \(data.count) files, expected one")
        }
        return try ForecastData(file, source)
    }

    private func site(_ country: HolidayCalendar?, _ wrong: inout UsageFaults) -> ArraySite? {
        wrong.require(
            (latitude == nil) == (longitude == nil),
            "--latitude and --longitude: found one of them, expected both or none")
        func check(_ option: String, _ value: Double?, _ limit: Double) {
            guard let value else { return }
            wrong.require(abs(value) <= limit, "\(option): found \(value), expected -\(limit) to \(limit) degrees")
        }
        check("--latitude", latitude, 90)
        check("--longitude", longitude, 180)
        if let latitude, let longitude {
            return ArraySite(position: GeographicPosition(latitude: latitude, longitude: longitude))
        }
        return country.map { ArraySite(position: $0.middle) }
    }
}

/// What is forecast, and the facts about where, that stand in no recording.
struct ForecastSource {
    let target: ForecastTarget
    let calendar: LocalCalendar
    /// Of the array; nil where the place is not known.
    let site: ArraySite?
    /// A file of the weather; nil without one.
    let weather: String?
}

extension HolidayCalendar {
    /// Where most of the country's roofs are, roughly: the model uses only how the sun's height changes over the year.
    var middle: GeographicPosition {
        switch self {
        case .sweden: GeographicPosition(latitude: 59.3, longitude: 16)
        case .denmark: GeographicPosition(latitude: 55.9, longitude: 10.5)
        case .norway: GeographicPosition(latitude: 60, longitude: 10)
        case .germany: GeographicPosition(latitude: 51.2, longitude: 9.5)
        case .switzerland: GeographicPosition(latitude: 47.2, longitude: 8.2)
        case .netherlands: GeographicPosition(latitude: 52.2, longitude: 5.3)
        case .england: GeographicPosition(latitude: 52.5, longitude: -1.5)
        }
    }
}

extension TimeZoneRule {
    /// A clock by the word of `--clock`, nil for another word.
    init?(word: String) {
        switch word {
        case "central-european": self = .centralEuropean
        case "utc": self = .utc
        default:
            guard let zone = TimeZoneRule(name: word) ?? TimeZoneRule(offset: word) else { return nil }
            self = zone
        }
    }

    /// As `+05:30`, without summer time.
    private init?(offset word: String) {
        guard word.utf8.count == 6, word.utf8.dropFirst(3).first == UInt8(ascii: ":"),
            let sign = ["+": 1, "-": -1][word.prefix(1)], let hours = UInt8(word.dropFirst().prefix(2)), hours <= 14,
            let minutes = UInt8(word.suffix(2)), minutes < 60, minutes % 15 == 0
        else { return nil }
        self.init(standardOffset: sign * (Int(hours) * 3600 + Int(minutes) * 60), hasEuropeanSummerTime: false)
    }
}
