// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import PlanCycle

/// Jobs under a wall clock that is not to be trusted, or that steps.
@Suite struct JobClockTests {
    private static let quarter = JobDescription.own("quarter", .every(quarterHours: 1))
    private static let hourly = JobDescription.own("hourly", .every(quarterHours: 4))
    private static let daily = JobDescription.own("daily", .daily(TimeOfDay(6)))
    private static let weekly = JobDescription.own("weekly", .weekly(.sunday, TimeOfDay(2)))

    // MARK: Trust

    @Test func clockThatIsNotTrusted_isNoReasonToRun() {
        var house = BoardHouse([Self.quarter, Self.daily, .own("asked", .whenAsked)], at: "1970-01-01T00:00Z")
        house.isClockTrusted = false
        _ = house.board.ask("asked")
        #expect(house.live(2000) == [])
        #expect(house.standing("daily")?.nextRun == nil)
        house.setClock("2026-02-04T12:07Z")
        house.isClockTrusted = true
        #expect(house.due() == ["quarter", "daily", "asked"])
    }

    @Test func dataIsCollected_byTheBootClock_whateverTheWallClockShows() {
        let data = JobDescription.own("data", .every(quarterHours: 1), needsTrustedClock: false)
        var house = BoardHouse([data], at: "1970-01-01T00:00Z")
        house.isClockTrusted = false
        var began: [Int] = []
        for second in 0..<3600 {
            if second % 400 == 399 { house.offset = (second * 7_654_321) % 4_000_000_000 }
            if house.run("data") != nil { began.append(second) }
            house.boot += 1
        }
        #expect(began == [0, 900, 1800, 2700])
    }

    @Test func dataThatCannotBeStored_isTriedAgain_byTheBootClock() {
        let retries = JobRetries(most: 2, first: 10, factor: 2, highest: 60)
        let data = JobDescription.own("data", .every(quarterHours: 1), needsTrustedClock: false, retries: retries)
        var house = BoardHouse([data], at: "1970-01-01T00:00Z")
        house.isClockTrusted = false
        #expect(
            house.live(910) { _ in .failed } == [
                "data 1970-01-01T00:00:00Z", "data 1970-01-01T00:00:10Z", "data 1970-01-01T00:00:30Z",
                "data 1970-01-01T00:15:00Z",
            ])
    }

    @Test func runsWithoutAClock_sayNothingOfPeriods() {
        let data = JobDescription.own("data", .every(quarterHours: 1), needsTrustedClock: false)
        var house = BoardHouse([data], at: "2030-01-01T00:00Z")
        house.isClockTrusted = false
        house.run("data")
        house.setClock("2026-02-04T12:07Z")
        house.isClockTrusted = true
        #expect(house.run("data") == 1)
        #expect(house.live(600) == ["data 2026-02-04T12:15:00Z"])
    }

    // MARK: Steps back

    @Test func clockAnHourBack_repeatsNoDay() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T06:10Z")
        house.run("daily")
        house.setClock("2026-02-04T05:10Z")
        #expect(house.due() == [])
        #expect(house.standing("daily")?.nextRun?.description == "2026-02-05T06:00:00Z")
        #expect(house.live(2 * 3600) == [])
        house.pass(until: "2026-02-05T06:00Z")
        #expect(house.due() == ["daily"])
    }

    @Test func clockAnHourBack_asksForNoPricesThatAreThere() {
        let prices = JobDescription.own("prices", .published(TimeOfDay(13), in: .utc, everyMinutes: 15))
        var house = BoardHouse([prices], at: "2026-02-04T13:40Z")
        house.run("prices", .nothingNew)
        house.pass(until: "2026-02-04T13:55Z")
        #expect(house.run("prices") == 1)
        house.setClock("2026-02-04T12:20Z")
        for _ in 0..<(24 * 60) {
            house.boot += 60
            #expect(house.due() == [])
        }
        house.pass(until: "2026-02-05T13:10Z")
        #expect(house.due() == ["prices"])
    }

    @Test func clockAroundThePublication_asksForTheDayItIs() {
        let prices = JobDescription.own("prices", .published(TimeOfDay(13), in: .utc, everyMinutes: 15))
        var house = BoardHouse([prices], at: "2026-02-04T12:59:50Z")
        #expect(house.due() == ["prices"], "of the day before")
        house.setClock("2026-02-04T13:00Z")
        #expect(house.due() == [], "of this day, in some minutes")
        house.setClock("2026-02-04T12:59:50Z")
        #expect(house.due() == ["prices"])
        house.setClock("2026-02-04T13:10Z")
        #expect(house.due() == ["prices"])
    }

    @Test func clockADayBack_repeatsNoDay() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T06:10Z")
        house.run("daily")
        house.setClock("2026-02-03T06:10Z")
        house.pass(until: "2026-02-04T07:00Z")
        #expect(house.due() == [])
        house.pass(until: "2026-02-05T06:00Z")
        #expect(house.due() == ["daily"])
    }

    @Test(arguments: [
        "2026-02-04T11:37Z", "2026-02-04T11:07Z", "2026-02-03T12:07Z", "2025-02-04T12:07Z", "2010-02-04T12:07Z",
    ])
    func clockFarBack_isNoReasonToStandStill(back: String) {
        var house = BoardHouse([Self.quarter], at: "2026-02-04T10:07Z")
        _ = house.live(7200)
        house.setClock(back)
        #expect(house.due() == [], "it ran some minutes ago")
        let minutes = house.live(3600).map { $0.suffix(7) }
        #expect(minutes.count == 4 && Set(minutes) == [":00:00Z", ":15:00Z", ":30:00Z", ":45:00Z"])
    }

    @Test func clockAYearBack_runsEachJobInItsNextPeriod() {
        var house = BoardHouse([Self.hourly, Self.daily, Self.weekly], at: "2026-02-04T12:07Z")
        _ = house.live(2)
        house.setClock("2025-02-04T12:07Z")
        #expect(house.due() == [])
        house.pass(until: "2025-02-04T13:00Z")
        #expect(house.due() == ["hourly"])
        house.pass(until: "2025-02-05T06:00Z")
        #expect(house.due() == ["hourly", "daily"])
        // The next Sunday.
        house.pass(until: "2025-02-09T01:59Z")
        #expect(house.due() == ["hourly", "daily"])
        house.pass(until: "2025-02-09T02:00Z")
        #expect(house.due() == ["hourly", "daily", "weekly"])
    }

    @Test func clockBack_overARestart_isNoReasonToStandStill() {
        let future = BoardHouse([Self.daily], at: "2031-02-04T12:07Z").report("daily", .succeeded)
        var house = BoardHouse([Self.daily], at: "2026-02-04T12:07Z", lastRuns: [future])
        #expect(house.due() == [])
        house.pass(until: "2026-02-05T06:00Z")
        #expect(house.due() == ["daily"])
    }

    @Test func retriesThatEnded_holdNoLonger_thanTheClockIsNear() {
        var house = BoardHouse([Self.hourly], at: "2026-02-04T12:07Z")
        house.run("hourly", .failed)
        house.setClock("2026-02-04T11:50Z")
        #expect(house.due() == [])
        house.setClock("2025-02-04T11:50Z")
        #expect(house.due() == ["hourly"])
    }

    // MARK: Steps forward, and there and back

    @Test(arguments: ["2026-02-04T13:07Z", "2026-02-05T12:07Z", "2027-02-04T12:07Z"])
    func clockForward_makesUpOnce(forward: String) {
        var house = BoardHouse([Self.quarter], at: "2026-02-04T12:07Z")
        _ = house.live(2)
        house.setClock(forward)
        #expect(house.live(300).count == 1)
    }

    @Test func clockForwardAndBack_repeatsNothing() {
        var house = BoardHouse([Self.hourly, Self.daily, Self.weekly], at: "2026-02-04T12:07Z")
        _ = house.live(2)
        house.setClock("2027-02-04T12:07Z")
        #expect(house.live(60).count == 3, "nobody knows that this is wrong")
        house.setClock("2026-02-04T12:10Z")
        #expect(house.live(60) == [])
        house.pass(until: "2026-02-05T06:00Z")
        #expect(house.due() == ["hourly", "daily"])
        house.pass(until: "2026-02-08T02:00Z")
        #expect(house.due() == ["hourly", "daily", "weekly"])
    }

    @Test(arguments: ["2025-02-04T12:07Z", "2026-01-04T12:07Z", "2026-02-03T06:07Z"])
    func clockBackAndForward_repeatsNothing(back: String) {
        var house = BoardHouse([Self.hourly, Self.daily, Self.weekly], at: "2026-02-04T12:07Z")
        _ = house.live(2)
        house.setClock(back)
        #expect(house.live(60) == [])
        house.setClock("2026-02-04T12:10Z")
        #expect(house.live(60) == [])
        house.pass(until: "2026-02-05T06:00Z")
        #expect(house.due() == ["hourly", "daily"])
    }

    @Test func clockBackAndForward_repeatsNothing_evenWhereAJobRanMeanwhile() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T12:07Z")
        _ = house.live(2)
        house.setClock("2025-02-04T05:59Z")
        #expect(house.live(120) == ["daily 2025-02-04T06:00:00Z"])
        house.setClock("2026-02-04T12:12Z")
        #expect(house.due() == [])
        house.pass(until: "2026-02-05T06:00Z")
        #expect(house.due() == ["daily"])
    }

    @Test func wishUnderAClockThatWentBackALittle_leavesTheLaterPeriodDone() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T06:10Z")
        house.run("daily")
        house.setClock("2026-02-04T05:10Z")
        _ = house.board.ask("daily")
        #expect(house.run("daily") == 1)
        house.pass(until: "2026-02-04T07:00Z")
        #expect(house.due() == [])
        #expect(house.standing("daily")?.nextRun?.description == "2026-02-05T06:00:00Z")
    }

    // MARK: Days of 23 and 25 hours

    @Test func daysOf23And25Hours_haveOneRunEach() {
        let night = JobDescription.own("night", .daily(TimeOfDay(2, 40)))
        for (day, expected) in [
            ("2026-03-28T12:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:40:00Z"]),
            ("2026-10-24T12:00Z", ["2026-10-25T00:40:00Z", "2026-10-26T01:40:00Z"]),
        ] {
            var house = BoardHouse([], at: day)
            house.board = JobBoard(jobs: [night], lastRuns: [], in: .centralEuropean, seed: 1)
            house.run("night")
            var began: [String] = []
            for _ in 0..<(48 * 60) {
                house.boot += 60
                if house.run("night") != nil { began.append(house.wall.description) }
            }
            #expect(began == expected)
        }
    }
}
