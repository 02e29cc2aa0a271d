// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct TariffPeriodTests {
    private static let local = TariffCalendar(zone: .centralEuropean)
    private static let night = CalendarPeriod(quarters: Set(0..<24).union(88..<96))

    private static func slot(_ text: String) throws -> Slot {
        Slot(containing: try #require(UTCInstant(iso8601: text)))
    }

    private static func tariff(_ periods: [TariffPeriod], calendar: TariffCalendar = local) -> Tariff {
        Tariff(
            currency: "EUR", energy: .fixed(PricePerKWh(0.25)), importFees: PricePerKWh(0.125), vat: 0,
            export: .fixed(PricePerKWh(0.0625)), periods: periods, calendar: calendar)
    }

    /// A season of working days from 06:00 to 22:00, on the edges of each.
    @Test(
        arguments: [
            ("2026-01-07T04:45Z", false), ("2026-01-07T05:00Z", true), ("2026-01-07T20:45Z", true),
            ("2026-01-07T21:00Z", false),
            // A Friday and the Saturday after it.
            ("2026-01-09T11:00Z", true), ("2026-01-10T11:00Z", false),
            // The last working day of March, by summer time, and the first of April.
            ("2026-03-31T19:45Z", true), ("2026-04-01T11:00Z", false), ("2026-07-08T11:00Z", false),
        ])
    func winterDay_isSeasonWeekdayAndHour_ofTheLocalClock(time: String, holds: Bool) throws {
        let winterDay = CalendarPeriod(months: [11, 12, 1, 2, 3], weekdays: Set(0..<5), quarters: Set(24..<88))
        #expect(winterDay.contains(try Self.slot(time), in: Self.local) == holds)
        let fees = Self.tariff([TariffPeriod(name: "winter day", times: winterDay, importFees: PricePerKWh(0.5))])
        #expect(fees.importPrice(spot: nil, at: try Self.slot(time)) == PricePerKWh(holds ? 0.75 : 0.375))
        #expect(fees.exportPrice(spot: nil, at: try Self.slot(time)) == PricePerKWh(0.0625))
    }

    @Test func hoursAcrossMidnight_areOfTheDayTheyLieIn() throws {
        let fridays = CalendarPeriod(weekdays: [4], quarters: Self.night.quarters)
        // 2026-01-09 is a Friday, from 23:00 UTC of the day before.
        let times = [
            "2026-01-08T22:45Z", "2026-01-08T23:00Z", "2026-01-09T05:00Z", "2026-01-09T21:00Z", "2026-01-09T23:00Z",
        ]
        let holds = try times.map { fridays.contains(try Self.slot($0), in: Self.local) }
        #expect(holds == [false, true, false, true, false])
    }

    /// The day's quarter hours, those from 01:00 to 04:00 and those of the night.
    @Test(
        arguments: [
            ((2026, 3, 28), 96, 12, 32), ((2026, 3, 29), 92, 8, 28), ((2026, 10, 24), 96, 12, 32),
            ((2026, 10, 25), 100, 16, 36),
        ])
    func clockChanges_takeAnHourOrGiveOne(date: (Int, Int, Int), all: Int, early: Int, night: Int) throws {
        let day = LocalDay(try #require(CivilDate(year: date.0, month: date.1, day: date.2)), in: .centralEuropean)
        let hours = CalendarPeriod(quarters: Set(4..<16))
        #expect(day.slots.count == all)
        #expect(day.slots.filter { hours.contains($0, in: Self.local) }.count == early)
        #expect(day.slots.filter { Self.night.contains($0, in: Self.local) }.count == night)
        #expect(day.slots.allSatisfy { CalendarPeriod().contains($0, in: Self.local) })
        // Every hour of a tariff has one price, also the one that comes twice.
        let tariff = Self.tariff([TariffPeriod(name: "night", times: Self.night, energy: PricePerKWh(0.125))])
        let prices = day.slots.compactMap { tariff.importPrice(spot: nil, at: $0)?.value }
        #expect(prices.reduce(0, +) == Double(night) * 0.25 + Double(all - night) * 0.375)
    }

    @Test func holidays_areSundaysWhereTheyCount() throws {
        let workdays = CalendarPeriod(weekdays: Set(0..<5))
        let sundays = CalendarPeriod(weekdays: [6])
        let counted = TariffCalendar(zone: .centralEuropean, holidays: .germany)
        // Easter Monday by local time, its first and its last quarter hour, and the Tuesday after it.
        let times = ["2026-04-05T22:00Z", "2026-04-06T21:45Z", "2026-04-06T22:00Z"]
        let slots = try times.map { try Self.slot($0) }
        #expect(slots.map { workdays.contains($0, in: counted) } == [false, false, true])
        #expect(slots.map { sundays.contains($0, in: counted) } == [true, true, false])
        #expect(slots.map { workdays.contains($0, in: Self.local) } == [true, true, true])
    }

    @Test func eachValue_isThatOfTheFirstPeriodThatSaysIt() throws {
        let noon = try Self.slot("2026-06-10T10:00Z")
        let periods = [
            TariffPeriod(name: "fees", times: CalendarPeriod(months: [6]), importFees: PricePerKWh(0.5)),
            TariffPeriod(name: "energy", times: CalendarPeriod(weekdays: [2]), energy: PricePerKWh(1)),
            TariffPeriod(
                name: "all", times: CalendarPeriod(), energy: PricePerKWh(2), importFees: PricePerKWh(3),
                export: PricePerKWh(0.25)),
        ]
        // A Wednesday of June, a Thursday of June and one of July.
        let tariff = Self.tariff(periods)
        #expect(tariff.prices(spot: nil, at: noon)?.importPrice == PricePerKWh(1.5))
        #expect(tariff.importPrice(spot: nil, at: noon.advanced(by: 96)) == PricePerKWh(2.5))
        #expect(tariff.importPrice(spot: nil, at: noon.advanced(by: 96 * 29)) == PricePerKWh(5))
        #expect(tariff.exportPrice(spot: nil, at: noon) == PricePerKWh(0.25))
        #expect(Self.tariff([]).importPrice(spot: nil, at: noon) == PricePerKWh(0.375))
    }

    @Test func spotPrice_keepsItsFeesByPeriod_andMissingStaysMissing() throws {
        let tariff = Tariff(
            currency: "EUR", energy: .spot, importFees: PricePerKWh(0.125), vat: 0.25,
            export: .spot(share: 1, bonus: .zero),
            periods: [TariffPeriod(name: "night", times: Self.night, importFees: .zero)], calendar: Self.local)
        let (day, night) = (try Self.slot("2026-06-10T10:00Z"), try Self.slot("2026-06-10T20:00Z"))
        #expect(tariff.importPrice(spot: PricePerKWh(-0.5), at: day) == PricePerKWh(-0.46875))
        #expect(tariff.importPrice(spot: PricePerKWh(-0.5), at: night) == PricePerKWh(-0.625))
        #expect(tariff.importPrice(spot: nil, at: night) == nil && tariff.exportPrice(spot: nil, at: night) == nil)
        #expect(tariff.needsSpot && !Self.tariff([]).needsSpot)
    }
}
