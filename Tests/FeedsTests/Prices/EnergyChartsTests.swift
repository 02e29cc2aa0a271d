// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import Testing

@Suite struct EnergyChartsTests {
    private let source: EnergyCharts
    private let day = "2026-02-02"

    init() throws { source = try EnergyCharts(zone: "DE_LU") }

    /// Seconds since 1970 of a day's starts.
    private func starts(_ day: String, step: Int = 900) throws -> [Int] {
        let slots = try DayAhead.slots(day)
        return Array(
            stride(
                from: slots.lowerBound.start.secondsSinceEpoch, to: slots.upperBound.start.secondsSinceEpoch, by: step))
    }

    private func answer(_ starts: [Int], _ prices: [String]? = nil, unit: String = "EUR / MWh") -> String {
        let prices = prices ?? starts.indices.map { "\($0 - 1)" }
        return """
            {"license_info":"CC BY 4.0","unix_seconds":[\(starts.map { "\($0)" }.joined(separator: ","))],
            "price":[\(prices.joined(separator: ","))],"unit":"\(unit)","deprecated":false}
            """
    }

    // MARK: Asking

    @Test func zone_isAskedForByItsNameThere() throws {
        #expect(
            try DayAhead.questions(source, day).map(\.url) == [
                "https://api.energy-charts.info/price?bzn=DE-LU&start=2026-02-02&end=2026-02-03"
            ])
        let loopback = try EnergyCharts(zone: "SE4", base: "http://127.0.0.1:8080")
        #expect(
            try DayAhead.questions(loopback, "2026-10-24", to: "2026-10-26").map(\.url) == [
                "http://127.0.0.1:8080/price?bzn=SE4&start=2026-10-24&end=2026-10-26"
            ])
    }

    @Test func longRange_isAskedForInPieces_thatMeet() throws {
        let questions = try DayAhead.questions(source, "2025-01-01", to: "2025-07-01")
        #expect(
            questions.map { $0.url.suffix(31) }
                == [
                    "start=2025-01-01&end=2025-04-03", "start=2025-04-03&end=2025-07-01",
                ].map { $0.suffix(31) })
        #expect(questions[0].slots.upperBound == questions[1].slots.lowerBound)
    }

    @Test func zoneThatIsNotThere_isRefused() {
        #expect(
            Answers.fault { () throws(FeedFault) in try EnergyCharts(zone: "SE3") }
                == "energy-charts has no prices of SE3, only of AT, BE, CH, CZ, DE_AT_LU, DE_LU, DK1, DK2, FR, HU, "
                + "IT_NORTH, NL, NO2, PL, SE4, SI")
    }

    @Test func rules_takeNothingFoundForNothingYet() {
        #expect(source.rules.name == "energy-charts" && source.place == "DE_LU")
        #expect(source.rules.notYet == [404])
        #expect(source.rules.attribution == "Bundesnetzagentur | SMARD.de by energy-charts.info (CC BY 4.0)")
        #expect(source.rules.publication == FeedPublication(.centralEuropean, hour: 13))
    }

    // MARK: Reading

    @Test func quarterHours_areReadInEurosPerKWh() throws {
        let page = try DayAhead.page(source, answer(starts(day)), day: day)
        #expect(page.currency == "EUR" && page.nature == .actual && page.intervals.count == 1)
        let intervals = try #require(page.intervals[.spotPrice])
        let midnight = try #require(UTCInstant(iso8601: "2026-02-01T23:00Z"))
        try #require(intervals.count == 96)
        #expect(intervals[0] == FeedInterval(midnight, seconds: 900, -0.001))
        #expect(intervals[95] == FeedInterval(midnight.advanced(bySeconds: 95 * 900), seconds: 900, 0.094))
    }

    @Test(arguments: [
        ("2025-03-30", 3600, 92), ("2024-10-27", 3600, 100), ("2026-03-29", 900, 92), ("2026-10-25", 900, 100),
        ("2026-03-28", 1800, 96),
    ])
    func stepOfADay_isDerived(day: String, step: Int, count: Int) throws {
        let series = try #require(try DayAhead.series(source, answer(starts(day, step: step)), day: day))
        #expect(try series.slots == DayAhead.slots(day))
        #expect(series.slots.count == count && series.covers(series.slots))
    }

    @Test func changeFromHoursToQuarterHours_isFollowedDayByDay() throws {
        let starts = try starts("2025-09-30", step: 3600) + starts("2025-10-01")
        let intervals = try #require(
            try DayAhead.page(source, answer(starts), day: "2025-09-30").intervals[.spotPrice])
        #expect(intervals.map(\.seconds) == [Int](repeating: 3600, count: 24) + [Int](repeating: 900, count: 96))
        let series = try #require(try DayAhead.series(source, answer(starts), day: "2025-09-30"))
        #expect(try series.slots == DayAhead.slots("2025-09-30", to: "2025-10-02") && series.covers(series.slots))
    }

    @Test func omittedStarts_areMissing_andDoNotStretchTheOneBefore() throws {
        var starts = try starts(day)
        starts.removeSubrange(41...43)
        let series = try #require(try DayAhead.series(source, answer(starts), day: day))
        let missing = series.slots.filter { series[$0] == nil }.map { series.firstSlot.distance(to: $0) }
        #expect(missing == [41, 42, 43])
        #expect(series[series.firstSlot.advanced(by: 40)] == 0.039)
    }

    @Test func singleStartOfTheNextDay_hasTheStepOfTheDayBefore() throws {
        let starts = try starts(day) + [starts("2026-02-03")[0]]
        let intervals = try #require(try DayAhead.page(source, answer(starts), day: day).intervals[.spotPrice])
        try #require(intervals.count == 97)
        #expect(intervals[96].seconds == 900)
    }

    @Test func nulls_areMissing() throws {
        let starts = try starts(day)
        var prices = starts.map { _ in "1.5" }
        (prices[0], prices[50], prices[95]) = ("null", "null", "null")
        let page = try DayAhead.page(source, answer(starts, prices), day: day)
        #expect(page.intervals[.spotPrice]?.filter { $0.value == nil }.count == 3)
        let series = try #require(try DayAhead.series(source, answer(starts, prices), day: day))
        #expect(series.slots.count == 94 && series[series.firstSlot.advanced(by: 49)] == nil)
    }

    @Test func shuffledAndRepeatedStarts_bringTheSame() throws {
        let starts = try starts(day)
        let prices = starts.indices.map { "\($0)" }
        let shuffled = answer(starts.reversed() + [starts[3]], prices.reversed() + [prices[3]])
        #expect(
            try DayAhead.series(source, shuffled, day: day)
                == DayAhead.series(source, answer(starts, prices), day: day))
    }

    @Test(arguments: ["EUR/MWh", "EUR / MWh", "Eur/MWh"]) func spellingOfTheUnit_doesNotMatter(unit: String) throws {
        #expect(try DayAhead.series(source, answer(starts(day), unit: unit), day: day)?.slots.count == 96)
    }

    // MARK: Refusing

    @Test func otherUnit_isRefused() throws {
        #expect(
            DayAhead.fault(source, answer(try starts(day), unit: "ct/kWh"), day: day)?.description
                == "unit: found ct/kWh, expected EUR/MWh")
    }

    @Test func listsOfDifferentLength_areRefused() throws {
        #expect(
            DayAhead.fault(source, answer(try starts(day), ["1", "2"]), day: day)?.description
                == "price: found 2 prices for 96 times, expected one for each")
    }

    @Test func twoPricesForAStart_areRefused() throws {
        let starts = try starts(day)
        #expect(
            DayAhead.fault(source, answer(starts + [starts[0]]), day: day)?.description
                == "spot_price: found two numbers for 2026-02-01T23:00:00Z, expected one")
    }

    @Test func startOutsideOfTheCentury_isRefused() throws {
        #expect(
            DayAhead.fault(source, answer([-9_223_372_036_854_775_808]), day: day)?.description
                == "unix_seconds[0]: found -9223372036854775808, expected seconds since 1970")
    }

    @Test func singlePrice_hasNoLength() throws {
        #expect(
            DayAhead.fault(source, answer([try starts(day)[0]]), day: day)?.description
                == "unix_seconds: found one price on 2026-02-02, expected two, of which its length can be told")
    }

    @Test(arguments: [([0, 7200], 7200), ([0, 900, 2000], 900), ([0, 1], 1), ([0, 1200], 1200)])
    func otherSteps_areRefused(seconds: [Int], shortest: Int) throws {
        let first = try starts(day)[0]
        #expect(
            DayAhead.fault(source, answer(seconds.map { first + $0 }), day: day)?.description
                == "unix_seconds: found \(shortest) s and others between the prices of 2026-02-02, "
                + "expected even steps of 15, 30 or 60 minutes")
    }

    @Test func emptyLists_sayThatThereIsNothingYet() {
        #expect(DayAhead.fault(source, answer([]), day: day) == .notPublished)
    }

    @Test(arguments: [
        "", "[]", "{}", "<html></html>", #"{"unix_seconds":["1"],"price":[1],"unit":"EUR/MWh"}"#,
        #"{"unix_seconds":[1],"price":["1"],"unit":"EUR/MWh"}"#, #"{"unix_seconds":[1],"price":[1]}"#,
        #"{"unix_seconds":[1],"price":[1e999],"unit":"EUR/MWh"}"#,
        #"{"unix_seconds":[18446744073709551616],"price":[1],"unit":"EUR/MWh"}"#,
        #"{"unix_seconds":"# + String(repeating: "[", count: 100_000),
    ])
    func otherDocuments_areRefused(text: String) {
        guard case .document? = DayAhead.fault(source, text, day: day) else {
            Issue.record("read as \(text.prefix(20))")
            return
        }
    }

    @Test func bodyThatIsCut_isRefused() throws {
        let words = DayAhead.fault(source, String(answer(try starts(day)).dropLast(40)), day: day)?.description ?? ""
        #expect(words.hasPrefix("the answer: found") && words.hasSuffix("expected JSON"))
    }
}
