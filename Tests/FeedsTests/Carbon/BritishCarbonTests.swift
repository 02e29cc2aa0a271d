// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct BritishCarbonTests {
    private let source: BritishCarbon
    private let question: FeedQuestion
    private let now: UTCInstant

    init() throws {
        source = try BritishCarbon(.national, nature: .forecast)
        now = try Answers.moment("2026-02-02")
        question = try FeedQuestion(url: "", slots: Answers.slots("2026-02-02", "2026-02-03"))
    }

    /// Half hours; the forecast is 2 g/kWh more each time, 100 at first, and what was one more than it.
    private func entries(_ slots: Range<Slot>) -> [String] {
        Answers.starts(slots, seconds: 1800).enumerated().map { k, start in
            let times = #""from":"\#(start.minuteText)","to":"\#(start.advanced(bySeconds: 1800).minuteText)""#
            let intensity =
                #"{"forecast":\#(100 + 2 * k),"actual":\#(k < 24 ? "\(101 + 2 * k)" : "null"),"index":"moderate"}"#
            return #"{\#(times),"intensity":\#(intensity)}"#
        }
    }

    private func national(_ entries: [String]) -> String { #"{"data":[\#(entries.joined(separator: ","))]}"# }

    private func regional(_ entries: [String], region: Int = 13) -> String {
        #"{"data":{"regionid":\#(region),"shortname":"London","data":[\#(entries.joined(separator: ","))]}}"#
    }

    // MARK: Asking

    @Test func areas_haveTheirAddresses() throws {
        func urls(_ area: BritishCarbon.Area, base: String = "https://api.carbonintensity.org.uk") throws -> [String] {
            try BritishCarbon(area, nature: .forecast, base: base).questions(question.slots, now: now).map(\.url)
        }
        let time = "intensity/2026-02-02T00:00Z/2026-02-03T00:00Z"
        #expect(try urls(.national) == ["https://api.carbonintensity.org.uk/" + time])
        #expect(try urls(.region(13)) == ["https://api.carbonintensity.org.uk/regional/\(time)/regionid/13"])
        #expect(
            try urls(.postcode("SW1A"), base: "http://127.0.0.1:8080")
                == ["http://127.0.0.1:8080/regional/\(time)/postcode/SW1A"])
    }

    @Test func noQuestion_isLongerThanTwoWeeks() throws {
        let questions = try source.questions(Answers.slots("2026-02-01", "2026-03-02"), now: now)
        #expect(questions.map(\.slots.count) == [1344, 1344, 96])
        #expect(questions[1].url.hasSuffix("/intensity/2026-02-15T00:00Z/2026-03-01T00:00Z"))
    }

    @Test func places_andRules() throws {
        #expect(source.place == "GB" && source.rules.name == "carbonintensity" && source.rules.kind == .carbon)
        #expect(source.rules.attribution == "National Energy System Operator, carbonintensity.org.uk, CC BY 4.0")
        #expect(source.rules.publication == nil)
        #expect(try BritishCarbon(.region(1), nature: .forecast).place == "GB-1")
        #expect(try BritishCarbon(.postcode("RG10"), nature: .forecast).place == "GB-RG10")
    }

    @Test(arguments: ["E1", "W1A", "RG10", "SW1A", "M11"]) func firstHalvesOfPostcodes_areAccepted(text: String) throws
    {
        #expect(try BritishCarbon(.postcode(text), nature: .forecast).place == "GB-" + text)
    }

    @Test(arguments: ["", "RG", "10", "RG10 9AB", "rg10", "RG1/", "ABC1", "RG100", "R", "ÄB1"])
    func whatIsNoFirstHalfOfAPostcode_isRefused(text: String) {
        #expect(
            Answers.fault { () throws(FeedFault) in try BritishCarbon(.postcode(text), nature: .forecast) }
                == "carbonintensity: found the postcode \(text), expected a first half such as RG10")
    }

    @Test func regionsThatAreNone_andWhatWasInARegion_areRefused() {
        for number in [-1, 0, 18] {
            #expect(
                Answers.fault { () throws(FeedFault) in try BritishCarbon(.region(number), nature: .forecast) }
                    == "carbonintensity: found the region \(number), expected one of 1 to 17")
        }
        #expect(
            Answers.fault { () throws(FeedFault) in try BritishCarbon(.region(1), nature: .actual) }
                == "carbonintensity has forecasts of regions only, not what was")
    }

    // MARK: Reading

    @Test(arguments: [
        ("2026-02-02T00:00Z", "2026-02-03T00:00Z", 96), ("2026-03-29T00:00Z", "2026-03-29T23:00Z", 92),
        ("2026-10-24T23:00Z", "2026-10-26T00:00Z", 100),
    ])
    func days_areWhole_inAnyOrder(first: String, end: String, count: Int) throws {
        let slots = try Answers.slots(first, end)
        let entries = entries(slots)
        let series = try #require(try Answers.series(source, national(entries), .carbonIntensity, to: question))
        #expect(series.slots == slots && slots.count == count && series.covers(slots))
        #expect((0..<3).map { series[slots.lowerBound.advanced(by: $0)] } == [100, 100, 102])
        let shuffled = national(entries.reversed() + [entries[4]])
        #expect(try Answers.series(source, shuffled, .carbonIntensity, to: question) == series)
    }

    @Test func nature_choosesTheNumber() throws {
        let actual = try BritishCarbon(.national, nature: .actual)
        let text = national(entries(question.slots))
        #expect(try Answers.page(source, text, to: question).nature == .forecast)
        #expect(try Answers.page(actual, text, to: question).nature == .actual)
        let series = try #require(try Answers.series(actual, text, .carbonIntensity, to: question))
        // What was not yet is null.
        #expect(series.slots.count == 48 && series[series.firstSlot] == 101)
    }

    @Test func regions_areReadAloneAndInAList() throws {
        let region = try BritishCarbon(.region(13), nature: .forecast)
        let text = regional(entries(question.slots).map { $0.replacing(#","actual":"#, with: #","was":"#) })
        let series = try #require(try Answers.series(region, text, .carbonIntensity, to: question))
        #expect(series.covers(question.slots))
        let list = text.replacing(first: #"{"data":{"#, with: #"{"data":[{"#).dropLast() + "]}"
        #expect(try Answers.series(region, String(list), .carbonIntensity, to: question) == series)
        let postcode = try BritishCarbon(.postcode("SW1A"), nature: .forecast)
        #expect(try Answers.series(postcode, text, .carbonIntensity, to: question) == series)
    }

    @Test func nullForecast_isMissing() throws {
        var entries = entries(question.slots)
        entries[1] = entries[1].replacing(#""forecast":102"#, with: #""forecast":null"#)
        let series = try #require(try Answers.series(source, national(entries), .carbonIntensity, to: question))
        #expect((0..<5).map { series[series.firstSlot.advanced(by: $0)] } == [100, 100, nil, nil, 104])
    }

    @Test func emptyLists_areNotPublished_butForAPostcode() throws {
        #expect(Answers.fault(source, national([]), to: question) == .notPublished)
        let region = try BritishCarbon(.region(13), nature: .forecast)
        #expect(Answers.fault(region, #"{"data":[]}"#, to: question) == .notPublished)
        #expect(Answers.fault(region, regional([]), to: question) == .notPublished)
        let postcode = try BritishCarbon(.postcode("ZZ9"), nature: .forecast)
        #expect(
            Answers.fault(postcode, #"{"data":[]}"#, to: question)
                == .refused("an empty list, which is its answer to a postcode it does not know, such as ZZ9 may be"))
    }

    // MARK: Faults

    @Test func whatIsNoDocument_isRefused() throws {
        Answers.checkBroken(source, national(entries(question.slots)), to: question)
        let region = try BritishCarbon(.region(13), nature: .forecast)
        Answers.checkBroken(region, regional(entries(question.slots)), to: question)
    }

    @Test func otherRegion_isRefused() throws {
        let region = try BritishCarbon(.region(13), nature: .forecast)
        #expect(
            Answers.fault(region, regional(entries(question.slots), region: 12), to: question)?.description
                == "data.regionid: found 12, expected 13")
        #expect(
            Answers.fault(region, #"{"data":[{"regionid":13,"data":[]},{"regionid":13,"data":[]}]}"#, to: question)?
                .description
                == "data: found 2 regions, expected one")
    }

    @Test(arguments: [
        (#""forecast":102"#, #""forecast":"102""#, "data[1].intensity.forecast: found another type, expected Double"),
        (#""forecast":102,"#, "", "data[1].intensity: found no member forecast, expected one"),
        (
            #""forecast":102"#, #""forecast":1e999"#,
            "the answer: found The given data was not valid JSON., expected JSON"
        ),
        (
            #""forecast":102"#, #""forecast":10200"#,
            "carbon_intensity: found 10200.0 at 2026-02-02T00:30:00Z, expected 0.0 to 3000.0 g/kWh"
        ),
        (
            #""from":"2026-02-02T00:30Z""#, #""from":"2026-02-02""#,
            "data[1].from: found 2026-02-02, expected a moment such as 2026-02-02T00:00:00+01:00"
        ),
        (
            #""to":"2026-02-02T00:30Z""#, #""to":"2026-02-02T01:00Z""#,
            "carbon_intensity: found two numbers for 2026-02-02T00:30:00Z, expected one"
        ),
    ])
    func oneWrongMember_isNamed(found: String, wrong: String, fault: String) {
        let text = national(entries(question.slots)).replacing(first: found, with: wrong)
        #expect(Answers.fault(source, text, to: question)?.description == fault)
    }

    @Test func errors_areQuoted_withAnyStatus() {
        let text = #"{"error":{"code":"400 Bad Request","message":"Please enter a valid\ndate"}}"#
        #expect(Answers.fault(source, text, to: question) == .refused("Please enter a valid date"))
        #expect(source.refusal(status: 400, body: Array(text.utf8)) == .refused("Please enter a valid date"))
        #expect(source.refusal(status: 500, body: Array(text.utf8)) == nil)
        #expect(source.refusal(status: 400, body: Array("<html>".utf8)) == nil)
        let short = Array(#"{"error":{"code":"400 Bad Request"}}"#.utf8)
        #expect(source.refusal(status: 400, body: short) == .refused("400 Bad Request"))
    }
}
