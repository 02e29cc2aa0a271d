// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct TibberTests {
    private let source: Tibber
    private let question: FeedQuestion

    init() throws {
        source = try Tibber(token: "very-secret")
        question = try #require(try DayAhead.questions(source, "2026-02-02").first)
    }

    /// Quarter hours of local days; the price is 0.25 more each time, minus 0.5 at first.
    private func day(_ first: String, to end: String? = nil, seconds: Int = 900) throws -> [String] {
        try Answers.starts(DayAhead.slots(first, to: end), seconds: seconds).enumerated().map { k, start in
            let spot = Double(k) / 4 - 0.5
            let local = DayAhead.local(start)
            let stamp = local.dropLast(6) + ".000" + local.suffix(6)
            return #"{"startsAt":"\#(stamp)","total":\#(spot + 1),"energy":\#(spot),"currency":"SEK"}"#
        }
    }

    private func home(_ id: String, _ today: [String], _ tomorrow: [String] = []) -> String {
        let lists = #""today":[\#(today.joined(separator: ","))],"tomorrow":[\#(tomorrow.joined(separator: ","))]"#
        return #"{"id":"\#(id)","currentSubscription":{"priceInfo":{\#(lists)}}}"#
    }

    private func answer(_ homes: String...) -> String {
        #"{"data":{"viewer":{"homes":[\#(homes.joined(separator: ","))]}}}"#
    }

    private static let path = "data.viewer.homes[0].currentSubscription.priceInfo"

    // MARK: Asking

    @Test func query_isPosted_withTheTokenInAField() throws {
        let questions = try DayAhead.questions(source, "2026-02-02", to: "2026-02-04")
        #expect(questions.map(\.url) == ["https://api.tibber.com/v1-beta/gql"])
        #expect(questions[0].fields.map(\.name) == ["Authorization"])
        #expect(questions[0].fields.map(\.value) == ["Bearer very-secret"])
        let json = String(decoding: try #require(questions[0].json), as: UTF8.self)
        #expect(
            json == #"{"query":"{viewer{homes{id currentSubscription{priceInfo(resolution: QUARTER_HOURLY)"#
                + #"{today{startsAt total energy currency} tomorrow{startsAt total energy currency}}}}}}"}"#)
        #expect(try questions[0].slots == DayAhead.slots("2026-02-02", to: "2026-02-04"))
        let loopback = try Tibber(token: "x", base: "http://127.0.0.1:8080")
        #expect(try DayAhead.questions(loopback, "2026-02-02").map(\.url) == ["http://127.0.0.1:8080/v1-beta/gql"])
    }

    @Test func daysBeforeToday_cannotBeAskedFor() throws {
        let now = try Answers.moment("2026-02-02T12:00Z")
        #expect(
            try Answers.fault(source, Answers.slots("2026-01-30", "2026-02-01T11:00Z"), now: now)?.description
                == "tibber gives prices of today and tomorrow, not of 2026-01-30T00:00:00Z")
        #expect(try Answers.fault(source, Answers.slots("2026-01-30", "2026-02-01T11:15Z"), now: now) == nil)
    }

    @Test func rules_keepToTheLimit() throws {
        #expect(source.rules.name == "tibber" && source.rules.attribution == "Tibber" && source.rules.restSeconds == 3)
        #expect(source.rules.publication == FeedPublication(.centralEuropean, hour: 13))
        #expect(source.place == "tibber")
        #expect(try Tibber(token: "x", home: "96a1").place == "96a1")
    }

    @Test(arguments: ["", "a b", "a\r\nX: y", "é", String(repeating: "x", count: 4097)])
    func tokenThatCannotBeOne_isRefused_andNotShown(token: String) {
        #expect(
            Answers.fault { () throws(FeedFault) in try Tibber(token: token) }
                == "tibber: the token is empty, too long, or has spaces or other characters no token has")
    }

    @Test func homeThatCannotBeOne_isRefused() {
        #expect(
            Answers.fault { () throws(FeedFault) in try Tibber(token: "x", home: "a/b") }
                == "tibber: found the home a/b, expected one such as 96a14971-525a-4420-aae9-e5aedaa129ff")
    }

    // MARK: Reading

    @Test func todayAndTomorrow_areReadWithBothPrices() throws {
        let answer = try answer(home("96a1", day("2026-02-02"), day("2026-02-03")))
        let page = try Answers.page(source, answer, to: question)
        #expect(page.currency == "SEK" && page.nature == .actual && page.next == nil && page.intervals.count == 2)
        let both = try DayAhead.slots("2026-02-02", to: "2026-02-04")
        let imports = try #require(try Answers.series(source, answer, .importPrice, to: question))
        let spots = try #require(try Answers.series(source, answer, .spotPrice, to: question))
        #expect(imports.covers(both) && imports.slots == both && spots.slots == both)
        #expect(imports[both.lowerBound] == 0.5 && spots[both.lowerBound] == -0.5)
        #expect(spots[both.upperBound.advanced(by: -1)] == 95.0 / 4 - 0.5)
    }

    @Test(arguments: [("2026-02-02", 96), ("2026-03-29", 92), ("2026-10-25", 100)])
    func todayAlone_isWhole_inAnyOrder(date: String, count: Int) throws {
        let slots = try DayAhead.slots(date)
        let entries = try day(date)
        let series = try Answers.series(source, answer(home("a", entries)), .spotPrice, to: question)
        #expect(series?.slots == slots && slots.count == count && series?.covers(slots) == true)
        let shuffled = entries.shuffled() + [entries[3]]
        #expect(try Answers.series(source, answer(home("a", shuffled)), .spotPrice, to: question) == series)
    }

    @Test func hourlyPrices_haveTheLengthOfAnHour() throws {
        let answer = try answer(home("a", day("2026-02-02", seconds: 3600)))
        let series = try #require(try Answers.series(source, answer, .spotPrice, to: question))
        #expect(try series.slots == DayAhead.slots("2026-02-02"))
        #expect((0..<5).map { series[series.firstSlot.advanced(by: $0)] } == [-0.5, -0.5, -0.5, -0.5, -0.25])
    }

    @Test func missingAndNullPrices_stayMissing() throws {
        var entries = try day("2026-02-02")
        entries[5] = entries[5].replacing(#""total":1.75"#, with: #""total":null"#)
        entries.remove(at: 10)
        let answer = answer(home("a", entries))
        let imports = try #require(try Answers.series(source, answer, .importPrice, to: question))
        let spots = try #require(try Answers.series(source, answer, .spotPrice, to: question))
        let first = imports.firstSlot
        #expect(imports[first.advanced(by: 5)] == nil && spots[first.advanced(by: 5)] == 0.75)
        #expect(imports[first.advanced(by: 10)] == nil && spots[first.advanced(by: 10)] == nil)
        #expect(spots[first.advanced(by: 9)] == 1.75 && spots[first.advanced(by: 11)] == 2.25)
    }

    @Test func noPriceAtAll_isNotPublished() {
        #expect(Answers.fault(source, answer(home("a", [])), to: question) == .notPublished)
    }

    // MARK: Homes

    @Test func ofSeveralHomes_theOneMeantIsRead() throws {
        let second = try Tibber(token: "x", home: "b")
        let text = try answer(home("a", day("2026-02-02")), home("b", day("2026-02-02").dropLast(4)))
        #expect(try Answers.series(second, text, .spotPrice, to: question)?.slots.count == 92)
        #expect(
            Answers.fault(source, text, to: question)
                == .request("tibber: found 2 homes (a, b), expected one, or the id of the one that is meant"))
        let third = try Tibber(token: "x", home: "c")
        #expect(Answers.fault(third, text, to: question) == .request("tibber: found no home c, only a, b"))
        #expect(Answers.fault(third, answer(), to: question) == .request("tibber: found no home c, only none"))
        #expect(
            Answers.fault(source, answer(), to: question)
                == .request("tibber: found no home, expected one, or the id of the one that is meant"))
    }

    @Test func homeWithoutSubscription_isNamed() {
        let text = answer(#"{"id":"96a1","currentSubscription":null}"#)
        #expect(
            Answers.fault(source, text, to: question)
                == .request("tibber: the home 96a1 has no subscription, so no prices"))
        let noPrices = answer(#"{"id":"96a1","currentSubscription":{"priceInfo":null}}"#)
        #expect(
            Answers.fault(source, noPrices, to: question)?.description
                == "\(Self.path): found null, expected today and tomorrow")
    }

    // MARK: Faults

    @Test func errorsWithStatus200_areQuoted() {
        let text = #"{"errors":[{"message":"No valid access token\nin request"},{"message":"sorry"}],"data":null}"#
        #expect(Answers.fault(source, text, to: question) == .refused("No valid access token in request; sorry"))
        let nameless = #"{"errors":[{"code":1}]}"#
        #expect(Answers.fault(source, nameless, to: question) == .refused("an error without a message"))
        #expect(
            Answers.fault(source, #"{"data":null}"#, to: question)?.description
                == "data: found null, expected a viewer with homes")
        #expect(
            source.refusal(status: 400, body: Array(text.utf8)) == .refused("No valid access token in request; sorry"))
        #expect(source.refusal(status: 401, body: Array(text.utf8)) == nil)
        #expect(source.refusal(status: 400, body: Array("<html>".utf8)) == nil)
    }

    @Test func whatIsNoDocument_isRefused() throws {
        Answers.checkBroken(source, try answer(home("a", day("2026-02-02"))), to: question)
    }

    @Test(arguments: [
        (#""total":0.75"#, #""total":"0.75""#, ".today[1].total: found another type, expected Double"),
        (#""total":0.75,"#, "", ".today[1]: found no member total, expected one"),
        (#""currency":"SEK""#, #""currency":"kr""#, ".today[0].currency: found kr, expected a code such as SEK"),
        (#""SEK"},{"#, #""NOK"},{"#, ".today[1].currency: found SEK, expected NOK"),
        (
            "2026-02-02T00:15:00.000+01:00", "2026-02-02T00:15:00.000",
            ".today[1].startsAt: found 2026-02-02T00:15:00.000, expected a moment such as 2026-02-02T00:00:00+01:00"
        ),
        (#""tomorrow":[]"#, #""tomorrow":null"#, ".tomorrow: found null, expected Array<Any>"),
    ])
    func oneWrongMember_isNamed(found: String, wrong: String, fault: String) throws {
        let text = try answer(home("a", day("2026-02-02"))).replacing(first: found, with: wrong)
        #expect(Answers.fault(source, text, to: question)?.description == Self.path + fault)
    }

    @Test func numbersThatCannotBe_areRefused() throws {
        let text = try answer(home("a", day("2026-02-02")))
        #expect(
            Answers.fault(source, text.replacing(first: #""total":0.75"#, with: #""total":1e999"#), to: question)?
                .description
                == "the answer: found The given data was not valid JSON., expected JSON")
        #expect(
            Answers.fault(source, text.replacing(first: #""total":0.75"#, with: #""total":75"#), to: question)?
                .description
                == "import_price: found 75.0 at 2026-02-01T23:15:00Z, expected -60.0 to 60.0 per kWh")
    }

    @Test func onePriceAlone_hasNoLength() throws {
        let text = try answer(home("a", Array(day("2026-02-02").prefix(1))))
        #expect(
            Answers.fault(source, text, to: question)?.description
                == "\(Self.path): found one price on 2026-02-02, expected two, of which its length can be told")
    }
}
