// SPDX-License-Identifier: Apache-2.0

import Energy

/// Hourly day-ahead prices by market day, with what else was known before the auction.
///
/// Every day has 24 hours: those of the market's local clock, the double autumn hour averaged and the missing spring hour
/// filled between its neighbours. Days are numbered from 0.
public struct MarketDays: Hashable, Sendable {
    /// Hours of a market day.
    public static let hours = 24

    /// Date of day 0.
    public let firstDate: CivilDate
    /// Prices, 24 for each day, in any one unit.
    public private(set) var prices: [Double]
    /// Day-ahead forecasts of other quantities (load, wind), each 24 for every day of `prices` and possibly for days after.
    public let exogenous: [[Double]]
    /// Dates on which people live as on a Sunday.
    private let daysOff: Set<CivilDate>

    /// Puts whole days together; nil where a number is not finite, a day is not whole, or an exogenous series ends early.
    ///
    /// - Parameter holidays: the calendar of the market's country, nil for none.
    public init?(
        firstDate: CivilDate, prices: [Double], exogenous: [[Double]] = [], holidays: HolidayCalendar? = nil
    ) {
        guard prices.count % Self.hours == 0, prices.allSatisfy(\.isFinite),
            exogenous.allSatisfy({
                $0.count >= prices.count && $0.count % Self.hours == 0 && $0.allSatisfy(\.isFinite)
            })
        else { return nil }
        self.firstDate = firstDate
        self.prices = prices
        self.exogenous = exogenous
        let lastDate = CivilDate(dayNumber: firstDate.dayNumber + prices.count / Self.hours + 31)
        daysOff = (firstDate.parts.year...lastDate.parts.year).reduce(into: []) { days, year in
            days.formUnion(holidays?.days(inYear: year) ?? [])
        }
    }

    /// Number of days with prices.
    public var count: Int { prices.count / Self.hours }
    /// Number of days, from day 0 on, for which every exogenous series is known; `count` where there is none.
    public var exogenousCount: Int { exogenous.map { $0.count / Self.hours }.min() ?? count }

    /// The date of a day; days before 0 and after the last have one too.
    public func date(_ day: Int) -> CivilDate { CivilDate(dayNumber: firstDate.dayNumber + day) }
    /// Day of the week, 0 = Monday.
    func weekday(_ day: Int) -> Int { date(day).weekday }
    /// Whether the day is a public holiday.
    func isDayOff(_ day: Int) -> Bool { daysOff.contains(date(day)) }

    /// The prices of a day.
    public subscript(day: Int) -> ArraySlice<Double> { prices[day * Self.hours..<(day + 1) * Self.hours] }
    /// The price of an hour, 0..<24.
    subscript(day: Int, hour: Int) -> Double { prices[day * Self.hours + hour] }

    /// The same market with one more day of prices.
    mutating func append(_ day: [Double]) { prices += day }

    /// The same market without prices from a day on; what was forecast of other quantities stays.
    public func prefix(_ days: Int) -> MarketDays {
        var copy = self
        copy.prices = Array(prices.prefix(max(0, days) * Self.hours))
        return copy
    }

    /// The same market without other quantities.
    public var pricesOnly: MarketDays { MarketDays(pricesOf: self) }

    private init(pricesOf other: MarketDays) {
        (firstDate, prices, exogenous, daysOff) = (other.firstDate, other.prices, [], other.daysOff)
    }
}
