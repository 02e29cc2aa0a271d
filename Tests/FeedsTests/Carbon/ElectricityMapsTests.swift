// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct ElectricityMapsTests {
    private let history: ElectricityMaps
    private let forecast: ElectricityMaps
    private let latest: ElectricityMaps
    private let question: FeedQuestion

    init() throws {
        history = try ElectricityMaps(zone: "SE-SE3", series: .history, token: "very-secret")
        forecast = try ElectricityMaps(zone: "SE-SE3", series: .forecast, token: "very-secret")
        latest = try ElectricityMaps(zone: "SE-SE3", series: .latest, token: "very-secret")
        question = try FeedQuestion(url: "", slots: Answers.slots("2026-02-01T13:00Z", "2026-02-02T13:00Z"))
    }

    private func stamp(_ start: UTCInstant) -> String { start.iso8601.dropLast() + ".000Z" }

    /// Values of even steps; 5 g/kWh more each time, 20 at first.
    private func values(_ slots: Range<Slot>, seconds: Int = 3600) -> [String] {
        Answers.starts(slots, seconds: seconds).enumerated().map { k, start in
            #"{"carbonIntensity":\#(20 + 5 * k),"datetime":"\#(stamp(start))","isEstimated":\#(k > 20)}"#
        }
    }

    private func list(_ name: String, _ values: [String], _ more: String = "") -> String {
        #"{"zone":"SE-SE3","\#(name)":[\#(values.joined(separator: ","))]\#(more)}"#
    }

    private func value(_ datetime: String, _ more: String = "") -> String {
        """
        {"zone":"SE-SE3","carbonIntensity":23,"datetime":"\(datetime)","updatedAt":"2026-02-01T12:41:03.123Z",\
        "emissionFactorType":"lifecycle","isEstimated":true,"estimationMethod":"TIME_SLICER_AVERAGE"\(more)}
        """
    }

    // MARK: Asking

    @Test func series_areAskedWithTheTokenInAField() throws {
        let now = try Answers.moment("2026-02-02T12:00Z")
        for (source, name) in [(history, "history"), (forecast, "forecast"), (latest, "latest")] {
            let questions = try source.questions(question.slots, now: now)
            #expect(
                questions.map(\.url) == ["https://api.electricitymaps.com/v3/carbon-intensity/\(name)?zone=SE-SE3"])
            #expect(questions[0].fields.map(\.name) == ["auth-token"] && questions[0].fields[0].value == "very-secret")
            #expect(questions[0].slots == question.slots)
        }
        let loopback = try ElectricityMaps(zone: "DE", series: .latest, token: "x", base: "http://127.0.0.1:8080")
        #expect(
            try loopback.questions(question.slots, now: now).map(\.url)
                == ["http://127.0.0.1:8080/v3/carbon-intensity/latest?zone=DE"])
    }

    @Test func timesOutOfReach_areRefused() throws {
        let now = try Answers.moment("2026-02-03T14:00Z")
        #expect(
            Answers.fault(history, question.slots, now: now)?.description
                == "electricitymaps does not reach back to 2026-02-01T13:00:00Z with its history")
        #expect(
            try Answers.fault(forecast, question.slots, now: Answers.moment("2026-02-02T13:00Z"))?.description
                == "electricitymaps does not reach back to 2026-02-01T13:00:00Z with its forecast")
        #expect(Answers.fault(history, question.slots, now: now.advanced(bySeconds: -900)) == nil)
    }

    @Test func whatIsNoZoneOrToken_isRefused() {
        #expect(
            Answers.fault { () throws(FeedFault) in try ElectricityMaps(zone: "SE&x", series: .latest, token: "x") }
                == "electricitymaps: found the zone SE&x, expected one such as SE-SE3")
        #expect(
            Answers.fault { () throws(FeedFault) in try ElectricityMaps(zone: "SE", series: .latest, token: "") }
                == "electricitymaps: the token is empty, too long, or has spaces or other characters no token has")
        #expect(history.place == "SE-SE3" && history.rules.name == "electricitymaps" && history.rules.kind == .carbon)
        #expect(history.rules.attribution == "Electricity Maps (electricitymaps.com)")
    }

    // MARK: Reading

    @Test func historyOfHours_isRead_inAnyOrder() throws {
        let values = values(question.slots)
        let page = try Answers.page(history, list("history", values), to: question)
        #expect(page.nature == .actual && page.publishedAt == nil && page.currency == nil)
        let series = try #require(
            try Answers.series(history, list("history", values), .carbonIntensity, to: question))
        #expect(series.slots == question.slots && series.covers(question.slots))
        #expect((3..<6).map { series[series.firstSlot.advanced(by: $0)] } == [20, 25, 25])
        let shuffled = list("history", values.shuffled() + [values[2]])
        #expect(try Answers.series(history, shuffled, .carbonIntensity, to: question) == series)
    }

    @Test(arguments: [
        ("2026-02-01T23:00Z", "2026-02-02T23:00Z", 96), ("2026-03-28T23:00Z", "2026-03-29T22:00Z", 92),
        ("2026-10-24T22:00Z", "2026-10-25T23:00Z", 100),
    ])
    func forecastOfADay_isWhole(first: String, end: String, count: Int) throws {
        let slots = try Answers.slots(first, end)
        let text = list("forecast", values(slots), #","updatedAt":"2026-02-01T12:00:00.000Z""#)
        let page = try Answers.page(forecast, text, to: question)
        #expect(try page.nature == .forecast && page.publishedAt == Answers.moment("2026-02-01T12:00:00Z"))
        let series = try #require(try Answers.series(forecast, text, .carbonIntensity, to: question))
        #expect(series.covers(slots) && series.slots == slots && slots.count == count)
    }

    @Test func shorterSteps_areTold_byDistanceOrByName() throws {
        let slots = try Answers.slots("2026-02-01T23:00Z", "2026-02-02T01:00Z")
        let quarters = list("history", values(slots, seconds: 900))
        #expect(try Answers.series(history, quarters, .carbonIntensity, to: question)?.slots == slots)
        let fives = list("history", values(slots, seconds: 300), #","temporalGranularity":"5_minutes""#)
        let series = try #require(try Answers.series(history, fives, .carbonIntensity, to: question))
        #expect(series.slots == slots && abs((series[slots.lowerBound] ?? 0) - 25) < 1e-9)
        #expect(
            Answers.fault(history, list("history", values(slots), #","temporalGranularity":"daily""#), to: question)?
                .description
                == "temporalGranularity: found daily, expected hourly, 15_minutes or 5_minutes")
    }

    @Test func gapsAndNulls_stayMissing() throws {
        var values = values(question.slots)
        values[1] = values[1].replacing(#""carbonIntensity":25"#, with: #""carbonIntensity":null"#)
        values.remove(at: 3)
        let series = try #require(
            try Answers.series(history, list("history", values), .carbonIntensity, to: question))
        let hours = stride(from: 0, to: 20, by: 4).map { series[series.firstSlot.advanced(by: $0)] }
        #expect(hours == [20, nil, 30, nil, 40])
    }

    @Test func latestValue_isThatOfAnHour() throws {
        let page = try Answers.page(latest, value("2026-02-01T12:00:00.000Z"), to: question)
        #expect(
            try page.intervals == [
                .carbonIntensity: [FeedInterval(Answers.moment("2026-02-01T12:00Z"), seconds: 3600, 23)]
            ])
        #expect(try page.nature == .actual && page.publishedAt == Answers.moment("2026-02-01T12:41:03Z"))
        #expect(
            Answers.fault(latest, value("2026-02-01T12:15:00.000Z"), to: question)?.description
                == "datetime: found 2026-02-01T12:15:00Z, expected a full hour, or a temporalGranularity")
        let quarter = value("2026-02-01T12:15:00.000Z", #","temporalGranularity":"15_minutes""#)
        #expect(try Answers.page(latest, quarter, to: question).intervals[.carbonIntensity]?.map(\.seconds) == [900])
    }

    @Test func emptyLists_areNotPublished_andASingleValueHasNoLength() throws {
        #expect(Answers.fault(history, list("history", []), to: question) == .notPublished)
        #expect(Answers.fault(forecast, list("forecast", []), to: question) == .notPublished)
        #expect(
            Answers.fault(history, list("history", Array(values(question.slots).prefix(1))), to: question)?.description
                == "history: found a single moment, expected two, of which the step can be told")
    }

    // MARK: Faults

    @Test func whatIsNoDocument_isRefused() throws {
        Answers.checkBroken(history, list("history", values(question.slots)), to: question)
        Answers.checkBroken(forecast, list("forecast", values(question.slots)), to: question)
        Answers.checkBroken(latest, value("2026-02-01T12:00:00.000Z"), to: question)
    }

    @Test func errors_areQuoted_withAnyStatus() {
        for text in [#"{"error":"Zone not in plan"}"#, #"{"status":"error","message":"Zone not in plan"}"#] {
            #expect(Answers.fault(history, text, to: question) == .refused("Zone not in plan"))
            #expect(history.refusal(status: 403, body: Array(text.utf8)) == .refused("Zone not in plan"))
            #expect(history.refusal(status: 401, body: Array(text.utf8)) == nil)
        }
        #expect(history.refusal(status: 404, body: Array("<html>".utf8)) == nil)
    }

    @Test(arguments: [
        (#""zone":"SE-SE3""#, #""zone":"SE-SE4""#, "zone: found SE-SE4, expected SE-SE3"),
        (#""history""#, #""forecast""#, "the answer: found no member history, expected one"),
        (
            #""carbonIntensity":25"#, #""carbonIntensity":"25""#,
            "history[1].carbonIntensity: found another type, expected Double"
        ),
        (#""carbonIntensity":25,"#, "", "history[1]: found no member carbonIntensity, expected one"),
        (
            #""carbonIntensity":25"#, #""carbonIntensity":1e999"#,
            "the answer: found The given data was not valid JSON., expected JSON"
        ),
        (
            #""carbonIntensity":25"#, #""carbonIntensity":-25"#,
            "carbon_intensity: found -25.0 at 2026-02-01T14:00:00Z, expected 0.0 to 3000.0 g/kWh"
        ),
        (
            "2026-02-01T14:00:00.000Z", "2026-02-01T14:00:00.000",
            "history[1].datetime: found 2026-02-01T14:00:00.000, expected a moment such as 2026-02-02T00:00:00+01:00"
        ),
        (
            "2026-02-01T14:00:00.000Z", "2026-02-01T13:00:00.000Z",
            "carbon_intensity: found two numbers for 2026-02-01T13:00:00Z, expected one"
        ),
        (
            "2026-02-01T14:00:00.000Z", "2026-02-01T14:10:00.000Z",
            "history: found a step of 3000 s, expected one of 5 to 60 minutes"
        ),
        (
            "2026-02-01T14:00:00.000Z", "2026-02-01T14:20:00.000Z",
            "history: found a step of 2400 s, expected one of 5 to 60 minutes"
        ),
    ])
    func oneWrongMember_isNamed(found: String, wrong: String, fault: String) {
        let text = list("history", values(question.slots)).replacing(first: found, with: wrong)
        #expect(Answers.fault(history, text, to: question)?.description == fault)
    }
}
