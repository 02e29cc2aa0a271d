// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct MonthlyPeakTests {
    private static func slot(_ text: String) throws -> Slot {
        Slot(containing: try #require(UTCInstant(iso8601: text)))
    }

    @Test(
        arguments: [
            ("2016-10-31T22:45Z", "2016-09-30T22:00Z", "2016-10-31T23:00Z"),
            ("2016-10-31T23:00Z", "2016-10-31T23:00Z", "2016-11-30T23:00Z"),
            ("2016-02-29T12:00Z", "2016-01-31T23:00Z", "2016-02-29T23:00Z"),
            ("2016-12-31T23:00Z", "2016-12-31T23:00Z", "2017-01-31T23:00Z"),
        ])
    func localMonth_beginsAndEndsAtLocalMidnight(slot: String, begin: String, end: String) throws {
        let month = LocalMonth(containing: try Self.slot(slot), in: .centralEuropean)
        #expect(month.slots == (try Self.slot(begin))..<(try Self.slot(end)))
    }

    @Test func peak_risesWithTheHighest_andBeginsAnewWithTheMonth() throws {
        let last = try Self.slot("2016-10-31T22:30Z")
        var peak = MonthlyPeak(zone: .centralEuropean)
        #expect(peak.peak(at: last) == .zero)
        #expect(peak.note(last, gridImport: Watts(2000)) == Watts(2000))
        #expect(peak.note(last.advanced(by: 1), gridImport: Watts(1500)) == .zero)
        #expect(peak.note(last.advanced(by: 1), gridImport: Watts(2500)) == Watts(500))
        #expect(peak.peak(at: last) == Watts(2500))
        #expect(peak.peak(at: last.advanced(by: 2)) == .zero)
        #expect(peak.note(last.advanced(by: 2), gridImport: Watts(-3000)) == .zero)
        #expect(peak.note(last.advanced(by: 3), gridImport: Watts(100)) == Watts(100))
        #expect(peak.peak(at: last.advanced(by: 3)) == Watts(100))
    }

    @Test func hours_countByTheirMean_andExportMakesUpForNothing() throws {
        let first = try Self.slot("2016-11-07T12:00Z")
        var peak = MonthlyPeak(zone: .centralEuropean, counting: PeakCounting(average: .hour))
        func note(_ place: Int, _ power: Double) -> Watts {
            peak.note(first.advanced(by: place), gridImport: Watts(power))
        }
        #expect((0..<4).map { note($0, $0 == 0 ? 4000 : -2000) } == [1000, 0, 0, 0].map { Watts($0) })
        // The second hour passes the first one's kW in its third quarter.
        #expect((4..<8).map { note($0, 2000) } == [0, 0, 500, 500].map { Watts($0) })
        #expect(peak.peak(at: first) == Watts(2000))
        // What is noted again is not counted twice.
        #expect((4..<8).map { note($0, 2000) } == [Watts](repeating: .zero, count: 4))
    }

    @Test func importCounts_asTheFirstPeriodSays_andNotAtAllWhereNoneHolds() throws {
        let counting = PeakCounting(
            periods: [
                .init(name: "night", times: CalendarPeriod(quarters: Set(0..<24).union(88..<96)), share: 0.5),
                .init(name: "weekdays", times: CalendarPeriod(months: [11], weekdays: Set(0..<5))),
            ], calendar: TariffCalendar(zone: .centralEuropean))
        var peak = MonthlyPeak(zone: .centralEuropean, counting: counting)
        // A Monday of November at 05:45 and 06:00, a Saturday at 12:00 and at 22:00, a Monday of December.
        let times = [
            "2016-11-07T04:45Z", "2016-11-07T05:00Z", "2016-11-12T11:00Z", "2016-11-12T21:00Z", "2016-12-05T11:00Z",
        ]
        let slots = try times.map { try Self.slot($0) }
        #expect(slots.map { counting.share(at: $0) } == [0.5, 1, 0, 0.5, 0])
        #expect(slots.map { peak.note($0, gridImport: Watts(4000)) } == [2000, 2000, 0, 0, 0].map { Watts($0) })
        #expect(PeakCounting.all.share(at: slots[4]) == 1)
    }

    @Test func fee_isOfTheHoursThatCount() throws {
        let counting = PeakCounting(periods: [.init(name: "day", times: CalendarPeriod(quarters: Set(28..<80)))])
        func tariff(_ fee: Double?) -> Tariff {
            Tariff(
                currency: "EUR", energy: .spot, importFees: .zero, vat: 0, export: .fixed(.zero),
                peakFee: fee.map { PricePerKWMonth($0) }, peakCounting: counting)
        }
        let (day, night) = (try Self.slot("2016-11-07T12:00Z"), try Self.slot("2016-11-07T20:00Z"))
        #expect(tariff(4).isPeakBilled(at: day) && !tariff(4).isPeakBilled(at: night))
        #expect(!tariff(nil).isPeakBilled(at: day) && !tariff(0).isPeakBilled(at: day))
    }

    @Test func fee_countsWithTax_andNoneIsNone() {
        func tariff(_ fee: Double?) -> Tariff {
            Tariff(
                currency: "EUR", energy: .spot, importFees: .zero, vat: 0.25, export: .fixed(.zero),
                peakFee: fee.map { PricePerKWMonth($0) })
        }
        #expect(tariff(4).peakPrice == PricePerKWMonth(5))
        #expect(PricePerKWMonth(5) * Watts(3000) == Money(15))
        #expect(tariff(nil).peakPrice == nil)
        #expect(tariff(0).peakPrice == nil)
    }
}
