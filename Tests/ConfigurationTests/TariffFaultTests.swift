// SPDX-License-Identifier: Apache-2.0

import Configuration
import StrictTOML
import Testing

@Suite struct TariffFaultTests {
    private static let hours = "expected hours such as \"06:00-22:00\", in quarter hours, 24:00 only as an end"

    /// What is found in a tariff, whose first line is the sixth of the file.
    private static func messages(_ tariff: String, country: String? = nil) throws -> [String] {
        let plain = "currency = \"EUR\"\nimport = \"spot\"\nexport = \"fixed\"\nexport_price_per_kwh = 0.08\n"
        return try faults(house(country: country, tariff: plain + tariff)).map(\.description)
    }

    /// The faults of one period, whose keys begin on line 11.
    private static func ofPeriod(_ lines: String...) throws -> [String] {
        try messages("[[tariff.period]]\n" + lines.joined(separator: "\n"))
    }

    @Test(
        arguments: [
            "24:15-06:00", "6-22", "06:00", "06:10-07:00", "06:00-06:00", "24:00-06:00", "06:00-22:00-23:00", "-",
            "06:60-08:00",
            "06:00-25:00", "06.00-22.00", " 6:00-22:00", "۰6:00-22:00",
        ])
    func impossibleHours_areNamed(text: String) throws {
        #expect(
            try Self.ofPeriod("hours = [\"\(text)\"]", "import_fees_per_kwh = 0.1") == [
                "hearth.toml:11: tariff.period[0].hours: found \"\(text)\", \(Self.hours)"
            ])
    }

    @Test(arguments: ["monday", "mon-", "Mon", "mon-fry", "mon-tue-wed", "0"])
    func weekdaysThatAreNone_areNamed(text: String) throws {
        #expect(
            try Self.ofPeriod("weekdays = [\"\(text)\"]", "import_fees_per_kwh = 0.1") == [
                "hearth.toml:11: tariff.period[0].weekdays: found \"\(text)\", expected weekdays such as \"mon\" or "
                    + "\"mon-wed\", of: mon, tue, wed, thu, fri, sat, sun"
            ])
    }

    @Test func monthsThatAreNone_areNamed() throws {
        #expect(
            try Self.ofPeriod("months = [\"nov\", \"13\"]", "import_fees_per_kwh = 0.1") == [
                "hearth.toml:11: tariff.period[0].months: found \"13\", expected months such as \"jan\" or \"jan-mar\", "
                    + "of: jan, feb, mar, apr, may, jun, jul, aug, sep, oct, nov, dec"
            ])
    }

    @Test func emptyPeriod_lacksTimesAndValues() throws {
        #expect(
            try Self.ofPeriod("name = \"night\"") == [
                "hearth.toml:10: tariff.period[0]: found hours without a value, expected import_price_per_kwh, or "
                    + "import_fees_per_kwh, or export_price_per_kwh",
                "hearth.toml:10: tariff.period[0]: found hours without a limit, expected months, weekdays or hours",
            ])
        #expect(
            try Self.ofPeriod("hours = []", "import_fees_per_kwh = 0.1") == [
                "hearth.toml:11: tariff.period[0].hours: found an array of 0, expected an array of at least 1, each a "
                    + "string that is not empty"
            ])
    }

    @Test func unknownKey_isGivenItsNeighbour() throws {
        #expect(
            try Self.ofPeriod("hour = [\"06:00-22:00\"]", "months = [\"jan\"]", "import_fees_per_kwh = 0.1") == [
                "hearth.toml:11: tariff.period[0].hour: found an unknown key, expected hours"
            ])
    }

    @Test func timesNamedTwice_areAFault() throws {
        #expect(
            try Self.ofPeriod(
                "hours = [\"06:00-10:00\", \"22:00-06:15\"]", "weekdays = [\"mon-fri\", \"wed\"]",
                "months = [\"nov-feb\", \"jan-mar\"]", "import_fees_per_kwh = 0.1") == [
                    "hearth.toml:11: tariff.period[0].hours: found \"22:00-06:15\", expected hours that were not named "
                        + "before",
                    "hearth.toml:12: tariff.period[0].weekdays: found \"wed\", expected weekdays that were not named "
                        + "before",
                    "hearth.toml:13: tariff.period[0].months: found \"jan-mar\", expected months that were not named "
                        + "before",
                ])
    }

    @Test func energyPrice_isRefusedWhereSpotPricesHold() throws {
        #expect(
            try Self.ofPeriod("hours = [\"22:00-06:00\"]", "import_price_per_kwh = 0.1") == [
                "hearth.toml:12: tariff.period[0].import_price_per_kwh: found 0.1, expected this key only with "
                    + "import = \"fixed\""
            ])
    }

    @Test func valueOutOfRange_isTakenForAnotherUnit() throws {
        #expect(
            try Self.ofPeriod("hours = [\"22:00-06:00\"]", "import_fees_per_kwh = 12") == [
                "hearth.toml:12: tariff.period[0].import_fees_per_kwh: found 12, expected a number in -5...5 per kWh"
            ])
    }

    /// The third period lies inside of the first two together, but only the fees of these.
    @Test func periodThatEarlierOnesCover_canNeverHold() throws {
        let periods = """
            [[tariff.period]]
            weekdays = ["mon-fri"]
            import_fees_per_kwh = 0.1
            [[tariff.period]]
            weekdays = ["sat-sun"]
            import_fees_per_kwh = 0.2
            [[tariff.period]]
            hours = ["22:00-06:00"]
            import_fees_per_kwh = 0.05
            export_price_per_kwh = 0.1
            """
        #expect(
            try Self.messages(periods) == [
                "hearth.toml:18: tariff.period[2].import_fees_per_kwh: found 0.05, expected hours for which no period "
                    + "before has this key"
            ])
    }

    @Test func holidays_needACountry_andPeriodsOfWeekdays() throws {
        let period = "[[tariff.period]]\nweekdays = [\"mon-fri\"]\nimport_fees_per_kwh = 0.1"
        #expect(
            try Self.messages("holidays_as_sundays = true\n" + period) == [
                "hearth.toml:10: tariff.holidays_as_sundays: found true, expected country in [site], whose holidays are "
                    + "meant, beside it"
            ])
        #expect(
            try Self.messages("holidays_as_sundays = true", country: "DE") == [
                "hearth.toml:10: tariff.holidays_as_sundays: found true, expected this key only with a period that has "
                    + "weekdays"
            ])
    }

    @Test func countingOfAPeak_needsAFee() throws {
        #expect(
            try Self.messages("peak_average = \"hour\"\n[[tariff.peak_period]]\nmonths = [\"jan\"]") == [
                "hearth.toml:10: tariff.peak_average: found \"hour\", expected this key only with peak_fee_per_kw_month",
                "hearth.toml:11: tariff.peak_period: found an array of 1, expected this key only with "
                    + "peak_fee_per_kw_month",
            ])
    }

    @Test func hoursOfAPeak_areFullWhereHoursAreBilled() throws {
        func fee(_ average: String) -> String {
            "peak_fee_per_kw_month = 4\npeak_average = \"\(average)\"\n[[tariff.peak_period]]\n"
        }
        #expect(
            try Self.messages(fee("hour") + "hours = [\"06:30-22:00\"]\nshare = 2") == [
                "hearth.toml:13: tariff.peak_period[0].hours: found an array of 1, expected full hours, as peak_average is "
                    + "\"hour\"",
                "hearth.toml:14: tariff.peak_period[0].share: found 2, expected a number in 0...1",
            ])
        #expect(
            try Self.messages(
                fee("hour") + "months = [\"nov-mar\"]\n[[tariff.peak_period]]\nmonths = [\"dec\"]\nshare = 0.5") == [
                    "hearth.toml:14: tariff.peak_period[1]: found a table, expected hours that no period before holds"
                ])
        #expect(
            try Self.messages(fee("day") + "months = [\"jan\"]") == [
                "hearth.toml:11: tariff.peak_average: found \"day\", expected one of \"quarter-hour\", \"hour\""
            ])
    }
}
