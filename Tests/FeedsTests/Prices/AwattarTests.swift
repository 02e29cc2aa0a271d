// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import Testing

@Suite struct AwattarTests {
    private let source: Awattar
    private let day = "2026-02-02"

    init() throws { source = try Awattar(zone: "DE_LU") }

    /// Entries of so many seconds that cover a day; the first costs -0.06, each further one 10 more per MWh.
    private func entries(_ day: String, seconds: Int = 3600) throws -> [String] {
        let slots = try DayAhead.slots(day)
        let (begin, end) = (slots.lowerBound.start.secondsSinceEpoch, slots.upperBound.start.secondsSinceEpoch)
        return stride(from: begin, to: end, by: seconds).enumerated().map {
            let price = $0 == 0 ? "-0.06" : "\($0 * 10)"
            return """
                {"start_timestamp":\($1)000,"end_timestamp":\($1 + seconds)000,"marketprice":\(price),"unit":"Eur/MWh"}
                """
        }
    }

    private func list(_ entries: [String]) -> String {
        #"{"object":"list","data":["# + entries.joined(separator: ",") + #"],"url":"/de/v1/marketdata"}"#
    }

    // MARK: Asking

    @Test func germanyAndAustria_areAskedForInMilliseconds() throws {
        #expect(
            try DayAhead.questions(source, day, to: "2026-02-04").map(\.url) == [
                "https://api.awattar.de/v1/marketdata?start=1769986800000&end=1770159600000"
            ])
        let austria = try Awattar(zone: "AT")
        #expect(
            try DayAhead.questions(austria, day).map(\.url) == [
                "https://api.awattar.at/v1/marketdata?start=1769986800000&end=1770073200000"
            ])
        let loopback = try Awattar(zone: "AT", base: "http://127.0.0.1:8080")
        #expect(
            try DayAhead.questions(loopback, day).map(\.url) == [
                "http://127.0.0.1:8080/v1/marketdata?start=1769986800000&end=1770073200000"
            ])
    }

    @Test func longRange_isAskedForInPieces_thatMeet() throws {
        let questions = try DayAhead.questions(source, "2025-01-01", to: "2026-01-01")
        #expect(questions.count == 4)
        #expect(try questions.first?.slots.lowerBound == DayAhead.slots("2025-01-01").lowerBound)
        #expect(try questions.last?.slots.upperBound == DayAhead.slots("2025-12-31").upperBound)
        #expect(zip(questions, questions.dropFirst()).allSatisfy { $0.slots.upperBound == $1.slots.lowerBound })
    }

    @Test func otherZone_isRefused() {
        #expect(
            Answers.fault { () throws(FeedFault) in try Awattar(zone: "SE3\n") }
                == "awattar has no prices of SE3 , only of AT, DE_LU")
    }

    @Test func rules_sayWhenTomorrowAppears() {
        #expect(source.rules.name == "awattar" && source.rules.kind == .price && source.place == "DE_LU")
        #expect(source.rules.publication == FeedPublication(.centralEuropean, hour: 13))
    }

    // MARK: Reading

    @Test func hours_areReadInEurosPerKWh() throws {
        let page = try DayAhead.page(source, list(entries(day)), day: day)
        #expect(page.currency == "EUR" && page.nature == .actual && page.intervals.count == 1)
        let intervals = try #require(page.intervals[.spotPrice])
        try #require(intervals.count == 24)
        let midnight = try #require(UTCInstant(iso8601: "2026-02-01T23:00Z"))
        #expect(intervals[0] == FeedInterval(midnight, seconds: 3600, -0.06 / 1000))
        #expect(intervals[23].value == 0.23)
    }

    @Test(arguments: [
        ("2026-03-29", 3600, 92), ("2026-10-25", 3600, 100), ("2026-03-29", 900, 92), ("2026-10-25", 900, 100),
    ])
    func daysOfTheClockChange_areWhole(day: String, seconds: Int, count: Int) throws {
        let series = try #require(try DayAhead.series(source, list(entries(day, seconds: seconds)), day: day))
        #expect(try series.slots == DayAhead.slots(day))
        #expect(series.slots.count == count && series.covers(series.slots))
    }

    @Test func shuffledAndRepeatedEntries_bringTheSame() throws {
        let entries = try entries(day)
        let shuffled = list(entries.reversed() + [entries[5]])
        #expect(
            try DayAhead.series(source, shuffled, day: day) == DayAhead.series(source, list(entries), day: day))
    }

    @Test func nullAndOmittedPrices_areMissing() throws {
        var entries = try entries(day)
        entries[2] = entries[2].replacing(first: ":20,", with: ":null,")
        entries.remove(at: 12)
        let series = try #require(try DayAhead.series(source, list(entries), day: day))
        let missing = series.slots.filter { series[$0] == nil }.map { series.firstSlot.distance(to: $0) }
        #expect(missing == [8, 9, 10, 11, 48, 49, 50, 51])
    }

    // MARK: Refusing

    @Test(arguments: [("ct/kWh", "ct/kWh"), ("Eur/kWh", "Eur/kWh"), ("", "")])
    func otherUnit_isRefused(unit: String, found: String) throws {
        let text = try list(entries(day)).replacing(first: "Eur/MWh", with: unit)
        #expect(
            DayAhead.fault(source, text, day: day)?.description == "data[0].unit: found \(found), expected EUR/MWh")
    }

    @Test(arguments: ["9223372036854775807", "-1", "1769986800500"])
    func stampThatIsNone_isRefused(stamp: String) throws {
        let text = try list(entries(day)).replacing(first: "1769986800000", with: stamp)
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "data[0].start_timestamp: found \(stamp), expected whole seconds since 1970 in ms")
    }

    @Test func stampsInSeconds_areRefused() throws {
        let text = try list(entries(day)).replacing(first: "1769986800000", with: "1769986800")
        guard case .document("data[0].start_timestamp", "1769986800", _)? = DayAhead.fault(source, text, day: day)
        else {
            Issue.record("read")
            return
        }
    }

    @Test func endBeforeStart_isRefused() throws {
        let text = try list(entries(day)).replacing(
            first: "\"end_timestamp\":1769990400000", with: "\"end_timestamp\":0")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "spot_price: found -1769986800 s from 2026-02-01T23:00:00Z, expected whole quarter hours or parts")
    }

    @Test func priceOutOfRange_isRefused() throws {
        let text = try list(entries(day)).replacing(first: "-0.06", with: "61000")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "spot_price: found 61.0 at 2026-02-01T23:00:00Z, expected -60.0 to 60.0 per kWh")
    }

    @Test func numberAsText_isRefused() throws {
        let text = try list(entries(day)).replacing(first: ":-0.06", with: ":\"-0.06\"")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "data[0].marketprice: found another type, expected Double")
    }

    @Test func emptyList_saysThatThereIsNothingYet() {
        #expect(DayAhead.fault(source, list([]), day: day) == .notPublished)
    }

    @Test func missingMember_isNamed() throws {
        let text = try list(entries(day)).replacing(first: "marketprice", with: "price")
        #expect(
            DayAhead.fault(source, text, day: day)?.description == "data[0]: found no member marketprice, expected one")
    }

    @Test(arguments: [
        "", "[]", "{}", "<html></html>", #"{"data":[1]}"#, #"{"data":"# + String(repeating: "[", count: 100_000),
        #"{"data":[{"start_timestamp":1e999,"end_timestamp":0,"marketprice":1,"unit":"Eur/MWh"}]}"#,
        #"{"data":[{"start_timestamp":0,"end_timestamp":0,"marketprice":1e999,"unit":"Eur/MWh"}]}"#,
    ])
    func otherDocuments_areRefused(text: String) {
        guard case .document? = DayAhead.fault(source, text, day: day) else {
            Issue.record("read as \(text.prefix(20))")
            return
        }
    }

    @Test func bodyThatIsCut_isRefused() throws {
        let words = DayAhead.fault(source, String(try list(entries(day)).dropLast(40)), day: day)?.description ?? ""
        #expect(words.hasPrefix("the answer: found") && words.hasSuffix("expected JSON"))
    }
}
