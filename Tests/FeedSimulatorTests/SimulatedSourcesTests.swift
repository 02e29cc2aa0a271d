// SPDX-License-Identifier: Apache-2.0

import Energy
import FeedSimulator
import Feeds
import Testing

/// The simulated sources asked as the fetcher asks the real ones: over HTTP, by libcurl, read by the same readers.
@Suite struct SimulatedSourcesTests {
    private static func instant(_ text: String) throws -> UTCInstant { try #require(UTCInstant(iso8601: text)) }

    private func sources(now: UTCInstant) throws -> SimulatedSources {
        let first = Slot(containing: now).advanced(by: -200)
        let spot = SlotSeries(firstSlot: first, values: (0..<800).map { 0.1 + 0.001 * Double($0) })
        return try SimulatedSources(
            spot: spot, zone: "SE3", position: GeographicPosition(latitude: 59.33, longitude: 18.07), now: now)
    }

    private func client(at now: UTCInstant) throws -> FeedClient {
        var manners = FeedManners(version: "0", contact: "test")
        manners.allowsLoopback = true
        manners.backoffSeconds = []
        let wait = FeedWait(now: { BootInstant(seconds: 0) }, wall: { now }, pause: { _ in true })
        return try FeedClient(manners, wait: wait, random: SystemRandomNumberGenerator())
    }

    /// The prices of a day by their starts; an error where the source gives none.
    private func prices(
        _ sources: SimulatedSources, day: Range<Slot>, now: UTCInstant
    ) throws -> [FeedInterval] {
        let source = try ElprisetJustNu(.sweden, zone: "SE3", isInEuros: true, base: sources.address)
        var client = try client(at: now)
        let question = try #require(source.questions(day, now: now).first)
        guard case .pages(let answers) = try client.ask(question, of: source) else { return [] }
        return answers.flatMap { $0.page.intervals[.spotPrice] ?? [] }
    }

    @Test func tomorrow_isThereFromOneInTheAfternoonOn() throws {
        let morning = try Self.instant("2026-03-11T11:59:59Z")
        let sources = try sources(now: morning)
        let today = LocalDay(containing: Slot(containing: morning), in: .centralEuropean)
        let tomorrow = today.next(in: .centralEuropean).slots
        #expect(try prices(sources, day: today.slots, now: morning).count == 96)
        #expect(throws: FeedRejection.self) { try prices(sources, day: tomorrow, now: morning) }
        let noon = try Self.instant("2026-03-11T12:00Z")
        sources.set(now: noon, isReachable: true)
        let found = try prices(sources, day: tomorrow, now: noon)
        #expect(found.count == 96 && found.first?.start == tomorrow.lowerBound.start)
        let k = Slot(containing: morning).advanced(by: -200).distance(to: tomorrow.lowerBound)
        #expect(found.first?.value == 0.1 + 0.001 * Double(k))
        sources.set(now: noon, isReachable: false)
        #expect(throws: FeedRejection.self) { try prices(sources, day: tomorrow, now: noon) }
    }

    @Test(arguments: [("2026-03-28T12:30Z", 92), ("2026-10-24T12:30Z", 100)])
    func dayOfTheClockChange_hasItsOwnLength(moment: String, count: Int) throws {
        let now = try Self.instant(moment)
        let sources = try sources(now: now)
        let day = LocalDay(containing: Slot(containing: now), in: .centralEuropean).next(in: .centralEuropean).slots
        #expect(day.count == count)
        #expect(try prices(sources, day: day, now: now).map(\.start) == day.map(\.start))
    }

    @Test func fileThatIsKnown_isNotSentAgain() throws {
        let now = try Self.instant("2026-03-11T12:00Z")
        let sources = try sources(now: now)
        let source = try ElprisetJustNu(.sweden, zone: "SE3", isInEuros: true, base: sources.address)
        var client = try client(at: now)
        let today = LocalDay(containing: Slot(containing: now), in: .centralEuropean).slots
        let question = try #require(source.questions(today, now: now).first)
        guard case .pages(let answers) = try client.ask(question, of: source) else {
            Issue.record("nothing came")
            return
        }
        let reply = try client.ask(question, of: source, validators: answers[0].validators)
        guard case .unchanged = reply else {
            Issue.record("it was sent again")
            return
        }
    }

    @Test func weather_isReadAsOpenMeteos() throws {
        let now = try Self.instant("2026-06-11T00:00Z")
        let sources = try sources(now: now)
        let source = OpenMeteo(
            GeographicPosition(latitude: 59.33, longitude: 18.07), base: sources.address)
        var client = try client(at: now)
        let slots = Slot(containing: now)..<Slot(containing: now).advanced(by: 96)
        let question = try #require(try source.questions(slots, now: now).first)
        guard case .pages(let answers) = try client.ask(question, of: source) else {
            Issue.record("nothing came")
            return
        }
        let page = try #require(answers.first).page
        let light = page.intervals[.globalHorizontal]?.compactMap(\.value) ?? []
        #expect(light.max() ?? 0 > 400 && light.min() == 0)
        #expect(page.intervals[.airTemperature]?.allSatisfy { (0...40).contains($0.value ?? -1) } == true)
        #expect(Set(page.intervals[.cloudCover]?.compactMap(\.value) ?? []) == [0.5])
    }
}
