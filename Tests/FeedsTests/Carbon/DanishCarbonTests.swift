// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct DanishCarbonTests {
    private let source: DanishCarbon
    private let date = "2026-02-02"

    init() throws { source = try DanishCarbon(zone: "DK1", nature: .forecast) }

    /// Five minutes each; 3 g/kWh more each time, 50 at first.
    private func records(_ date: String) throws -> [String] {
        try Answers.starts(DayAhead.slots(date), seconds: 300).enumerated().map { k, start in
            let (utc, local) = (start.iso8601.dropLast(), DayAhead.local(start).prefix(19))
            let times = #""Minutes5UTC":"\#(utc)","Minutes5DK":"\#(local)""#
            return #"{\#(times),"PriceArea":"DK1","CO2Emission":\#(3 * k + 50)}"#
        }
    }

    private func answer(_ records: [String], total: Int? = nil) -> String {
        let list = records.joined(separator: ",")
        return #"{"total":\#(total ?? records.count),"limit":0,"dataset":"CO2EmisProg","records":[\#(list)]}"#
    }

    private func question(_ date: String = "2026-02-02") throws -> FeedQuestion {
        try #require(try DayAhead.questions(source, date).first)
    }

    // MARK: Asking

    @Test func natureChoosesTheDataset() throws {
        let query = "&filter=%7B%22PriceArea%22%3A%5B%22DK1%22%5D%7D&sort=Minutes5UTC%20asc&limit=0"
        #expect(
            try DayAhead.questions(source, date, to: "2026-02-04").map(\.url) == [
                "https://api.energidataservice.dk/dataset/CO2EmisProg?start=2026-02-02&end=2026-02-04" + query
            ])
        let actual = try DanishCarbon(zone: "DK1", nature: .actual, base: "http://127.0.0.1:8080")
        let questions = try DayAhead.questions(actual, "2026-03-01", to: "2026-04-02")
        let path = "http://127.0.0.1:8080/dataset/CO2Emis?"
        #expect(
            questions.map(\.url) == [
                path + "start=2026-03-01&end=2026-04-01" + query, path + "start=2026-04-01&end=2026-04-02" + query,
            ])
        #expect(questions.map(\.slots.count) == [31 * 96 - 4, 96])
    }

    @Test func rules_keepToTheLimit() throws {
        #expect(source.rules.name == "energi-data-service-co2" && source.rules.kind == .carbon)
        #expect(source.rules.restSeconds == 60 && source.rules.publication == nil && source.place == "DK1")
        #expect(source.rules.attribution == "Source: Energinet (www.energidataservice.dk), CC BY 4.0")
        #expect(
            Answers.fault { () throws(FeedFault) in try DanishCarbon(zone: "SE3", nature: .actual) }
                == "Energi Data Service has no carbon intensity of SE3, only of DK1, DK2")
    }

    // MARK: Reading

    @Test(arguments: [("2026-02-02", 96), ("2026-03-29", 92), ("2026-10-25", 100)])
    func days_areMeansOfQuarterHours_inAnyOrder(date: String, count: Int) throws {
        let slots = try DayAhead.slots(date)
        let records = try records(date)
        let series = try #require(try Answers.series(source, answer(records), .carbonIntensity, to: question(date)))
        #expect(series.slots == slots && slots.count == count && series.covers(slots))
        #expect(abs((series[slots.lowerBound] ?? 0) - 53) < 1e-9)
        #expect(abs((series[slots.lowerBound.advanced(by: 1)] ?? 0) - 62) < 1e-9)
        let shuffled = try Answers.series(
            source, answer(records.reversed() + [records[5]]), .carbonIntensity, to: question(date))
        #expect(shuffled == series)
    }

    @Test func nature_isThatOfTheDataset() throws {
        #expect(try Answers.page(source, answer(records(date)), to: question()).nature == .forecast)
        let actual = try DanishCarbon(zone: "DK1", nature: .actual)
        let page = try Answers.page(actual, answer(records(date)), to: question())
        #expect(page.nature == .actual && page.currency == nil)
    }

    @Test func quarterHourWithAHole_isMissing() throws {
        var records = try records(date)
        records[4] = records[4].replacing(#""CO2Emission":62"#, with: #""CO2Emission":null"#)
        records.remove(at: 8)
        let series = try #require(try Answers.series(source, answer(records), .carbonIntensity, to: question()))
        #expect((0..<4).map { series[series.firstSlot.advanced(by: $0)] != nil } == [true, false, false, true])
    }

    @Test func noRecords_areNotPublished() throws {
        #expect(try Answers.fault(source, answer([]), to: question()) == .notPublished)
    }

    // MARK: Faults

    @Test func whatIsNoDocument_isRefused() throws {
        Answers.checkBroken(source, try answer(records(date)), to: try question())
    }

    @Test func answerThatWasCut_isRefused() throws {
        #expect(
            try Answers.fault(source, answer(records(date), total: 289), to: question())?.description
                == "records: found 288 of them, expected the 289 of the total")
    }

    @Test(arguments: [
        (#""PriceArea":"DK1""#, #""PriceArea":"DK2""#, "records[0].PriceArea: found DK2, expected DK1"),
        (#""CO2Emission":53"#, #""CO2Emission":"53""#, "records[1].CO2Emission: found another type, expected Double"),
        (#","CO2Emission":53"#, "", "records[1]: found no member CO2Emission, expected one"),
        (
            #""CO2Emission":53"#, #""CO2Emission":1e999"#,
            "the answer: found The given data was not valid JSON., expected JSON"
        ),
        (
            #""CO2Emission":53"#, #""CO2Emission":-1"#,
            "carbon_intensity: found -1.0 at 2026-02-01T23:05:00Z, expected 0.0 to 3000.0 g/kWh"
        ),
        (
            #""Minutes5UTC":"2026-02-01T23:05:00""#, #""Minutes5UTC":"2026-02-01T23:05:00+01:00""#,
            "records[1].Minutes5UTC: found 2026-02-01T23:05:00+01:00, expected a moment such as 2026-02-01T23:00:00"
        ),
        (
            #""Minutes5UTC":"2026-02-01T23:05:00""#, #""Minutes5UTC":"2026-02-01T23:00:00""#,
            "carbon_intensity: found two numbers for 2026-02-01T23:00:00Z, expected one"
        ),
        (
            #""Minutes5UTC":"2026-02-01T23:05:00""#, #""Minutes5UTC":"2026-02-01T23:06:00""#,
            "carbon_intensity: found 300 s from 2026-02-01T23:06:00Z, expected whole quarter hours or parts"
        ),
    ])
    func oneWrongMember_isNamed(found: String, wrong: String, fault: String) throws {
        let text = try answer(records(date)).replacing(first: found, with: wrong)
        #expect(try Answers.fault(source, text, to: question())?.description == fault)
    }
}
