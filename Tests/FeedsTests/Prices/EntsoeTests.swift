// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import Testing

@Suite struct EntsoeTests {
    private let source: Entsoe
    private let day = "2026-02-02"
    private let slots: Range<Slot>

    init() throws {
        source = try Entsoe(zone: "SE3", token: "11111111-2222-3333-4444-555555555555")
        slots = try DayAhead.slots(day)
    }

    /// Prices per MWh by quarter hours of the day, -1 where there is none.
    private func prices(_ text: String) throws -> [Int] {
        let series = try DayAhead.series(source, text, day: day)
        return slots.map { series?[$0].map { Int(($0 * 1000).rounded()) } ?? -1 }
    }

    // MARK: Asking

    @Test func days_areAskedForInUTC_withTheTokenInAField() throws {
        let questions = try DayAhead.questions(source, day, to: "2026-02-04")
        #expect(
            questions.map(\.url) == [
                "https://web-api.tp.entsoe.eu/api?documentType=A44&in_Domain=10Y1001A1001A46L"
                    + "&out_Domain=10Y1001A1001A46L&periodStart=202602012300&periodEnd=202602032300"
                    + "&contract_MarketAgreement.type=A01"
            ])
        #expect(questions[0].fields.map(\.name) == ["Authorization"])
        #expect(questions[0].fields.map(\.value) == ["Bearer 11111111-2222-3333-4444-555555555555"])
    }

    @Test(arguments: [("DE_LU", "10Y1001A1001A82H"), ("AT", "10YAT-APG------L")])
    func zonesWithTwoAuctions_areAskedForTheFirst(zone: String, code: String) throws {
        let source = try Entsoe(zone: zone, token: "t", base: "http://127.0.0.1:8080")
        #expect(
            try DayAhead.questions(source, "2026-03-29").map(\.url) == [
                "http://127.0.0.1:8080/api?documentType=A44&in_Domain=\(code)&out_Domain=\(code)"
                    + "&periodStart=202603282300&periodEnd=202603292200&contract_MarketAgreement.type=A01"
                    + "&classificationSequence_AttributeInstanceComponent.position=1"
            ])
    }

    @Test func longRange_isAskedForByMonths_thatMeet() throws {
        let questions = try DayAhead.questions(source, "2025-01-01", to: "2026-01-01")
        #expect(questions.count == 13)
        #expect(zip(questions, questions.dropFirst()).allSatisfy { $0.slots.upperBound == $1.slots.lowerBound })
        #expect(questions.allSatisfy { $0.slots.count <= 30 * 96 + 4 })
        #expect(try questions.last?.slots.upperBound == DayAhead.slots("2025-12-31").upperBound)
    }

    @Test func zoneWithoutACode_andTokenThatIsNone_areRefused() {
        let zone = Answers.fault { () throws(FeedFault) in try Entsoe(zone: "SE5", token: "t") }
        #expect(zone?.hasPrefix("entsoe has no prices of SE5, only of AT, BE, CH, DE_LU, DK1") == true)
        for token in ["", "a b", "secret\n"] {
            let words = Answers.fault { () throws(FeedFault) in try Entsoe(zone: "SE3", token: token) }
            #expect(words?.hasPrefix("entsoe: the token is empty") == true && words?.contains("secret") == false)
        }
    }

    @Test func rules_sayWhenTomorrowAppears() {
        #expect(source.rules.name == "entsoe" && source.rules.kind == .price && source.place == "SE3")
        #expect(source.rules.publication == FeedPublication(.centralEuropean, hour: 13))
        #expect(source.rules.attribution == "ENTSO-E Transparency Platform")
    }

    // MARK: Curves

    @Test func everyPosition_isReadInEurosPerKWh() throws {
        var points = EntsoeText.rising(96)
        points[0].1 = "-12.50"
        let page = try DayAhead.page(
            source, EntsoeText.document(EntsoeText.series(slots, points, curve: "A01")), day: day)
        #expect(page.currency == "EUR" && page.nature == .actual && page.next == nil && page.intervals.count == 1)
        #expect(page.publishedAt == UTCInstant(iso8601: "2026-02-01T12:40:00Z"))
        let intervals = try #require(page.intervals[.spotPrice])
        try #require(intervals.count == 96)
        #expect(intervals[0] == FeedInterval(slots.lowerBound.start, seconds: 900, -0.0125))
        #expect(intervals[95].value == 0.095)
    }

    @Test func omittedPositionsOfVariableBlocks_repeatTheOneBefore_toTheEnd() throws {
        let text = EntsoeText.document(EntsoeText.series(slots, [(1, "40"), (4, "30"), (5, "20")]))
        #expect(try prices(text) == [40, 40, 40, 30] + [Int](repeating: 20, count: 92))
    }

    @Test func omittedPositionsOfFixedBlocks_areMissing() throws {
        let text = EntsoeText.document(EntsoeText.series(slots, [(2, "40"), (4, "30")], curve: "A01"))
        #expect(try prices(text) == [-1, 40, -1, 30] + [Int](repeating: -1, count: 92))
    }

    @Test func curveThatIsNotNamed_hasFixedBlocks() throws {
        let text = EntsoeText.document(EntsoeText.series(slots, [(1, "40"), (4, "30")]))
            .replacing(first: "<curveType>A03</curveType>", with: "")
        #expect(try prices(text) == [40, -1, -1, 30] + [Int](repeating: -1, count: 92))
    }

    @Test(arguments: [
        ("2026-03-29", "PT15M", 92), ("2026-10-25", "PT15M", 100), ("2025-03-30", "PT60M", 23),
        ("2024-10-27", "PT60M", 25), ("2025-09-30", "PT30M", 48),
    ])
    func daysOfOtherLengthAndResolution_areWhole(day: String, resolution: String, count: Int) throws {
        let slots = try DayAhead.slots(day)
        let text = EntsoeText.document(
            EntsoeText.series(slots, EntsoeText.rising(count), resolution: resolution, curve: "A01"))
        let series = try #require(try DayAhead.series(source, text, day: day))
        #expect(series.slots == slots && series.covers(slots))
        #expect(series[slots.upperBound.advanced(by: -1)] == Double(count - 1) / 1000)
    }

    @Test func shuffledPoints_bringTheSame() throws {
        let text = EntsoeText.document(EntsoeText.series(slots, [(5, "20"), (1, "40"), (4, "30"), (1, "40")]))
        #expect(try prices(text) == [40, 40, 40, 30] + [Int](repeating: 20, count: 92))
    }

    @Test func numbers_mayHaveCommasBetweenThousands() throws {
        let text = EntsoeText.document(EntsoeText.series(slots, [(1, "1,234.50"), (2, "-1,000,000"), (3, "0012")]))
        let intervals = try DayAhead.page(source, text, day: day).intervals[.spotPrice]
        #expect(intervals?.prefix(3).map(\.value) == [1.2345, -1000, 0.012])
    }

    // MARK: Several series

    @Test func seriesOfSeveralDays_comeInAnyOrder() throws {
        let next = try DayAhead.slots("2026-02-03")
        let text = EntsoeText.document(
            EntsoeText.series(next, [(1, "50")]), EntsoeText.series(slots, [(1, "40")]))
        let intervals = try #require(try DayAhead.page(source, text, day: day).intervals[.spotPrice])
        try #require(intervals.count == 192)
        #expect(intervals.first?.start == slots.lowerBound.start)
        #expect(intervals[95].value == 0.04 && intervals[96].value == 0.05)
    }

    @Test func repeatedSeries_countOnce() throws {
        let series = EntsoeText.series(slots, EntsoeText.rising(96))
        let text = EntsoeText.document(series, series)
        #expect(try prices(text) == Array(0..<96))
        #expect(try DayAhead.page(source, text, day: day).intervals[.spotPrice]?.count == 96)
    }

    @Test func seriesThatContradictEachOther_areRefused() throws {
        let text = EntsoeText.document(
            EntsoeText.series(slots, [(1, "40")]), EntsoeText.series(slots, [(1, "40"), (3, "39.9")]))
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "2026-02-01T23:30:00Z: found prices of 40.0 and 39.9 per MWh, expected one price")
    }

    @Test func quarterHours_goBeforeHours_whichFillThem() throws {
        let early = slots.lowerBound..<slots.upperBound.advanced(by: -4)
        let hours = EntsoeText.series(slots, EntsoeText.rising(24), resolution: "PT60M")
        let quarters = EntsoeText.series(early, [(1, "500"), (92, "600")])
        let expected = [Int](repeating: 500, count: 91) + [600, 23, 23, 23, 23]
        #expect(try prices(EntsoeText.document(hours, quarters)) == expected)
        #expect(try prices(EntsoeText.document(quarters, hours)) == expected)
    }

    @Test func lowestSequence_counts_whateverTheOrderAndResolution() throws {
        let coupled = EntsoeText.series(slots, EntsoeText.rising(24), resolution: "PT60M", sequence: 1)
        let other = EntsoeText.series(slots, [(1, "999")], sequence: 2)
        let expected = (0..<96).map { $0 / 4 }
        #expect(try prices(EntsoeText.document(coupled, other)) == expected)
        #expect(try prices(EntsoeText.document(other, coupled)) == expected)
    }

    @Test func gapsOfTheFirstAuction_areNotFilledFromTheSecond() throws {
        let early = slots.lowerBound..<slots.upperBound.advanced(by: -4)
        let text = EntsoeText.document(
            EntsoeText.series(early, [(1, "40")], sequence: 1), EntsoeText.series(slots, [(1, "999")], sequence: 2))
        #expect(try prices(text) == [Int](repeating: 40, count: 92) + [-1, -1, -1, -1])
    }

    @Test func dayThatOnlyHasASecondSequence_isRead() throws {
        let next = try DayAhead.slots("2026-02-03")
        let text = EntsoeText.document(
            EntsoeText.series(slots, [(1, "40")], sequence: 2), EntsoeText.series(next, [(1, "50")], sequence: 1))
        #expect(try DayAhead.page(source, text, day: day).intervals[.spotPrice]?.count == 192)
        #expect(try prices(text) == [Int](repeating: 40, count: 96))
    }

    @Test func seriesWithoutASequence_areThoseOfTheFirst() throws {
        let text = EntsoeText.document(
            EntsoeText.series(slots, [(1, "999")], sequence: 2), EntsoeText.series(slots, [(1, "40")], sequence: nil))
        #expect(try prices(text) == [Int](repeating: 40, count: 96))
    }

    @Test func intradayAuctions_areLeftOut() throws {
        let intraday = EntsoeText.series(slots, [(1, "999")], contract: "A07")
        let text = EntsoeText.document(intraday, EntsoeText.series(slots, [(1, "40")]))
        #expect(try prices(text) == [Int](repeating: 40, count: 96))
        #expect(DayAhead.fault(source, EntsoeText.document(intraday), day: day) == .notPublished)
    }

    @Test func otherNamespaces_areRead() throws {
        let text = EntsoeText.document(EntsoeText.series(slots, [(1, "40")]))
        let older = text.replacing(first: "publicationdocument:7:3", with: "publicationdocument:7:0")
        #expect(try prices(older) == [Int](repeating: 40, count: 96))
    }

    // MARK: Nothing yet, and refusals

    @Test func noMatchingData_saysThatThereIsNothingYet() {
        let text = EntsoeText.acknowledgement(
            "No matching data found for Data item ENERGY_PRICES [12.1.D] (10Y1001A1001A46L, 10Y1001A1001A46L)")
        #expect(DayAhead.fault(source, text, day: day) == .notPublished)
        #expect(source.refusal(status: 400, body: Array(text.utf8)) == .notPublished)
    }

    @Test func otherAcknowledgements_areRefusalsInTheirWords() {
        let text = EntsoeText.acknowledgement("The number of instances (365) exceeds\n the allowed maximum (100)")
        let refusal = FeedFault.refused("The number of instances (365) exceeds  the allowed maximum (100)")
        #expect(DayAhead.fault(source, text, day: day) == refusal)
        #expect(source.refusal(status: 400, body: Array(text.utf8)) == refusal)
        #expect(
            DayAhead.fault(source, EntsoeText.acknowledgement("one", "two"), day: day) == .refused("one; two"))
        #expect(
            DayAhead.fault(source, EntsoeText.acknowledgement(), day: day)
                == .refused("an acknowledgement without a reason"))
    }

    @Test func bodiesThatSayNothing_areNoRefusal() {
        let prices = EntsoeText.document(EntsoeText.series(slots, [(1, "40")]))
        let acknowledgement = EntsoeText.acknowledgement("Authentication failed")
        #expect(source.refusal(status: 400, body: Array("<html></html>".utf8)) == nil)
        #expect(source.refusal(status: 400, body: []) == nil)
        #expect(source.refusal(status: 400, body: Array(prices.utf8)) == nil)
        // A token that is not accepted is known by its status.
        #expect(source.refusal(status: 401, body: Array(acknowledgement.utf8)) == nil)
    }

    @Test func documentWithoutSeries_saysThatThereIsNothingYet() {
        #expect(DayAhead.fault(source, EntsoeText.document(), day: day) == .notPublished)
    }
}
