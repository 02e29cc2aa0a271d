// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import Testing

@testable import FetchService

@Suite struct FetchReachTests {
    private func prices(
        _ now: String, publication: FeedPublication?, market: TimeZoneRule = .centralEuropean
    ) throws -> Range<Slot> {
        var rules = FeedRules(name: "numbers", kind: .price, attribution: "nobody")
        rules.publication = publication
        return FetchReach(now: try at(now), marketZone: market).prices(rules)
    }

    private let afternoon = FeedPublication(.centralEuropean, hour: 13)

    @Test func tomorrow_isAskedForFromThePublicationOn() throws {
        let today = try slots("2026-02-01T23:00Z", "2026-02-02T23:00Z")
        let both = try slots("2026-02-01T23:00Z", "2026-02-03T23:00Z")
        #expect(try prices("2026-02-02T11:59:59Z", publication: afternoon) == today)
        #expect(try prices("2026-02-02T12:00:00Z", publication: afternoon) == both)
        #expect(try prices("2026-02-02T22:59:59Z", publication: afternoon) == both)
        #expect(try prices("2026-02-02T23:00:00Z", publication: afternoon).count == 96)
        #expect(try prices("2026-02-02T20:00:00Z", publication: nil) == today)
    }

    @Test func publication_isByTheSourcesClock_inSummerToo() throws {
        #expect(try prices("2026-07-02T10:59Z", publication: afternoon).count == 96)
        #expect(try prices("2026-07-02T11:00Z", publication: afternoon).count == 192)
        let london = FeedPublication(TimeZoneRule(standardOffset: 0, hasEuropeanSummerTime: true), hour: 16)
        #expect(try prices("2026-07-02T14:59Z", publication: london).count == 96)
        #expect(try prices("2026-07-02T15:00Z", publication: london).count == 192)
    }

    @Test func daysOfTheClockChange_haveTheirLength() throws {
        #expect(try prices("2026-10-25T09:00Z", publication: afternoon).count == 100)
        #expect(try prices("2026-10-24T12:00Z", publication: afternoon).count == 196)
        #expect(try prices("2027-03-28T09:00Z", publication: afternoon).count == 92)
        #expect(try prices("2027-03-27T12:00Z", publication: afternoon).count == 188)
    }

    /// In Helsinki it is tomorrow already, while the market's clock still says today.
    @Test func tomorrowOfTheMarket_isNotTheDayAfterTomorrowOfTheHouse() throws {
        let helsinki = TimeZoneRule(standardOffset: 7200, hasEuropeanSummerTime: true)
        #expect(
            try prices("2026-02-02T22:30Z", publication: afternoon, market: helsinki)
                == slots("2026-02-02T22:00Z", "2026-02-03T22:00Z"))
    }

    @Test func weatherNeeded_isThatOfTheNextDay() throws {
        let reach = FetchReach(now: try at("2026-02-02T12:20Z"), marketZone: .centralEuropean)
        #expect(reach.neededWeather == (try slots("2026-02-02T13:15Z", "2026-02-03T12:15Z")))
    }
}
