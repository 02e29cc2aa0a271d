// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import PlanCycle

@Suite struct JobDependencyTests {
    private static let quarter = JobDescription.own("quarter", .every(quarterHours: 1))
    private static let daily = JobDescription.own("daily", .daily(TimeOfDay(6)))
    private static let weekly = JobDescription.own("weekly", .weekly(.sunday, TimeOfDay(2)))

    @Test func job_waitsForWhatItDependsOn_inThatPeriod() {
        let scores = JobDescription.own("scores", .daily(TimeOfDay(6)), after: ["quarter"])
        var house = BoardHouse([Self.quarter, scores], at: "2026-02-04T05:59Z")
        _ = house.live(2)
        house.pass(until: "2026-02-04T06:00Z")
        #expect(house.due() == ["quarter"])
        #expect(house.standing("scores")?.waitsFor == ["quarter"])
        #expect(house.board.begin("scores", now: house.now) == nil)
        house.run("quarter", .failed)
        #expect(house.due() == [], "the quarter hour is given up")
        house.pass(until: "2026-02-04T06:15Z")
        house.run("quarter")
        #expect(house.due() == ["scores"])
    }

    @Test func weeklyJob_isContentWithTheDayBefore() {
        let prices = JobDescription.own("prices", .daily(TimeOfDay(13)))
        let training = JobDescription.own("training", .weekly(.sunday, TimeOfDay(2)), after: ["prices"])
        var house = BoardHouse([prices, training], at: "2026-02-06T14:00Z")
        _ = house.live(2)
        house.pass(until: "2026-02-07T14:00Z")
        house.run("prices")
        house.pass(until: "2026-02-08T02:00Z")
        #expect(house.due() == ["training"])
    }

    @Test func missingDependency_holdsBackUntilTheNextOneSucceeds() {
        let prices = JobDescription.own("prices", .daily(TimeOfDay(13)))
        let training = JobDescription.own("training", .weekly(.sunday, TimeOfDay(2)), after: ["prices"])
        var house = BoardHouse([prices, training], at: "2026-02-06T14:00Z")
        _ = house.live(2)
        house.pass(until: "2026-02-07T14:00Z")
        house.run("prices", .failed)
        house.pass(until: "2026-02-08T02:00Z")
        #expect(house.due() == [])
        house.pass(until: "2026-02-08T13:00Z")
        house.run("prices")
        #expect(house.due() == ["training"])
    }

    @Test func jobThatIsNotOnTheBoard_orHasNoTime_isNotWaitedFor() {
        let job = JobDescription.own("job", .daily(TimeOfDay(6)), after: ["elsewhere", "asked"])
        var house = BoardHouse([job, .own("asked", .whenAsked)], at: "2026-02-06T14:00Z")
        #expect(house.due() == ["job"])
    }

    @Test func failingJob_stopsOnlyWhatDependsOnIt() {
        let jobs = [
            Self.quarter, .own("dependent", .daily(TimeOfDay(6)), after: ["quarter"]), Self.daily, Self.weekly,
        ]
        var house = BoardHouse(jobs, at: "2026-02-04T12:00Z")
        let began = house.live(10) { $0 == "quarter" ? .failed : .succeeded }
        #expect(began.map { $0.prefix { $0 != " " } } == ["quarter", "daily", "weekly"])
    }
}
