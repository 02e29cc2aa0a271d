// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import Learning

/// What the models of carbon intensity see of each hour: scaled quantities and the calendar.
struct CarbonInputs: Hashable, Sendable {
    /// Hours that a forecast looks back on.
    static let windowLength = 24
    /// Hours that a forecast looks ahead.
    static let horizons = 6

    /// The features of one hour of the window; the forecast is made from 24 such rows.
    static let schema = FeatureSchema(
        name: "carbon", version: 1,
        features: [
            "generation", "wind", "solar", "carbonIntensity", "hourSin", "hourCos", "halfDaySin", "halfDayCos",
            "localHourSin", "localHourCos", "weekdaySin", "weekdayCos", "isWeekend", "seasonSin", "seasonCos",
        ])
    /// How many of them are measured; the others follow from the time.
    static let measuredCount = 4

    /// The clock of the bidding zone.
    let zone: TimeZoneRule
    /// Its public holidays, which count as Sundays; nil for none.
    let holidays: HolidayCalendar?
    /// Least value of each measured feature in training.
    let minima: [Double]
    /// Width of each measured feature's range in training, above 0.
    let ranges: [Double]
    /// The holidays of the years that models live in, looked up once.
    private let daysOff: Set<CivilDate>

    /// The scaling that brings the measured features of some hours to 0...1.
    init(_ grid: GridHours, hours: Range<Int>, zone: TimeZoneRule, holidays: HolidayCalendar?) {
        var low = [Double](repeating: .infinity, count: Self.measuredCount)
        var high = [Double](repeating: -.infinity, count: Self.measuredCount)
        for hour in hours where grid.isComplete(hour) {
            for (k, value) in Self.measured(grid, hour).enumerated() {
                low[k] = min(low[k], value)
                high[k] = max(high[k], value)
            }
        }
        self.init(
            zone: zone, holidays: holidays, minima: low.map { $0.isFinite ? $0 : 0 },
            ranges: zip(low, high).map { max($1 - $0, 0) })
    }

    /// A stored scaling; a feature that never changed is left at its size.
    init(zone: TimeZoneRule, holidays: HolidayCalendar?, minima: [Double], ranges: [Double]) {
        (self.zone, self.holidays) = (zone, holidays)
        daysOff =
            holidays.map { calendar in (2010...2060).reduce(into: []) { $0.formUnion(calendar.days(inYear: $1)) } }
            ?? []
        self.minima = minima
        self.ranges = ranges.map { $0 > 0 ? $0 : 1 }
    }

    private static func measured(_ grid: GridHours, _ hour: Int) -> [Double] {
        GridHours.Quantity.allCases.map { grid[hour, $0] }
    }

    /// The scaled measured features of an hour, each about 0...1; NaN where the hour is not complete.
    func scaled(_ grid: GridHours, _ hour: Int) -> [Double] {
        guard grid.isComplete(hour) else { return Array(repeating: .nan, count: Self.measuredCount) }
        return Self.measured(grid, hour).enumerated().map { ($1 - minima[$0]) / ranges[$0] }
    }

    /// The calendar's part of a row.
    func calendar(_ hour: Int) -> [Double] {
        let clock = clock(hour)
        let day = Double(clock.hour) / 24
        let turns = [day, 2 * day, Double(clock.localHour) / 24, Double(clock.weekday) / 7].flatMap(Self.turn)
        return turns + [clock.weekday >= 5 ? 1 : 0] + Self.season(clock.dayOfYear)
    }

    /// A part of a whole as a place on the circle.
    static func turn(_ part: Double) -> [Double] { [sin(2 * .pi * part), cos(2 * .pi * part)] }

    /// The season as a place on the circle.
    static func season(_ dayOfYear: Int) -> [Double] { turn(Double(dayOfYear) / 365.25) }

    /// Hour of UTC and of the local clock, day of the week with holidays as Sundays, day of the year.
    func clock(_ hour: Int) -> (hour: Int, localHour: Int, weekday: Int, dayOfYear: Int) {
        let instant = GridHours.start(of: hour)
        let date = zone.localDate(at: instant)
        return (
            instant.secondOfDay / 3600, zone.localSecondOfDay(at: instant) / 3600,
            daysOff.contains(date) ? 6 : date.weekday, date.dayOfYear
        )
    }

    /// The rows of a run of hours for a network, `hours x features`.
    ///
    /// The calendar runs six hours ahead, so that the last six rows of a window have that of the hours forecast.
    func networkRows(_ grid: GridHours, _ hours: Range<Int>) -> [Float] {
        hours.flatMap { hour in (scaled(grid, hour) + calendar(hour + Self.horizons)).map { Float($0) } }
    }
}
