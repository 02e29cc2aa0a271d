// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import PlanCycle
import Testing

/// What the planner runs of the recurring work, and the reports it leaves of it.
@Suite struct PlannerJobsTests {
    private func reports(_ house: PlannerHarness, _ job: HouseJob) throws -> [JobRun] {
        try house.store.jobRuns(job: job.rawValue, limit: 1000).reversed()
    }

    @Test func everyQuarterHour_leavesAReport_withTheRowsThatWereStored() throws {
        let house = PlannerHarness()
        house.run(seconds: 4 * 900 + 60)
        let runs = try reports(house, .houseData)
        #expect(runs.map(\.outcome) == Array(repeating: .succeeded, count: 5))
        // At the start there is a decision, and no reading yet.
        #expect(runs.map(\.rows) == [0, 2, 2, 2, 2])
        #expect(runs.dropFirst().map { $0.start.secondOfDay % 900 } == [0, 0, 0, 0])
    }

    @Test func databaseThatFails_isTold_andItsReportsComeLater() throws {
        let house = PlannerHarness()
        house.run(seconds: 1000)
        house.store.writesFail = true
        house.run(seconds: 1800)
        #expect(try reports(house, .houseData).count == 2)
        house.store.writesFail = false
        house.run(seconds: 1800)
        let runs = try reports(house, .houseData)
        #expect(runs.contains { $0.outcome == .timedOut && $0.error == "not done within 600 s" })
        #expect(runs.last?.outcome == .succeeded)
    }

    @Test func scores_areMadeAtSix_byTheClockOfTheHouse() throws {
        let house = PlannerHarness(start: "2016-11-01T00:00Z")
        house.insertHistory()
        house.run(seconds: 86_400, stride: 60)
        let starts = try reports(house, .scoreForecasts).map(\.start.iso8601)
        // The first is that of the day before, which nobody made.
        #expect(starts == ["2016-11-01T00:00:00Z", "2016-11-01T05:00:00Z"])
        #expect(try reports(house, .prune).map(\.start.iso8601) == ["2016-11-01T00:00:00Z", "2016-11-01T02:10:00Z"])
    }

    @Test func newPlanner_goesOnWhereTheLastOneEnded() throws {
        let house = PlannerHarness(start: "2016-11-01T08:00Z")
        house.run(seconds: 7200, stride: 60)
        let before = try reports(house, .scoreForecasts)
        house.restartPlanner()
        house.run(seconds: 7200, stride: 60)
        #expect(before.count == 1)
        #expect(try reports(house, .scoreForecasts) == before)
    }

    @Test func clockThatIsNotTrusted_keepsAllButTheReadingsWaiting() throws {
        let house = PlannerHarness()
        house.isClockTrusted = false
        house.run(seconds: 2000)
        #expect(Set(try house.store.jobRuns(job: nil, limit: 100).map(\.job)) == ["house-data"])
    }

    @Test func jobThatIsAskedFor_runsAtOnce_andOthersAreNone() throws {
        let house = PlannerHarness()
        house.run(seconds: 60)
        let before = try reports(house, .prune).count
        #expect(house.planner.ask("prune") == true)
        #expect(house.planner.ask("shadow") == false && house.planner.ask("nothing") == false)
        house.run(seconds: 2)
        #expect(try reports(house, .prune).count == before + 1)
    }

    @Test func readingsThatStop_raiseAnAlarm_thatEndsWithThem() throws {
        let house = PlannerHarness()
        house.run(seconds: 1800)
        house.sendsSlices = false
        var edges: [AlarmEdge] = []
        house.run(seconds: 3 * 3600, stride: 5) { edges += $0.planner.status.alarmEdges }
        let alarm = try #require(house.planner.status.alarms.first)
        #expect(alarm.kind == .stale(.readings) && alarm.text.hasPrefix("readings are "))
        #expect(edges.count == 1)
        house.sendsSlices = true
        house.run(seconds: 1800, stride: 5) { edges += $0.planner.status.alarmEdges }
        #expect(house.planner.status.alarms.isEmpty)
        #expect(edges.count == 2)
    }

    @Test func wishBeforeTheFirstStep_waits_untilThePastIsKnown() throws {
        let house = PlannerHarness()
        #expect(house.planner.ask("prune") == nil)
        house.run(seconds: 1)
        #expect(house.planner.ask("prune") == true)
    }

    @Test func readingsThatAreAskedFor_areReportedSoon_alsoWhereNoneWait() throws {
        let house = PlannerHarness()
        house.run(seconds: 1000)
        let before = try reports(house, .houseData).count
        #expect(house.planner.ask("house-data") == true)
        house.run(seconds: 40)
        #expect(try reports(house, .houseData).dropFirst(before).map(\.error) == ["there was nothing to store"])
    }

    @Test func alarmsOnJobs_areRaisedWhileTheDatabaseCannotBeRead() throws {
        let house = PlannerHarness()
        house.run(seconds: 100)
        house.store.readsFail = true
        for k in 1...2 {
            let start = house.wall.advanced(bySeconds: k)
            let run = JobRun(
                job: "prune", start: start, end: start, attempts: 1, outcome: .failed, rows: 0, error: "no")
            house.planner.take(run, now: house.now)
        }
        house.run(seconds: 120)
        #expect(house.planner.status.alarms.map(\.kind) == [.failing("prune")])
    }

    @Test func reportOfAUnit_isStored() throws {
        let house = PlannerHarness()
        house.run(seconds: 10)
        let run = JobRun(
            job: "shadow", start: house.wall, end: house.wall.advanced(bySeconds: 60), attempts: 1,
            outcome: .failed, rows: 0, error: "no data")
        house.planner.take(run, now: house.now)
        house.run(seconds: 2)
        #expect(try reports(house, .shadow) == [run])
    }
}
