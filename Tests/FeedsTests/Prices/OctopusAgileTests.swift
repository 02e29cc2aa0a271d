// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct OctopusAgileTests {
    private let source: OctopusAgile
    private let question: FeedQuestion

    init() throws {
        source = try OctopusAgile(tariff: "E-1R-AGILE-24-10-01-C")
        question = try #require(
            source.questions(Answers.slots("2026-02-02T00:00Z", "2026-02-03T00:00Z"), now: Answers.moment("2026-02-01"))
                .first)
    }

    /// Half hours, newest first; the price is half a penny more each time, minus one penny at first.
    private func rates(_ slots: Range<Slot>, seconds: Int = 1800) -> [String] {
        Answers.starts(slots, seconds: seconds).enumerated().map { k, start in
            rate(start.iso8601, "\"\(start.advanced(bySeconds: seconds))\"", Double(k) / 2 - 1)
        }.reversed()
    }

    private func rate(_ from: String, _ to: String, _ pence: Double, payment: String = "null") -> String {
        """
        {"value_exc_vat":\(pence / 1.05),"value_inc_vat":\(pence),"valid_from":"\(from)","valid_to":\(to),\
        "payment_method":\(payment)}
        """
    }

    private func page(_ rates: [String], next: String = "null", previous: String = "null") -> String {
        """
        {"count":\(rates.count),"next":\(next),"previous":\(previous),"results":[\(rates.joined(separator: ","))]}
        """
    }

    // MARK: Asking

    @Test func twoDays_areAskedForInUTC() throws {
        let questions = try source.questions(
            Answers.slots("2026-02-02", "2026-02-04"), now: Answers.moment("2026-02-02"))
        #expect(
            questions.map(\.url) == [
                "https://api.octopus.energy/v1/products/AGILE-24-10-01/electricity-tariffs/E-1R-AGILE-24-10-01-C/"
                    + "standard-unit-rates/?period_from=2026-02-02T00:00Z&period_to=2026-02-04T00:00Z&page_size=1500"
            ])
        #expect(questions.allSatisfy { $0.fields.isEmpty && $0.json == nil })
    }

    @Test func longTimes_areAskedForInMonths() throws {
        let loopback = try OctopusAgile(tariff: "E-1R-AGILE-24-10-01-P", base: "http://127.0.0.1:8080")
        let all = try Answers.slots("2025-12-31T23:15Z", "2026-03-01")
        let questions = try loopback.questions(all, now: Answers.moment("2026-03-01"))
        let rates =
            "http://127.0.0.1:8080/v1/products/AGILE-24-10-01/electricity-tariffs/E-1R-AGILE-24-10-01-P/standard-unit-rates/"
        #expect(
            questions.map(\.url) == [
                rates + "?period_from=2025-12-31T23:15Z&period_to=2026-01-31T23:15Z&page_size=1500",
                rates + "?period_from=2026-01-31T23:15Z&period_to=2026-03-01T00:00Z&page_size=1500",
            ])
        #expect(questions.map(\.slots.count) == [2976, all.count - 2976])
        #expect(questions[0].slots.upperBound == questions[1].slots.lowerBound)
    }

    @Test func rules_sayWhenTomorrowAppears() throws {
        let london = try #require(TimeZoneRule(name: "Europe/London"))
        #expect(
            source.rules.name == "octopus" && source.rules.kind == .price
                && source.rules.attribution == "Octopus Energy")
        #expect(source.rules.publication == FeedPublication(london, hour: 16))
        #expect(source.place == "E-1R-AGILE-24-10-01-C")
    }

    @Test(arguments: [
        "", "AGILE-24-10-01", "E-1R-C", "E-1R--C", "E-1R-AGILE-24-10-01-I", "E-1R-AGILE-24-10-01-CC",
        "e-1r-agile-24-10-01-c",
        "E-2R-VAR-22-11-01-C", "G-1R-VAR-22-11-01-C", "E-1R-AGILE/../X-C", "E-1R-AGILE?X-C", "E-1R-ÄGILE-C",
    ])
    func whatIsNoCodeOfATariff_isRefused(code: String) {
        #expect(
            Answers.fault { () throws(FeedFault) in try OctopusAgile(tariff: code) }
                == "octopus: found the tariff \(code), expected one such as E-1R-AGILE-24-10-01-C")
    }

    // MARK: Reading

    @Test func halfHours_areReadInPounds_withVAT() throws {
        let answer = page([
            rate("2026-02-02T00:30:00Z", #""2026-02-02T01:00:00Z""#, 19.11),
            rate("2026-02-02T00:00:00Z", #""2026-02-02T00:30:00Z""#, -1.575),
        ])
        let page = try Answers.page(source, answer, to: question)
        #expect(page.currency == "GBP" && page.nature == .actual && page.next == nil && page.publishedAt == nil)
        #expect(
            try page.intervals == [
                .importPrice: [
                    FeedInterval(Answers.moment("2026-02-02T00:30Z"), seconds: 1800, 19.11 / 100),
                    FeedInterval(Answers.moment("2026-02-02T00:00Z"), seconds: 1800, -0.01575),
                ]
            ])
    }

    @Test(arguments: [
        ("2026-03-28T00:00Z", "2026-03-29T00:00Z", 96), ("2026-03-29T00:00Z", "2026-03-29T23:00Z", 92),
        ("2026-10-24T23:00Z", "2026-10-26T00:00Z", 100),
    ])
    func days_areWhole_inAnyOrder(first: String, end: String, count: Int) throws {
        let day = try Answers.slots(first, end)
        let question = FeedQuestion(url: "", slots: day)
        let series = try #require(try Answers.series(source, page(rates(day)), .importPrice, to: question))
        #expect(series.slots == day && series.slots.count == count && series.covers(day))
        #expect((0..<4).map { series[day.lowerBound.advanced(by: $0)] } == [-0.01, -0.01, -0.005, -0.005])
        let shuffled = rates(day).shuffled() + [rates(day)[7], rates(day)[0]]
        #expect(try Answers.series(source, page(shuffled), .importPrice, to: question) == series)
    }

    @Test func tariffForExport_givesWhatIsEarned() throws {
        for product in ["AGILE-OUTGOING-19-05-13", "OUTGOING-FIX-12M-19-05-13", "FLUX-EXPORT-23-02-14", "SEG-EO-FIX-1"]
        {
            let source = try OctopusAgile(tariff: "E-1R-\(product)-A")
            let page = try Answers.page(source, page(rates(question.slots)), to: question)
            #expect(Array(page.intervals.keys) == [.exportPrice])
        }
    }

    @Test func priceWithoutEnd_holdsForAllTheTimeAsked_andNoLonger() throws {
        let three = try FeedQuestion(url: "", slots: Answers.slots("2026-02-02T06:00Z", "2026-02-04T18:00Z"))
        let answer = page([
            rate("2026-02-03T00:00:00Z", "null", 24.5),
            rate("2022-04-01T00:00:00+01:00", #""2026-02-03T00:00:00Z""#, 20),
        ])
        let series = try #require(try Answers.series(source, answer, .importPrice, to: three))
        #expect(series.slots == three.slots && series.covers(three.slots))
        #expect(try series[Slot(containing: Answers.moment("2026-02-02T23:45Z"))] == 0.2)
        #expect(try series[Slot(containing: Answers.moment("2026-02-03T00:00Z"))] == 0.245)
        let longer = page([rate("2022-04-01T00:00:00Z", #""2027-04-01T00:00:00Z""#, 20)])
        #expect(try Answers.series(source, longer, .importPrice, to: three)?.slots == three.slots)
    }

    @Test func ofTwoWaysOfPayment_directDebitIsTaken() throws {
        let (from, to) = ("2026-02-02T00:00:00Z", #""2026-02-02T00:30:00Z""#)
        let answer = page([
            rate(from, to, 27, payment: #""NON_DIRECT_DEBIT""#), rate(from, to, 25, payment: #""DIRECT_DEBIT""#),
        ])
        let series = try #require(try Answers.series(source, answer, .importPrice, to: question))
        #expect(series.slots.count == 2 && series[series.firstSlot] == 0.25)
        let unknown = page([rate(from, to, 27, payment: #""SHELLS""#)])
        #expect(
            Answers.fault(source, unknown, to: question)?.description
                == "results[0].payment_method: found SHELLS, expected DIRECT_DEBIT, NON_DIRECT_DEBIT or null")
        let other = page([rate(from, to, 27, payment: #""NON_DIRECT_DEBIT""#)])
        #expect(
            Answers.fault(source, other, to: question)?.description
                == "results: found 1 rates for other times or ways of payment, expected some for 2026-02-02T00:00:00Z and after"
        )
    }

    @Test func answerWithoutWaysOfPayment_isRead() throws {
        let answer = page(rates(question.slots)).replacing(#","payment_method":null"#, with: "")
        #expect(try Answers.series(source, answer, .importPrice, to: question)?.slots == question.slots)
    }

    @Test func nullPrice_isMissing_andAMissingHalfHourToo() throws {
        var rates = rates(question.slots)
        rates[47] = rates[47].replacing(#""value_inc_vat":-1.0"#, with: #""value_inc_vat":null"#)
        rates.remove(at: 40)
        let series = try #require(try Answers.series(source, page(rates), .importPrice, to: question))
        #expect(series.slots == question.slots.lowerBound.advanced(by: 2)..<question.slots.upperBound)
        let gap = question.slots.lowerBound.advanced(by: 14)
        #expect(series[gap] == nil && series[gap.advanced(by: 1)] == nil && series[gap.advanced(by: 2)] != nil)
    }

    // MARK: Pages

    @Test func pages_areFollowedOnTheSameServerOnly() throws {
        let loopback = try OctopusAgile(tariff: "E-1R-AGILE-24-10-01-C", base: "http://127.0.0.1:8080")
        let rates = rates(question.slots)
        func next(_ link: String) throws -> String? {
            try Answers.page(loopback, page(rates, next: #""\#(link)""#), to: question).next
        }
        #expect(try next("http://127.0.0.1:8080/v1/?page=2") == "http://127.0.0.1:8080/v1/?page=2")
        for link in [
            "https://127.0.0.1:8080/v1/?page=2", "http://127.0.0.1/v1/?page=2", "http://127.0.0.1:8081/v1/?page=2",
            "http://localhost:8080/?page=2", "http://127.0.0.1:8080@evil.example/?page=2", "file:///etc/passwd",
            "/v1/?page=2",
            "", #"http://127.0.0.1:8080\\@evil.example/"#, "http://127.0.0.1:8080/\\u000d\\u000aX: y",
        ] {
            #expect(
                Answers.fault(loopback, page(rates, next: #""\#(link)""#), to: question)?.description
                    == "next: found an address elsewhere, or none, expected one on the same server", "\(link)")
        }
    }

    @Test func defaultPort_isTheSameServer() throws {
        let link = #""https://API.octopus.energy:443/v1/?page=2""#
        let page = try Answers.page(source, page(rates(question.slots), next: link), to: question)
        #expect(page.next == "https://API.octopus.energy:443/v1/?page=2")
    }

    @Test func emptyAnswer_isNotPublished_butAnEmptyLastPageIsAPage() throws {
        #expect(Answers.fault(source, page([]), to: question) == .notPublished)
        let last = page([], previous: #""https://api.octopus.energy/v1/?page=1""#)
        #expect(try Answers.page(source, last, to: question).intervals == [.importPrice: []])
    }

    // MARK: Faults

    @Test func whatIsNoDocument_isRefused() throws {
        Answers.checkBroken(source, page(rates(question.slots)), to: question)
    }

    @Test(arguments: [
        (
            #""value_inc_vat":0.0"#, #""value_inc_vat":"0.0""#,
            "results[45].value_inc_vat: found another type, expected Double"
        ),
        (
            #""value_inc_vat":0.0"#, #""value_inc_vat":1e999"#,
            "the answer: found The given data was not valid JSON., expected JSON"
        ),
        (#""value_inc_vat":0.0,"#, "", "results[45]: found no member value_inc_vat, expected one"),
        (
            #""value_inc_vat":0.0"#, #""value_inc_vat":61000"#,
            "import_price: found 610.0 at 2026-02-02T01:00:00Z, expected -60.0 to 60.0 per kWh"
        ),
        (
            #""valid_from":"2026-02-02T01:00:00Z""#, #""valid_from":"2026-02-02T01:00:00""#,
            "results[45].valid_from: found 2026-02-02T01:00:00, expected a moment such as 2026-02-02T00:00:00+01:00"
        ),
        (
            #""valid_to":"2026-02-02T01:30:00Z""#, #""valid_to":"2026-02-02T01:00:00Z""#,
            "results[45].valid_to: found 2026-02-02T01:00:00Z, expected a moment after 2026-02-02T01:00:00Z"
        ),
        (
            #""valid_to":"2026-02-02T01:30:00Z""#, #""valid_to":"2026-02-02T02:00:00Z""#,
            "import_price: found two numbers for 2026-02-02T01:30:00Z, expected one"
        ),
        (#""valid_to":"2026-02-02T01:30:00Z","#, "", "results[45]: found no member valid_to, expected one"),
    ])
    func oneWrongMember_isNamed(found: String, wrong: String, fault: String) {
        let answer = page(rates(question.slots)).replacing(first: found, with: wrong)
        #expect(Answers.fault(source, answer, to: question)?.description == fault)
    }

    @Test func reasonsOfOtherStatuses_areQuoted() {
        let body = Array(#"{"detail":"No EnergyProduct matches the given query."}"#.utf8)
        #expect(source.refusal(status: 404, body: body) == .refused("No EnergyProduct matches the given query."))
        #expect(source.refusal(status: 403, body: body) == nil)
        #expect(source.refusal(status: 404, body: Array("<html>".utf8)) == nil)
    }
}
