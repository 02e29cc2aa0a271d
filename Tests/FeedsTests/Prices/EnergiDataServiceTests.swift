// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import Testing

@Suite struct EnergiDataServiceTests {
    private let source: EnergiDataService
    private let day = "2026-02-02"

    init() throws { source = try EnergiDataService(zone: "DK1", currency: .dkk) }

    /// Records of a day by quarter hours; the price in EUR is one more per MWh each time, -1 at first, that in DKK ten times of it.
    private func records(_ day: String, area: String = "DK1") throws -> [String] {
        try DayAhead.slots(day).enumerated().map { index, slot in
            """
            {"TimeUTC":"\(slot.start.iso8601.dropLast())","TimeDK":"\(DayAhead.local(slot.start).prefix(19))",\
            "PriceArea":"\(area)","DayAheadPriceEUR":\(index - 1).5,"DayAheadPriceDKK":\(10 * index - 10)}
            """
        }
    }

    /// The same by hours, as the older dataset has it.
    private func hourlyRecords(_ day: String) throws -> [String] {
        let slots = try DayAhead.slots(day)
        return stride(from: 0, to: slots.count, by: 4).map { index in
            let start = slots.lowerBound.advanced(by: index).start
            return """
                {"HourUTC":"\(start.iso8601.dropLast())","HourDK":"\(DayAhead.local(start).prefix(19))",\
                "PriceArea":"DK1","SpotPriceDKK":\(10 * index),"SpotPriceEUR":\(index)}
                """
        }
    }

    private func answer(_ records: [String], total: Int? = nil) -> String {
        """
        {"total":\(total ?? records.count),"filters":"{}","sort":"TimeUTC ASC","limit":0,"dataset":"DayAheadPrices",
        "records":[\(records.joined(separator: ",\n"))]}
        """
    }

    // MARK: Asking

    @Test func day_isAskedForInDanishTime_withAllRecordsInOrder() throws {
        #expect(
            try DayAhead.questions(source, day).map(\.url) == [
                "https://api.energidataservice.dk/dataset/DayAheadPrices?start=2026-02-02&end=2026-02-03"
                    + "&filter=%7B%22PriceArea%22%3A%5B%22DK1%22%5D%7D&sort=TimeUTC%20asc&limit=0"
            ])
    }

    @Test func rangeAcrossTheChange_asksBothDatasets() throws {
        let germany = try EnergiDataService(zone: "DE_LU", currency: .eur, base: "http://127.0.0.1:8080")
        let questions = try DayAhead.questions(germany, "2025-09-29", to: "2025-10-03")
        #expect(
            questions.map(\.url) == [
                "http://127.0.0.1:8080/dataset/Elspotprices?start=2025-09-29&end=2025-10-01"
                    + "&filter=%7B%22PriceArea%22%3A%5B%22DE%22%5D%7D&sort=HourUTC%20asc&limit=0",
                "http://127.0.0.1:8080/dataset/DayAheadPrices?start=2025-10-01&end=2025-10-03"
                    + "&filter=%7B%22PriceArea%22%3A%5B%22DE%22%5D%7D&sort=TimeUTC%20asc&limit=0",
            ])
        #expect(questions[0].slots.upperBound == questions[1].slots.lowerBound)
    }

    @Test func longRange_isAskedForInPieces_thatMeet() throws {
        let questions = try DayAhead.questions(source, "2024-10-01", to: "2026-10-01")
        #expect(
            questions.map { $0.url.contains("Elspotprices") } == [true, true, true, true, false, false, false, false])
        #expect(zip(questions, questions.dropFirst()).allSatisfy { $0.slots.upperBound == $1.slots.lowerBound })
        #expect(try questions.last?.slots.upperBound == DayAhead.slots("2026-09-30").upperBound)
    }

    @Test func otherZone_isRefused() {
        #expect(
            Answers.fault { () throws(FeedFault) in try EnergiDataService(zone: "FI", currency: .eur) }
                == "energi-data-service has no prices of FI, only of DE_LU, DK1, DK2, NO2, SE3, SE4")
    }

    @Test func rules_leaveAMinuteBetweenRequests() {
        #expect(source.rules.name == "energi-data-service" && source.place == "DK1")
        #expect(source.rules.restSeconds == 60)
        #expect(source.rules.attribution == "Source: Energinet (www.energidataservice.dk), CC BY 4.0")
        #expect(source.rules.publication == FeedPublication(.centralEuropean, hour: 13))
    }

    // MARK: Reading

    @Test func quarterHours_areReadInTheCurrencyWanted() throws {
        let midnight = try #require(UTCInstant(iso8601: "2026-02-01T23:00Z"))
        let kroner = try DayAhead.page(source, answer(records(day)), day: day)
        #expect(kroner.currency == "DKK" && kroner.nature == .actual && kroner.intervals.count == 1)
        #expect(kroner.intervals[.spotPrice]?.count == 96)
        #expect(kroner.intervals[.spotPrice]?[0] == FeedInterval(midnight, seconds: 900, -0.01))
        #expect(kroner.intervals[.spotPrice]?[95].value == 0.94)
        let euros = try DayAhead.page(
            EnergiDataService(zone: "DK1", currency: .eur), answer(records(day)), day: day)
        #expect(euros.currency == "EUR")
        #expect(euros.intervals[.spotPrice]?[0] == FeedInterval(midnight, seconds: 900, -0.0015))
    }

    @Test(arguments: [("2026-03-29", 92), ("2026-10-25", 100)])
    func daysOfTheClockChange_areWhole(day: String, count: Int) throws {
        let series = try #require(try DayAhead.series(source, answer(records(day)), day: day))
        #expect(try series.slots == DayAhead.slots(day))
        #expect(series.slots.count == count && series.covers(series.slots))
    }

    @Test(arguments: [("2025-03-30", 92), ("2024-10-27", 100), ("2025-09-30", 96)])
    func hoursOfTheOlderDataset_areReadToo(day: String, count: Int) throws {
        let series = try #require(try DayAhead.series(source, answer(hourlyRecords(day)), day: day))
        #expect(try series.slots == DayAhead.slots(day))
        #expect(series.slots.count == count && series.covers(series.slots))
        #expect((3..<5).map { series[series.firstSlot.advanced(by: $0)] } == [0, 0.04])
    }

    @Test func nullInKroner_isMissing_andNotTakenFromEuros() throws {
        var records = try records(day)
        records[3] = records[3].replacing(first: "\"DayAheadPriceDKK\":20", with: "\"DayAheadPriceDKK\":null")
        let series = try #require(try DayAhead.series(source, answer(records), day: day))
        #expect(series.slots.filter { series[$0] == nil } == [series.firstSlot.advanced(by: 3)])
        let euros = try DayAhead.series(
            EnergiDataService(zone: "DK1", currency: .eur), answer(records), day: day)
        #expect(euros?[series.firstSlot.advanced(by: 3)] == 0.0025)
    }

    @Test func omittedRecord_isMissing() throws {
        var records = try records(day)
        records.remove(at: 50)
        let series = try #require(try DayAhead.series(source, answer(records), day: day))
        #expect(series.slots.filter { series[$0] == nil } == [series.firstSlot.advanced(by: 50)])
    }

    @Test func shuffledAndRepeatedRecords_bringTheSame() throws {
        let records = try records(day)
        let shuffled = answer(records.reversed() + [records[9]])
        #expect(
            try DayAhead.series(source, shuffled, day: day) == DayAhead.series(source, answer(records), day: day))
    }

    // MARK: Refusing

    @Test func recordsThatAreNotAll_areRefused() throws {
        #expect(
            DayAhead.fault(source, answer(try records(day), total: 192), day: day)?.description
                == "records: found 96 of them, expected the 192 of the total")
    }

    @Test func recordOfAnotherArea_isRefused() throws {
        #expect(
            DayAhead.fault(source, answer(try records(day) + records("2026-02-03", area: "DK2")), day: day)?.description
                == "records[96].PriceArea: found DK2, expected DK1")
    }

    @Test func twoPricesForAQuarterHour_areRefused() throws {
        let records = try records(day)
        let other = records[1].replacing(first: "\"DayAheadPriceDKK\":0", with: "\"DayAheadPriceDKK\":7")
        #expect(
            DayAhead.fault(source, answer(records + [other]), day: day)?.description
                == "spot_price: found two numbers for 2026-02-01T23:15:00Z, expected one")
    }

    @Test func timeWithAnOffset_isRefused() throws {
        let text = answer(try records(day)).replacing(first: "2026-02-01T23:00:00", with: "2026-02-02T00:00:00+01:00")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "records[0].TimeUTC: found 2026-02-02T00:00:00+01:00, expected a moment such as 2026-02-01T23:00:00")
    }

    @Test func numberAsText_isRefused() throws {
        let text = answer(try records(day)).replacing(first: ":-10", with: ":\"-10\"")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "records[0].DayAheadPriceDKK: found another type, expected Double")
    }

    @Test func renamedMember_isNamed() throws {
        let text = answer(try records(day)).replacing(first: "DayAheadPriceDKK", with: "PriceDKK")
        #expect(
            DayAhead.fault(source, text, day: day)?.description
                == "records[0]: found no member DayAheadPriceDKK, expected one")
    }

    @Test func noRecords_sayThatThereIsNothingYet() {
        #expect(DayAhead.fault(source, answer([]), day: day) == .notPublished)
    }

    @Test(arguments: [
        "", "[]", "{}", "<html></html>", #"{"total":1}"#, #"{"total":"1","records":[]}"#,
        #"{"total":99999999999999999999,"records":[]}"#, #"{"total":1e999,"records":[]}"#,
        #"{"total":1,"records":"# + String(repeating: "[", count: 100_000),
    ])
    func otherDocuments_areRefused(text: String) {
        guard case .document? = DayAhead.fault(source, text, day: day) else {
            Issue.record("read as \(text.prefix(20))")
            return
        }
    }

    @Test func bodyThatIsCut_isRefused() throws {
        let words = DayAhead.fault(source, String(answer(try records(day)).dropLast(40)), day: day)?.description ?? ""
        #expect(words.hasPrefix("the answer: found") && words.hasSuffix("expected JSON"))
    }
}
