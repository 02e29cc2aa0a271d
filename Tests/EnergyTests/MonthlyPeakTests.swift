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
