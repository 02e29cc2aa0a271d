// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import FoundationEssentials
import Testing

/// Tariffs as people have them, with the hours of real ones and round prices, from the text of the file to the price of a slot.
@Suite struct TariffExampleTests {
    /// What import costs in some slots, reckoned by hand.
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let zone: String
        var country: String?
        var spot: Double?
        let tariff: String
        let prices: [(time: String, price: Double)]
    }

    /// Winter's working days from 06 to 22 are dearer, public holidays are none: time tariffs of Swedish grid operators.
    private static let sweden = Example(
        testDescription: "Sweden", zone: "Europe/Stockholm", country: "SE", spot: 0.5,
        tariff: """
            currency = "SEK"
            import = "spot"
            import_fees_per_kwh = 0.24
            energy_tax_per_kwh = 0.44
            vat = 0.25
            export = "spot"
            holidays_as_sundays = true
            [[tariff.period]]
            name = "high load"
            months = ["nov-mar"]
            weekdays = ["mon-fri"]
            hours = ["06:00-22:00"]
            import_fees_per_kwh = 0.60
            """,
        prices: [
            // 1.25 x (0.50 + 0.24 + 0.44) and 1.25 x (0.50 + 0.60 + 0.44); Epiphany is a Tuesday, the 10th a Saturday.
            ("2026-01-07T04:45Z", 1.475), ("2026-01-07T05:00Z", 1.925), ("2026-01-07T20:45Z", 1.925),
            ("2026-01-07T21:00Z", 1.475), ("2026-01-06T11:00Z", 1.475), ("2026-01-10T11:00Z", 1.475),
            ("2026-07-08T10:00Z", 1.475),
        ])

    /// Nights, weekends and public holidays are cheaper all year: the energy part of Norwegian grid tariffs.
    private static let norway = Example(
        testDescription: "Norway", zone: "Europe/Oslo", country: "NO", spot: 0.4,
        tariff: """
            currency = "NOK"
            import = "spot"
            import_fees_per_kwh = 0.35
            vat = 0.25
            export = "spot"
            holidays_as_sundays = true
            [[tariff.period]]
            name = "night"
            hours = ["22:00-06:00"]
            import_fees_per_kwh = 0.25
            [[tariff.period]]
            name = "weekend"
            weekdays = ["sat-sun"]
            import_fees_per_kwh = 0.25
            """,
        prices: [
            // 1.25 x (0.40 + 0.35) and 1.25 x (0.40 + 0.25); the 14th is Ascension Day.
            ("2026-05-13T10:00Z", 0.9375), ("2026-05-13T19:45Z", 0.9375), ("2026-05-13T20:00Z", 0.8125),
            ("2026-05-14T10:00Z", 0.8125), ("2026-05-15T10:00Z", 0.9375), ("2026-05-16T10:00Z", 0.8125),
        ])

    /// Low from 00 to 06, peak from 17 to 21, high between, in a summer and a winter: Tarifmodel 3.0.
    private static let denmark = Example(
        testDescription: "Denmark", zone: "Europe/Copenhagen", spot: 0.5,
        tariff: """
            currency = "DKK"
            import = "spot"
            import_fees_per_kwh = 0.30
            energy_tax_per_kwh = 0.72
            vat = 0.25
            export = "spot"
            [[tariff.period]]
            name = "low"
            hours = ["00:00-06:00"]
            import_fees_per_kwh = 0.10
            [[tariff.period]]
            name = "peak in winter"
            months = ["oct-mar"]
            hours = ["17:00-21:00"]
            import_fees_per_kwh = 0.90
            [[tariff.period]]
            name = "peak in summer"
            hours = ["17:00-21:00"]
            import_fees_per_kwh = 0.40
            [[tariff.period]]
            name = "high in summer"
            months = ["apr-sep"]
            import_fees_per_kwh = 0.15
            """,
        prices: [
            // 1.25 x (0.50 + 0.72 + 0.10, 0.30, 0.90; 0.15, 0.40).
            ("2026-01-15T04:45Z", 1.65), ("2026-01-15T05:00Z", 1.9), ("2026-01-15T16:00Z", 2.65),
            ("2026-01-15T20:00Z", 1.9), ("2026-07-14T22:00Z", 1.65), ("2026-07-15T10:00Z", 1.7125),
            ("2026-07-15T15:00Z", 2.025), ("2026-09-30T15:00Z", 2.025), ("2026-10-01T15:00Z", 2.65),
        ])

    /// Three levels by quarter hours in two seasons: grid fees that vary with time, § 14a EnWG, module 3.
    private static let germany = Example(
        testDescription: "Germany, module 3", zone: "Europe/Berlin",
        tariff: """
            currency = "EUR"
            import = "fixed"
            import_price_per_kwh = 0.18
            import_fees_per_kwh = 0.08
            energy_tax_per_kwh = 0.02
            vat = 0.19
            export = "fixed"
            export_price_per_kwh = 0.08
            [[tariff.period]]
            name = "Hochtarif"
            months = ["jan-mar", "oct-dec"]
            hours = ["07:15-08:30", "16:45-20:00"]
            import_fees_per_kwh = 0.12
            [[tariff.period]]
            name = "Niedertarif"
            months = ["oct-mar"]
            hours = ["23:30-05:15"]
            import_fees_per_kwh = 0.02
            """,
        prices: [
            // 1.19 x (0.18 + 0.02 + 0.08, 0.12, 0.02).
            ("2026-02-03T15:30Z", 0.3332), ("2026-02-03T15:45Z", 0.3808), ("2026-02-03T07:15Z", 0.3808),
            ("2026-02-03T07:30Z", 0.3332), ("2026-02-03T22:15Z", 0.3332), ("2026-02-03T22:30Z", 0.2618),
            ("2026-02-04T04:00Z", 0.2618), ("2026-02-04T04:15Z", 0.3332), ("2026-07-03T15:00Z", 0.3332),
        ])

    /// High on working days from 06 to 22 and on Saturdays to 13: Hochtarif and Niedertarif of the older kind.
    private static let germanDayAndNight = Example(
        testDescription: "Germany, HT and NT", zone: "Europe/Berlin",
        tariff: """
            currency = "EUR"
            import = "fixed"
            import_price_per_kwh = 0.20
            vat = 0.19
            export = "fixed"
            export_price_per_kwh = 0.08
            [[tariff.period]]
            name = "HT"
            weekdays = ["mon-fri"]
            hours = ["06:00-22:00"]
            import_price_per_kwh = 0.30
            [[tariff.period]]
            name = "HT on Saturdays"
            weekdays = ["sat"]
            hours = ["06:00-13:00"]
            import_price_per_kwh = 0.30
            """,
        prices: [
            // Friday, Saturday and Sunday of one week, by summer time.
            ("2026-06-05T19:45Z", 0.357), ("2026-06-05T20:00Z", 0.238), ("2026-06-06T10:45Z", 0.357),
            ("2026-06-06T11:00Z", 0.238), ("2026-06-07T10:00Z", 0.238),
        ])

    /// Both energy and grid are dearer from Monday to Saturday, 07 to 20: Hochtarif and Niedertarif.
    private static let switzerland = Example(
        testDescription: "Switzerland", zone: "Europe/Zurich", country: "CH",
        tariff: """
            currency = "CHF"
            import = "fixed"
            import_price_per_kwh = 0.11
            import_fees_per_kwh = 0.06
            vat = 0.081
            export = "fixed"
            export_price_per_kwh = 0.06
            [[tariff.period]]
            name = "Hochtarif"
            weekdays = ["mon-sat"]
            hours = ["07:00-20:00"]
            import_price_per_kwh = 0.14
            import_fees_per_kwh = 0.11
            """,
        prices: [
            // 1.081 x (0.14 + 0.11) and 1.081 x (0.11 + 0.06).
            ("2026-06-06T10:00Z", 0.27025), ("2026-06-06T18:00Z", 0.18377), ("2026-06-07T10:00Z", 0.18377),
            ("2026-06-08T04:45Z", 0.18377), ("2026-06-08T05:00Z", 0.27025),
        ])

    /// Seven cheap hours from half past midnight: Economy 7.
    private static let england = Example(
        testDescription: "England", zone: "Europe/London",
        tariff: """
            currency = "GBP"
            import = "fixed"
            import_price_per_kwh = 0.30
            vat = 0.05
            export = "fixed"
            export_price_per_kwh = 0.15
            [[tariff.period]]
            name = "night"
            hours = ["00:30-07:30"]
            import_price_per_kwh = 0.14
            """,
        prices: [
            ("2026-07-01T23:15Z", 0.315), ("2026-07-01T23:30Z", 0.147), ("2026-07-02T06:15Z", 0.147),
            ("2026-07-02T06:30Z", 0.315), ("2026-01-02T00:15Z", 0.315), ("2026-01-02T00:30Z", 0.147),
            ("2026-01-02T07:30Z", 0.315),
        ])

    /// Cheap hours at night and after noon: heures creuses.
    private static let france = Example(
        testDescription: "France", zone: "Europe/Paris",
        tariff: """
            currency = "EUR"
            import = "fixed"
            import_price_per_kwh = 0.17
            energy_tax_per_kwh = 0.03
            vat = 0.2
            export = "fixed"
            export_price_per_kwh = 0.04
            [[tariff.period]]
            name = "heures creuses"
            hours = ["02:00-07:00", "14:00-17:00"]
            import_price_per_kwh = 0.13
            """,
        prices: [
            // 1.2 x (0.17 + 0.03) and 1.2 x (0.13 + 0.03).
            ("2026-07-01T00:00Z", 0.192), ("2026-07-01T05:00Z", 0.24), ("2026-07-01T12:30Z", 0.192),
            ("2026-07-01T15:00Z", 0.24),
        ])

    @Test(arguments: [sweden, norway, denmark, germany, germanDayAndNight, switzerland, england, france])
    func prices_areThoseReckonedByHand(example: Example) throws {
        let tariff = try decode(house(zone: example.zone, country: example.country, tariff: example.tariff)).tariff
        #expect(tariff.needsSpot == (example.spot != nil))
        for (time, price) in example.prices {
            let slot = Slot(containing: try #require(UTCInstant(iso8601: time)))
            let found = try #require(tariff.importPrice(spot: example.spot.map { PricePerKWh($0) }, at: slot))
            #expect((found.value - price).magnitude < 1e-12, "\(time): \(found)")
        }
    }

    /// Full hours of winter's working days from 07 to 20, and half of the night's: power tariffs of Swedish grid operators.
    @Test func capacityFee_countsHoursByPeriod() throws {
        let text = """
            currency = "SEK"
            import = "spot"
            vat = 0.25
            export = "spot"
            peak_fee_per_kw_month = 40
            peak_average = "hour"
            [[tariff.peak_period]]
            name = "night"
            hours = ["22:00-06:00"]
            share = 0.5
            [[tariff.peak_period]]
            months = ["nov-mar"]
            weekdays = ["mon-fri"]
            hours = ["07:00-20:00"]
            """
        let tariff = try decode(house(zone: "Europe/Stockholm", tariff: text)).tariff
        #expect(tariff.peakPrice == PricePerKWMonth(50) && tariff.peakCounting.average == .hour)
        #expect(tariff.peakCounting.periods.map(\.name) == ["night", "peak_period 2"])
        let shares = try ["2026-01-07T05:45Z", "2026-01-07T06:00Z", "2026-01-07T21:00Z", "2026-04-01T10:00Z"].map {
            tariff.peakCounting.share(at: Slot(containing: try #require(UTCInstant(iso8601: $0))))
        }
        #expect(shares == [0, 1, 0.5, 0])
    }

    @Test func periods_areInTheHash_andOthersStayAsTheyWere() throws {
        func hash(_ tariff: String) throws -> UInt64 {
            let plain = "currency = \"EUR\"\nimport = \"spot\"\nexport = \"spot\"\npeak_fee_per_kw_month = 4\n"
            return try decode(house(country: "DE", tariff: plain + tariff)).hash
        }
        let period = "[[tariff.period]]\nweekdays = [\"sun\"]\nhours = [\"06:00-22:00\"]\nimport_fees_per_kwh = 0.1\n"
        let peak = "[[tariff.peak_period]]\nmonths = [\"jan\"]\n"
        let texts = [
            "", period, period.replacing("sun", with: "sat"), period.replacing("22:00", with: "21:45"),
            period.replacing("0.1", with: "0.2"), "holidays_as_sundays = true\n" + period, period + peak, peak,
            peak + "share = 0.5", "peak_average = \"hour\"", "energy_tax_per_kwh = 0.04",
        ]
        let hashes = try texts.map { try hash($0) }
        #expect(Set(hashes).count == texts.count)
        let plain = try decode(house(tariff: "currency = \"EUR\"\nimport = \"spot\"\nexport = \"spot\""))
        let lines = plain.canonicalText.split(separator: "\n").filter { $0.hasPrefix("tariff.") }
        #expect(
            lines == [
                "tariff.currency=EUR", "tariff.import=spot", "tariff.import_fees_per_kwh=0.0", "tariff.vat=0.0",
                "tariff.export=spot 1.0 0.0", "tariff.peak_fee_per_kw_month=none",
            ])
    }

    @Test func exampleOfTheReadme_isRead() throws {
        let root = shipped.folder.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
            separator: "/")
        let readme = String(
            decoding: try #require(FileManager.default.contents(atPath: root + "/README.md")), as: UTF8.self)
        let chapter = try #require(readme.firstRange(of: "### Write your tariff"))
        let begin = try #require(readme[chapter.upperBound...].firstRange(of: "```toml\n[tariff]\n"))
        let end = try #require(readme[begin.upperBound...].firstRange(of: "```"))
        let text = String(readme[begin.upperBound..<end.lowerBound])
        let tariff = try decode(house(zone: "Europe/Stockholm", country: "SE", tariff: text)).tariff
        let spot = PricePerKWh(0.5)
        let winter = Slot(containing: try #require(UTCInstant(iso8601: "2026-01-07T11:00Z")))
        // 1.25 x (0.50 + 0.60 + 0.44), and at midnight 1.25 x (0.50 + 0.24 + 0.44).
        #expect((try #require(tariff.importPrice(spot: spot, at: winter)).value - 1.925).magnitude < 1e-12)
        let night = winter.advanced(by: 48)
        #expect((try #require(tariff.importPrice(spot: spot, at: night)).value - 1.475).magnitude < 1e-12)
        #expect([winter, night, winter.advanced(by: 36)].map { tariff.peakCounting.share(at: $0) } == [1, 0.5, 0])
    }

    /// The sample's own periods, no more commented out.
    @Test func sampleWithItsPeriods_isRead() throws {
        let lines = HearthConfiguration.sampleText.split(separator: "\n", omittingEmptySubsequences: false)
        let commented = [
            "# energy_tax", "# peak_fee", "# peak_average", "# holidays_as", "# [[tariff", "# name", "# months",
            "# weekdays", "# hours", "# import_fees", "# share",
        ]
        let text = lines.map { line in
            commented.contains { line.hasPrefix($0) } ? String(line.dropFirst(2)) : String(line)
        }
        let tariff = try decode(text.joined(separator: "\n")).tariff
        #expect(tariff.periods.map(\.name) == ["winter day"] && tariff.importFees == PricePerKWh(0.12))
        #expect(tariff.periods[0].importFees == PricePerKWh(0.16) && tariff.calendar.holidays == .sweden)
        #expect(tariff.peakFee == PricePerKWMonth(4) && tariff.peakCounting.periods.map(\.name) == ["winter weekdays"])
    }
}
