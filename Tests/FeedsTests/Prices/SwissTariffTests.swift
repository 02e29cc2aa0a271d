// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct SwissTariffTests {
    private let source: SwissTariff
    private let date = "2026-02-02"

    init() throws { source = try SwissTariff(.groupeE, addedVAT: 0) }

    /// Quarter hours of a day, each with components as given for its number.
    private func entries(
        _ date: String, seconds: Int = 900, _ components: (Int) -> String = { SwissTariffTests.integrated($0) }
    ) throws -> [String] {
        try Answers.starts(DayAhead.slots(date), seconds: seconds).enumerated().map { k, start in
            let end = start.advanced(bySeconds: seconds)
            return """
                {"start_timestamp":"\(DayAhead.local(start))","end_timestamp":"\(DayAhead.local(end))",\(components(k))}
                """
        }
    }

    /// 0.25 CHF/kWh more each time, minus 0.5 at first, with a charge for the month before it.
    private static func integrated(_ k: Int) -> String {
        #""integrated":[{"unit":"CHF_m","value":8},{"unit":"CHF_kWh","value":\#(Double(k) / 4 - 0.5)}]"#
    }

    private func document(_ entries: [String], publication: String = "2026-02-01T17:32:00.128697+01:00") -> String {
        #"{"publication_timestamp":"\#(publication)","prices":[\#(entries.joined(separator: ","))]}"#
    }

    private func question(_ date: String = "2026-02-02") throws -> FeedQuestion {
        try FeedQuestion(url: "", slots: DayAhead.slots(date))
    }

    private func urls(_ service: SwissTariff.Service, _ components: [SwissTariff.Component] = [.integrated]) throws
        -> [String]
    {
        let source = try SwissTariff(service, components: components, feedIn: components.isEmpty, addedVAT: 0)
        return try DayAhead.questions(source, date).map(\.url)
    }

    // MARK: Asking

    @Test func everyOperator_isAskedInItsWay() throws {
        let times = "start_timestamp=2026-02-02T00:00:00%2B01:00&end_timestamp=2026-02-03T00:00:00%2B01:00"
        #expect(
            try urls(.ekz(tariff: "integrated_400D"))
                == ["https://api.tariffs.ekz.ch/v1/tariffs?tariff_name=integrated_400D&" + times])
        #expect(try urls(.groupeE) == ["https://api.tariffs.groupe-e.ch/v2/tariffs?" + times])
        #expect(try urls(.groupeEVersion1(.varioPlus)) == ["https://api.tariffs.groupe-e.ch/v1/tariffs?" + times])
        #expect(try urls(.bkw, []) == ["https://api.bkw.ch/api/dyntariffs/v1/tariffs"])
        #expect(
            try urls(.esit(meteringCode: "CH100", token: "x"))
                == ["https://esit.code-fabrik.ch/api/v1/metering_code?metering_code=CH100&" + times])
        let ckw =
            "https://e-ckw-public-data.de-c1.eu1.cloudhub.io/api/v1/netzinformationen/energie/dynamische-preise?"
        let utc = "tariff_name=home_dynamic&start_timestamp=2026-02-01T23:00:00Z&end_timestamp=2026-02-02T23:00:00Z"
        #expect(try urls(.ckw(tariff: "home_dynamic")) == [ckw + "tariff_type=integrated&" + utc])
        #expect(try urls(.ckw(tariff: "home_dynamic"), [.electricity, .grid]) == [ckw + utc])
    }

    @Test func offsets_areThoseOfTheMoment() throws {
        let loopback = try SwissTariff(.groupeE, addedVAT: 0, base: "http://127.0.0.1:8080")
        let path = "http://127.0.0.1:8080/v2/tariffs?"
        #expect(
            try DayAhead.questions(loopback, "2026-03-29").map(\.url) == [
                path + "start_timestamp=2026-03-29T00:00:00%2B01:00&end_timestamp=2026-03-30T00:00:00%2B02:00"
            ])
        let night = try loopback.questions(
            Answers.slots("2026-10-25T00:30Z", "2026-10-25T01:30Z"), now: Answers.moment("2026-10-24"))
        #expect(
            night.map(\.url) == [
                path + "start_timestamp=2026-10-25T02:30:00%2B02:00&end_timestamp=2026-10-25T02:30:00%2B01:00"
            ])
    }

    @Test func longTimes_areAskedForInPieces() throws {
        let questions = try DayAhead.questions(source, "2026-02-01", to: "2026-03-04")
        #expect(questions.map(\.slots.count) == [1344, 1344, 288])
        #expect(
            questions[2].url.hasSuffix(
                "start_timestamp=2026-03-01T00:00:00%2B01:00&end_timestamp=2026-03-04T00:00:00%2B01:00"))
    }

    @Test func tokenAndMeteringPoint_areInNothingThatIsShown() throws {
        let source = try SwissTariff(.esit(meteringCode: "CH10012", token: "very-secret"), addedVAT: 0)
        let question = try #require(try DayAhead.questions(source, date).first)
        #expect(question.fields.map(\.name) == ["Authorization"] && question.fields[0].value == "Bearer very-secret")
        #expect(!question.url.contains("very-secret"))
        #expect(source.place == "esit" && source.rules.name == "esit" && source.rules.restSeconds == 300)
        #expect(
            Answers.fault { () throws(FeedFault) in
                try SwissTariff(.esit(meteringCode: "CH1&x=", token: "a"), addedVAT: 0)
            } == "esit: the number of the metering point has other characters than letters and digits")
        #expect(
            Answers.fault { () throws(FeedFault) in
                try SwissTariff(.esit(meteringCode: "CH1", token: "two words"), addedVAT: 0)
            } == "esit: the token is empty, too long, or has spaces or other characters no token has")
    }

    @Test func rules_areThoseOfTheOperator() throws {
        let ekz = try SwissTariff(.ekz(tariff: "integrated_400D"), addedVAT: 0)
        #expect(ekz.rules.publication == FeedPublication(.centralEuropean, hour: 18))
        #expect(ekz.rules.name == "ekz" && ekz.rules.attribution == "EKZ" && ekz.place == "ekz-integrated_400D")
        #expect(source.rules.publication == FeedPublication(.centralEuropean, hour: 15) && source.place == "groupe-e")
        let ckw = try SwissTariff(.ckw(tariff: "home_dynamic"), addedVAT: 0)
        #expect(ckw.rules.publication == FeedPublication(.centralEuropean, hour: 12) && ckw.rules.restSeconds == 250)
        let bkw = try SwissTariff(.bkw, components: [], feedIn: true, addedVAT: 0)
        #expect(bkw.rules.publication == nil && bkw.place == "bkw")
    }

    @Test func whatCannotBeAsked_isRefused() {
        func fault(
            _ service: SwissTariff.Service, _ components: [SwissTariff.Component] = [.integrated], feedIn: Bool = false,
            addedVAT: Double = 0
        ) -> String? {
            Answers.fault { () throws(FeedFault) in
                try SwissTariff(service, components: components, feedIn: feedIn, addedVAT: addedVAT)
            }
        }
        #expect(
            fault(.ekz(tariff: "a&b")) == "ekz: found the tariff a&b, expected one such as integrated_400D")
        #expect(fault(.ckw(tariff: "")) == "ckw: found the tariff , expected one such as home_dynamic")
        #expect(
            fault(.groupeE, []) == "groupe-e: found no component, expected one, or the price of what is fed in")
        #expect(
            fault(.groupeE, [.grid, .integrated])
                == "groupe-e: found the components grid, integrated, in which something counts twice")
        #expect(
            fault(.groupeE, [.grid, .grid])
                == "groupe-e: found the components grid, grid, in which something counts twice")
        #expect(fault(.bkw) == "bkw has prices of what is fed in only, found the components integrated")
        #expect(
            fault(.groupeEVersion1(.dtPlus), feedIn: true)
                == "groupe-e, version 1, has its own tariffs, no components and no price of what is fed in")
        #expect(
            fault(.groupeE, addedVAT: 8.1) == "groupe-e: found 8.1 as added tax, expected a part of 1 such as 0.081")
        #expect(
            fault(.groupeE, addedVAT: .nan) == "groupe-e: found nan as added tax, expected a part of 1 such as 0.081")
    }

    // MARK: Reading

    @Test(arguments: [("2026-02-02", 96), ("2026-03-29", 92), ("2026-10-25", 100)])
    func days_areWhole_inAnyOrder(date: String, count: Int) throws {
        let slots = try DayAhead.slots(date)
        let entries = try entries(date)
        let series = try #require(try Answers.series(source, document(entries), .importPrice, to: question(date)))
        #expect(series.slots == slots && slots.count == count && series.covers(slots))
        #expect((0..<3).map { series[slots.lowerBound.advanced(by: $0)] } == [-0.5, -0.25, 0])
        let shuffled = document(entries.shuffled() + [entries[9]])
        #expect(try Answers.series(source, shuffled, .importPrice, to: question(date)) == series)
    }

    @Test func page_saysWhenItWasPublished_whereThatIsSaid() throws {
        let page = try Answers.page(source, document(entries(date)), to: question())
        #expect(page.currency == "CHF" && page.nature == .actual && page.next == nil)
        #expect(try page.publishedAt == Answers.moment("2026-02-01T16:32:00Z"))
        #expect(try Answers.page(source, document(entries(date), publication: ""), to: question()).publishedAt == nil)
        #expect(
            try Answers.fault(source, document(entries(date), publication: "never"), to: question())?.description
                == "publication_timestamp: found never, expected a moment such as 2026-02-02T00:00:00+01:00")
    }

    @Test func hourlyPrices_andStampsWithoutSeconds_areRead() throws {
        let source = try SwissTariff(.ckw(tariff: "home_dynamic"), addedVAT: 0)
        let text = document([
            #"{"start_timestamp":"2026-02-01T23:00Z","end_timestamp":"2026-02-02T00:00Z",\#(Self.integrated(3))}"#
        ])
        let series = try #require(try Answers.series(source, text, .importPrice, to: question()))
        #expect(series.slots.count == 4 && series[series.firstSlot] == 0.25)
    }

    @Test func components_areSummedUp_withTheTaxTheyLack() throws {
        let parts: (Int) -> String = { k in
            """
            "electricity":[{"unit":"CHF_kWh","value":0.125}],"grid":[{"unit":"CHF_M","value":5.0},{"unit":"Rp./kWh","value":-25}],\
            "regional_fees":[{"unit":"CHF/kWh","value":0.5}],"metering":[{"unit":"CHF_M","value":5}],\(Self.integrated(k))
            """
        }
        func first(_ components: [SwissTariff.Component], addedVAT: Double) throws -> Double? {
            let source = try SwissTariff(.groupeE, components: components, addedVAT: addedVAT)
            let series = try Answers.series(source, document(entries(date, parts)), .importPrice, to: question())
            return series.flatMap { $0[$0.firstSlot] }
        }
        #expect(try first([.electricity, .grid, .regionalFees], addedVAT: 0) == 0.375)
        #expect(try first([.electricity, .grid, .regionalFees], addedVAT: 0.081) == 0.375 * 1.081)
        #expect(try first([.grid], addedVAT: SwissTariff.valueAddedTax) == -0.25 * 1.081)
        #expect(try first([.integrated], addedVAT: 0) == -0.5)
    }

    @Test func priceOfWhatIsFedIn_hasNoTaxAdded() throws {
        let bkw = try SwissTariff(.bkw, components: [], feedIn: true, addedVAT: 0.081)
        let text = try document(entries(date) { _ in #""feed_in":[{"unit":"CHF_kWh","value":0.0625}]"# })
        #expect(try Answers.page(bkw, text, to: question()).intervals.keys.map(\.rawValue) == ["export_price"])
        let series = try #require(try Answers.series(bkw, text, .exportPrice, to: question()))
        #expect(series.covers(try DayAhead.slots(date)) && series[series.firstSlot] == 0.0625)
        let both = try SwissTariff(.groupeE, feedIn: true, addedVAT: 0)
        let bothText = try document(
            entries(date) { Self.integrated($0) + #","feed_in":[{"unit":"CHF_kWh","value":0.5}]"# })
        #expect(try Answers.series(both, bothText, .exportPrice, to: question())?.slots.count == 96)
        #expect(try Answers.series(both, bothText, .importPrice, to: question())?.slots.count == 96)
    }

    @Test func whatIsMissingInAnEntry_isMissing_andNoPartOfASum() throws {
        let source = try SwissTariff(.groupeE, components: [.electricity, .grid], addedVAT: 0)
        let grid = #""grid":[{"unit":"CHF_kWh","value":0.25}]"#
        let texts = [
            #""electricity":[{"unit":"CHF_kWh","value":0.5}],"# + grid, grid, #""electricity":null,"# + grid,
            #""electricity":[],"# + grid, #""electricity":[{"unit":"CHF_M","value":5}],"# + grid,
            #""electricity":[{"unit":"CHF_kWh","value":null}],"# + grid,
            #""electricity":[{"unit":"CHF_kWh","value":1.5}],"# + grid,
        ]
        let text = try document(entries(date) { texts[min($0, 6)] })
        let series = try #require(try Answers.series(source, text, .importPrice, to: question()))
        #expect(
            (0..<8).map { series[series.firstSlot.advanced(by: $0)] } == [0.75, nil, nil, nil, nil, nil, 1.75, 1.75])
    }

    @Test func componentThatNobodyPublishes_isAFault() throws {
        let fees = try SwissTariff(.groupeE, components: [.electricity, .regionalFees], addedVAT: 0)
        #expect(
            try Answers.fault(fees, document(entries(date)), to: question())?.description
                == "prices: found no number for electricity + regional_fees, expected CHF per kWh")
        let feedIn = try SwissTariff(.groupeE, feedIn: true, addedVAT: 0)
        #expect(
            try Answers.fault(feedIn, document(entries(date)), to: question())?.description
                == "prices: found no number for feed_in, expected CHF per kWh")
    }

    @Test func emptyAnswers_areNotPublished() throws {
        #expect(try Answers.fault(source, document([], publication: ""), to: question()) == .notPublished)
        let first = try SwissTariff(.groupeEVersion1(.varioPlus), addedVAT: 0)
        #expect(try Answers.fault(first, "[]", to: question()) == .notPublished)
    }

    @Test func answerOfSwisspower_isReadWhereItsStatusIsOk() throws {
        let source = try SwissTariff(.esit(meteringCode: "CH1", token: "x"), addedVAT: 0)
        let prices = try entries(date) { _ in #""integrated":[{"value":0.4925,"unit":"CHF/kWh","component":"work"}]"# }
        let text = #"{"status":"ok","prices":[\#(prices.joined(separator: ","))]}"#
        let series = try #require(try Answers.series(source, text, .importPrice, to: question()))
        #expect(series.slots.count == 96 && series[series.firstSlot] == 0.4925)
        for (text, words) in [
            (#"{"status":"error","message":"unknown metering code"}"#, "unknown metering code"),
            (#"{"status":"error","prices":[]}"#, "error"), (#"{"error":"Invalid tariff_name"}"#, "Invalid tariff_name"),
        ] {
            #expect(try Answers.fault(source, text, to: question()) == .refused(words))
            #expect(source.refusal(status: 400, body: Array(text.utf8)) == .refused(words))
            #expect(source.refusal(status: 500, body: Array(text.utf8)) == nil)
        }
        #expect(source.refusal(status: 400, body: Array("<html>".utf8)) == nil)
        #expect(
            try Answers.fault(source, #"{"status":"ok"}"#, to: question())?.description
                == "the answer: found no member prices, expected one")
    }

    // MARK: First version of Groupe E

    private func version1(_ date: String, unit: String = "Rp./kWh") throws -> String {
        let list = try entries(date) { k in
            #""vario_plus":\#(25 * k - 50),"vario_grid":12.5,"dt_plus":null,"unit":"\#(unit)""#
        }
        return "[\(list.joined(separator: ","))]"
    }

    @Test func firstVersion_givesRappen() throws {
        let plus = try SwissTariff(.groupeEVersion1(.varioPlus), addedVAT: 0)
        let series = try #require(try Answers.series(plus, version1(date), .importPrice, to: question()))
        #expect(series.covers(try DayAhead.slots(date)))
        #expect((0..<3).map { series[series.firstSlot.advanced(by: $0)] } == [-0.5, -0.25, 0])
        #expect(plus.place == "groupe-e-vario_plus")
        let grid = try SwissTariff(.groupeEVersion1(.varioGrid), addedVAT: 0)
        let gridSeries = try #require(try Answers.series(grid, version1(date), .importPrice, to: question()))
        #expect(gridSeries[gridSeries.firstSlot] == 0.125)
        let double = try SwissTariff(.groupeEVersion1(.dtPlus), addedVAT: 0)
        #expect(try Answers.series(double, version1(date), .importPrice, to: question()) == nil)
        #expect(
            try Answers.fault(plus, version1(date, unit: "CHF_M"), to: question())?.description
                == "[0].unit: found CHF_M, expected Rp./kWh")
        #expect(
            try Answers.fault(plus, version1(date, unit: "EUR/MWh"), to: question())?.description
                == "[0].unit: found EUR/MWh, expected CHF_kWh, CHF/kWh, Rp./kWh or CHF_M")
        Answers.checkBroken(plus, try version1(date), to: try question())
    }

    // MARK: Faults

    @Test func whatIsNoDocument_isRefused() throws {
        Answers.checkBroken(source, try document(entries(date)), to: try question())
    }

    @Test(arguments: [
        (
            #"{"unit":"CHF_kWh","value":-0.25}"#, #"{"unit":"EUR_kWh","value":-0.25}"#,
            "prices[1].integrated[1].unit: found EUR_kWh, expected CHF_kWh, CHF/kWh, Rp./kWh or CHF_M"
        ),
        (
            #"{"unit":"CHF_kWh","value":-0.25}"#, #"{"unit":"CHF_kW_15min","value":1}"#,
            "prices[1].integrated[1].unit: found CHF_kW_15min, expected CHF_kWh, CHF/kWh, Rp./kWh or CHF_M"
        ),
        (
            #"{"unit":"CHF_kWh","value":-0.25}"#, #"{"unit":"CHF_kWh","value":0.1},{"unit":"Rp./kWh","value":20}"#,
            "prices[1].integrated: found 2 prices per kWh, expected one"
        ),
        (
            #"{"unit":"CHF_kWh","value":-0.25}"#, #"{"unit":"CHF_kWh","value":"-0.25"}"#,
            "prices[1].integrated[1].value: found another type, expected Double"
        ),
        (
            #"{"unit":"CHF_kWh","value":-0.25}"#, #"{"unit":"CHF_kWh","value":1e999}"#,
            "the answer: found The given data was not valid JSON., expected JSON"
        ),
        (
            #"{"unit":"CHF_kWh","value":-0.25}"#, #"{"unit":"CHF_kWh","value":-2500}"#,
            "import_price: found -2500.0 at 2026-02-01T23:15:00Z, expected -60.0 to 60.0 per kWh"
        ),
        (
            #"{"unit":"CHF_kWh","value":-0.25}"#, #"{"value":-0.25}"#,
            "prices[1].integrated[1]: found no member unit, expected one"
        ),
        (
            #""end_timestamp":"2026-02-02T00:15:00+01:00""#, #""end_timestamp":"2026-02-02T00:30:00+01:00""#,
            "import_price: found two numbers for 2026-02-01T23:15:00Z, expected one"
        ),
        (
            #""start_timestamp":"2026-02-02T00:15:00+01:00""#, #""start_timestamp":"2026-02-02T00:15:00""#,
            "prices[1].start_timestamp: found 2026-02-02T00:15:00, expected a moment such as 2026-02-02T00:00:00+01:00"
        ),
        (
            #""integrated":[{"unit":"CHF_m","value":8},{"unit":"CHF_kWh","value":-0.5}]"#,
            #""integrated":{"unit":"CHF_kWh","value":-0.5}"#,
            "prices[0].integrated: found another type, expected Array<Any>"
        ),
    ])
    func oneWrongMember_isNamed(found: String, wrong: String, fault: String) throws {
        let text = try document(entries(date)).replacing(first: found, with: wrong)
        #expect(try Answers.fault(source, text, to: question())?.description == fault)
    }

    @Test func units_areThoseOfTheStandard_andItsSpellings() {
        for unit in ["CHF_kWh", "CHF/kWh"] { #expect(SwissTariffUnit(unit) == .energy(factor: 1)) }
        #expect(SwissTariffUnit("Rp./kWh") == .energy(factor: 0.01))
        for unit in ["CHF_M", "CHF/M", "CHF_m", "CHF_y", "CHF_15min", "CHF_kVarh", "CHF_kW_m"] {
            #expect(SwissTariffUnit(unit) == .other)
        }
        for unit in ["", "CHF", "CHF_", "kWh", "chf_kwh", "CHF_MWh", "Rp./M", "CHF_kW_15min", "EUR/kWh", "CHF_kWh "] {
            #expect(SwissTariffUnit(unit) == nil, "\(unit)")
        }
    }
}
