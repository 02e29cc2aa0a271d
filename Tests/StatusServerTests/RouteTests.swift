// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import StatusServer

@Suite struct RouteTests {
    private static func route(_ target: String) throws(RequestFault) -> Route {
        try Route(target: target, now: FixtureHouse.time, zone: .centralEuropean)
    }

    private static func slot(_ text: String) throws -> Slot {
        Slot(containing: try #require(UTCInstant(iso8601: text)))
    }

    @Test func spans_areReadFromDatesAndTimes_andWidenedToWholeSlots() throws {
        let day = try Self.slot("2026-05-10")..<Self.slot("2026-05-11")
        #expect(try Self.route("/api/v1/readings?from=2026-05-10&to=2026-05-11") == .readings(day, onlyTotals: false))
        #expect(try Self.route("/api/v1/decisions?to=2026-05-11&from=2026-05-10T00%3A07Z") == .decisions(day))
        #expect(try Self.route("/api/v1/prices?from=2026-05-10T00:00:01Z&to=2026-05-10T23:59Z") == .prices(day))
        #expect(
            try Self.route("/api/v1/readings?from=2026-05-10&only=totals")
                == .readings(day.lowerBound..<Slot(containing: FixtureHouse.time), onlyTotals: true))
    }

    @Test func spansLeftOut_areTheLastDay_andTodayAndTomorrowOnTheHousesClock() throws {
        let now = FixtureHouse.slot
        #expect(try Self.route("/api/v1/readings") == .readings(now.advanced(by: -96)..<now, onlyTotals: false))
        #expect(try Self.route("/api/v1/decisions") == .decisions(now.advanced(by: -95)..<now.advanced(by: 1)))
        let days = try Self.slot("2026-05-16T22:00Z")..<Self.slot("2026-05-18T22:00Z")
        #expect(try Self.route("/api/v1/prices") == .prices(days))
    }

    @Test(arguments: [
        ("/api/v1/readings?from=yesterday", "from is \"yesterday\", expected a UTC date or time"),
        ("/api/v1/readings?from=2026-05-11&to=2026-05-10", "expected from before to"),
        ("/api/v1/readings?from=2026-01-01&to=2026-02-02", "more than 31 days"),
        ("/api/v1/readings?from=0001-01-01&to=9999-12-31", "more than 31 days"),
        ("/api/v1/readings?form=2026-01-01", "no parameter \"form\""),
        ("/api/v1/readings?from=2026-01-01&from=2026-01-01", "\"from\" twice"),
        ("/api/v1/readings?only=all", "only is \"all\", expected totals"),
        ("/api/v1/status?x=1", "no parameter \"x\""), ("/api/v1/status?x", "name=value"),
        ("/api/v1/status?x=%zz", "name=value"), ("/api/v1/status?x=%00", "name=value"),
        ("/api/v1/status?x=%ff", "name=value"), ("/api/v1/interventions?limit=0", "expected 1...500"),
        ("/healthz?max_age=nan", "max_age is \"nan\", expected seconds"), ("/healthz?max_age=-1", "above 0"),
    ])
    func badQuery_isRefusedWithWhatWasFoundAndExpected(target: String, words: String) throws {
        let fault = #expect(throws: RequestFault.self) { try Self.route(target) }
        #expect(fault?.status == 400 && fault?.message.contains(words) == true, "\(fault?.message ?? "")")
    }

    @Test func unknownPath_isNotFound() {
        for target in ["/api/v1/", "/api/v2/status", "/status", "/index.html", "/api/v1/status/"] {
            #expect(throws: RequestFault.self) { try Self.route(target) }
        }
    }

    @Test func offsets_showTheChangeOfClocksAround() throws {
        let offsets = TimeZoneRule.centralEuropean.offsets(around: try #require(UTCInstant(iso8601: "2026-10-26")))
        #expect(offsets.map(\.offset) == [7200, 3600])
        #expect(offsets.last?.from.iso8601 == "2026-10-25T01:00:00Z")
    }
}
