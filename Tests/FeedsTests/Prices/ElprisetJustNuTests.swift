// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import Testing

@Suite struct ElprisetJustNuTests {
    private let source: ElprisetJustNu
    private let day = "2026-02-02"

    init() throws { source = try ElprisetJustNu(.sweden, zone: "SE3") }

    /// Entries of so many seconds that cover a day; the price in euros is 0.03 more each time, -0.03 at first.
    private func entries(_ day: String, seconds: Int = 900, currency: String = "SEK") throws -> [String] {
        let slots = try DayAhead.slots(day)
        let (begin, end) = (slots.lowerBound.start, slots.upperBound.start)
        return stride(from: begin.secondsSinceEpoch, to: end.secondsSinceEpoch, by: seconds).enumerated().map {
            let start = UTCInstant(secondsSinceEpoch: $1)
            let (price, euros) = (Double(3 * $0 - 3) / 10, Double(3 * $0 - 3) / 100)
            return """
                {"\(currency)_per_kWh":\(price),"EUR_per_kWh":\(euros),"EXR":10.0,\
                "time_start":"\(DayAhead.local(start))",\
                "time_end":"\(DayAhead.local(start.advanced(bySeconds: seconds)))"}
                """
        }
    }

    private func file(_ entries: [String]) -> String { "[" + entries.joined(separator: ",\n") + "]" }

    // MARK: Asking

    @Test func sweden_isAskedForAFilePerDay() throws {
        let questions = try DayAhead.questions(source, "2026-02-28", to: "2026-03-02")
        #expect(
            questions.map(\.url) == [
                "https://www.elprisetjustnu.se/api/v1/prices/2026/02-28_SE3.json",
                "https://www.elprisetjustnu.se/api/v1/prices/2026/03-01_SE3.json",
            ])
        #expect(try questions.map(\.slots) == [DayAhead.slots("2026-02-28"), DayAhead.slots("2026-03-01")])
        #expect(questions.allSatisfy { $0.fields.isEmpty && $0.json == nil })
    }

    @Test func aQuarterHourOfADay_asksForAllOfIt() throws {
        let slots = try DayAhead.slots("2026-10-25")
        let last = slots.upperBound.advanced(by: -1)
        let questions = source.questions(last..<slots.upperBound, now: UTCInstant(secondsSinceEpoch: 0))
        #expect(questions.map(\.slots) == [slots])
        #expect(slots.count == 100)
    }

    @Test func norway_isAskedForAtItsOwnSite_orWhereOneSays() throws {
        let norway = try ElprisetJustNu(.norway, zone: "NO5")
        #expect(
            try DayAhead.questions(norway, day).map(\.url) == [
                "https://www.hvakosterstrommen.no/api/v1/prices/2026/02-02_NO5.json"
            ])
        let loopback = try ElprisetJustNu(.norway, zone: "NO1", base: "http://127.0.0.1:8080")
        #expect(
            try DayAhead.questions(loopback, day).map(\.url) == [
                "http://127.0.0.1:8080/api/v1/prices/2026/02-02_NO1.json"
            ])
    }

    @Test func rules_sayWhenTomorrowAppears() throws {
        #expect(source.rules.name == "elprisetjustnu" && source.place == "SE3")
        #expect(source.rules.notYet == [404])
        #expect(source.rules.publication == FeedPublication(.centralEuropean, hour: 13))
        #expect(source.rules.attribution == "https://www.elprisetjustnu.se")
        #expect(try ElprisetJustNu(.norway, zone: "NO2").rules.name == "hvakosterstrommen")
    }

    @Test func zoneOfAnotherCountry_isRefused() {
        #expect(
            Answers.fault { () throws(FeedFault) in try ElprisetJustNu(.sweden, zone: "NO1") }
                == "elprisetjustnu has no prices of NO1, only of SE1, SE2, SE3, SE4")
    }

    // MARK: Reading

    @Test func prices_areReadInEuros_whereTheTariffHasThem() throws {
        let source = try ElprisetJustNu(.sweden, zone: "SE3", isInEuros: true)
        let page = try DayAhead.page(source, file(entries(day)), day: day)
        #expect(page.currency == "EUR")
        #expect(page.intervals[.spotPrice]?.prefix(3).map(\.value) == [-0.03, 0, 0.03])
        // What is checked is the same: a rate that does not fit says that one of the prices is another.
        let wrong = try file(entries(day)).replacing("\"EXR\":10.0", with: "\"EXR\":11.0")
        #expect(throws: FeedFault.self) { try DayAhead.page(source, wrong, day: day) }
    }

    @Test func quarterHourlyDay_isReadInKronor() throws {
        let page = try DayAhead.page(source, file(entries(day)), day: day)
        #expect(page.currency == "SEK" && page.nature == .actual && page.next == nil && page.publishedAt == nil)
        let intervals = try #require(page.intervals[.spotPrice])
        try #require(intervals.count == 96)
        #expect(page.intervals.count == 1)
        #expect(
            intervals[0] == FeedInterval(try #require(UTCInstant(iso8601: "2026-02-01T23:00Z")), seconds: 900, -0.3))
        #expect(intervals[1].value == 0)
        #expect(intervals[95].value == 28.2)
    }

    @Test(arguments: [("2025-03-30", 23), ("2025-09-30", 24), ("2024-10-27", 25)])
    func hourlyDay_hasEachPriceFourTimes(day: String, hours: Int) throws {
        let series = try #require(try DayAhead.series(source, file(entries(day, seconds: 3600)), day: day))
        #expect(try series.slots == DayAhead.slots(day))
        #expect(series.slots.count == 4 * hours && series.covers(series.slots))
        #expect((0..<5).map { series[series.firstSlot.advanced(by: $0)] } == [-0.3, -0.3, -0.3, -0.3, 0])
    }

    @Test(arguments: [("2026-03-29", 92), ("2026-10-25", 100)])
    func daysOfTheClockChange_areWhole(day: String, count: Int) throws {
        let series = try #require(try DayAhead.series(source, file(entries(day)), day: day))
        #expect(try series.slots == DayAhead.slots(day))
        #expect(series.slots.count == count && series.covers(series.slots))
    }

    @Test func norway_isReadInKroner() throws {
        let norway = try ElprisetJustNu(.norway, zone: "NO1")
        let page = try DayAhead.page(norway, file(entries(day, currency: "NOK")), day: day)
        #expect(page.currency == "NOK" && page.intervals[.spotPrice]?[0].value == -0.3)
    }

    @Test func shuffledAndRepeatedEntries_bringTheSame() throws {
        let entries = try entries(day)
        let shuffled = entries.reversed() + [entries[7], entries[0]]
        let series = try DayAhead.series(source, file(Array(shuffled)), day: day)
        #expect(try series == DayAhead.series(source, file(entries), day: day))
        #expect(series?.slots.count == 96)
    }

    @Test func nullPrice_isMissing_andAMissingEntryToo() throws {
        var entries = try entries(day)
        entries[3] = entries[3].replacing(first: "\"SEK_per_kWh\":0.6", with: "\"SEK_per_kWh\":null")
        entries.remove(at: 10)
        let series = try #require(try DayAhead.series(source, file(entries), day: day))
        let missing = series.slots.filter { series[$0] == nil }
        #expect(missing == [series.firstSlot.advanced(by: 3), series.firstSlot.advanced(by: 10)])
    }

    @Test func roundedPrices_agreeWithTheirRate() throws {
        // As the site had it on 2024-06-23.
        let text = """
            [{"SEK_per_kWh":0.34742,"EUR_per_kWh":0.03089,"EXR":11.246989,
            "time_start":"2024-06-23T00:00:00+02:00","time_end":"2024-06-23T01:00:00+02:00"}]
            """
        let page = try DayAhead.page(source, text, day: "2024-06-23")
        #expect(page.intervals[.spotPrice]?.map(\.value) == [0.34742])
    }

    // MARK: Refusing

    @Test func priceThatIsNotEurosTimesRate_isRefused() throws {
        let text = try file(entries(day)).replacing(first: "\"SEK_per_kWh\":0.6", with: "\"SEK_per_kWh\":0.61")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "[3]: found 0.61 SEK with 0.06 EUR and a rate of 10.0, expected EUR x EXR = SEK")
    }

    @Test func priceThatCannotBeChecked_isRefused() throws {
        let text = try file(entries(day)).replacing(first: "\"EXR\":10.0", with: "\"EXR\":null")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "[0]: found a price without EUR_per_kWh or EXR, expected both beside it")
    }

    @Test func pricePerMWh_isRefused() throws {
        let text = """
            [{"SEK_per_kWh":412.35,"EUR_per_kWh":36.49,"EXR":11.3,
            "time_start":"2026-02-02T00:00:00+01:00","time_end":"2026-02-02T00:15:00+01:00"}]
            """
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "spot_price: found 412.35 at 2026-02-01T23:00:00Z, expected -60.0 to 60.0 per kWh")
    }

    @Test func pricesOfYesterday_areRefused() throws {
        #expect(
            DayAhead.fault(source, try file(entries("2026-02-01")), day: day)?.description
                == "[0]: found 2026-01-31T23:00:00Z to 2026-01-31T23:15:00Z, "
                + "expected a time from 2026-02-01T23:00:00Z to 2026-02-02T23:00:00Z")
    }

    @Test func pricesOfAnotherCurrency_areRefused() throws {
        #expect(
            DayAhead.fault(source, try file(entries(day, currency: "NOK")), day: day)?.description
                == "[0]: found no member SEK_per_kWh, expected one")
    }

    @Test func twoPricesForAQuarterHour_areRefused() throws {
        let entries = try entries(day)
        let other = entries[1].replacing(first: ":0.0,", with: ":1.0,").replacing(first: ":0.0,", with: ":0.1,")
        #expect(
            DayAhead.fault(source, file(entries + [other]), day: day)?.description
                == "spot_price: found two numbers for 2026-02-01T23:15:00Z, expected one")
    }

    @Test func timeWithoutOffset_isRefused() throws {
        let text = try file(entries(day)).replacing(first: "00:00:00+01:00", with: "00:00:00")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "[0].time_start: found 2026-02-02T00:00:00, expected a moment such as 2026-02-02T00:00:00+01:00")
    }

    @Test func numberAsText_isRefused() throws {
        let text = try file(entries(day)).replacing(first: "\"SEK_per_kWh\":0.6", with: "\"SEK_per_kWh\":\"0.6\"")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "[3].SEK_per_kWh: found another type, expected Double")
    }

    @Test func emptyList_saysThatThereIsNothingYet() {
        #expect(DayAhead.fault(source, "[]", day: day) == .notPublished)
    }

    @Test func html_isNamed() {
        #expect(
            DayAhead.fault(source, "\n <!DOCTYPE html><html></html>", day: day)?.description
                == "the answer: found a page of HTML or XML, expected JSON")
    }

    @Test(arguments: ["", "null", "{}", "[1]", String(repeating: "[", count: 100_000), "[{\"SEK_per_kWh\":1e999}]"])
    func otherDocuments_areRefused(text: String) {
        guard case .document? = DayAhead.fault(source, text, day: day) else {
            Issue.record("read as \(text.prefix(20))")
            return
        }
    }

    @Test func bodyThatIsCut_isRefused() throws {
        let text = try file(entries(day))
        for length in [1, 2, 100, text.utf8.count - 1] {
            let cut = String(decoding: text.utf8.prefix(length), as: UTF8.self)
            let words = DayAhead.fault(source, cut, day: day)?.description ?? ""
            #expect(words.hasPrefix("the answer: found") && words.hasSuffix("expected JSON"))
        }
    }
}
