// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import PlanCycle

/// Jobs that systemd runs, of which the board knows what they report.
@Suite struct OverdueUnitTests {
    private static let training = JobDescription.unit("training", .weekly(.sunday, TimeOfDay(2)), timeout: 3600)
    private static let hourly = JobDescription.unit("hourly", .every(quarterHours: 4), timeout: 600)

    private func overdue(_ house: inout BoardHouse) -> [String] {
        _ = house.due()
        return house.board.overdue(now: house.now).map { "\($0.job.name) \($0.since)" }
    }

    @Test func unit_isNeverDueForThePlanner() {
        var house = BoardHouse([Self.training, Self.hourly], at: "2026-02-04T12:07Z")
        #expect(house.live(7200) == [])
        #expect(house.board.ask("training") == false)
        #expect(house.board.begin("hourly", now: house.now) == nil)
    }

    @Test func unitWithoutReport_isOverdue_afterTimeoutAndSlack_untilItReports() {
        var house = BoardHouse([Self.training], at: "2026-02-07T12:00Z")
        #expect(overdue(&house) == [])
        house.pass(until: "2026-02-08T02:00Z")
        #expect(overdue(&house) == [])
        house.pass(until: "2026-02-08T03:30Z")
        #expect(overdue(&house) == [])
        house.boot += 1
        #expect(overdue(&house) == ["training 2026-02-08T02:00:00Z"])
        house.pass(until: "2026-02-09T12:00Z")
        #expect(overdue(&house) == ["training 2026-02-08T02:00:00Z"])
        house.takeReport("training", .succeeded)
        #expect(house.board.overdue(now: house.now) == [])
        #expect(overdue(&house) == [])
        house.pass(until: "2026-02-15T04:00Z")
        #expect(overdue(&house) == [], "the board has just seen that it is due")
        house.boot += 5401
        #expect(overdue(&house) == ["training 2026-02-15T02:00:00Z"])
    }

    @Test func hourlyUnit_isOverdue_althoughNewHoursBegin() {
        var house = BoardHouse([Self.hourly], at: "2026-02-04T12:00Z")
        house.takeReport("hourly", .succeeded)
        var found: [String] = []
        for _ in 0..<(4 * 60) {
            house.boot += 60
            for text in overdue(&house) where !found.contains(text) { found.append(text) }
        }
        #expect(found == ["hourly 2026-02-04T13:00:00Z"])
    }

    @Test(arguments: [JobOutcome.failed, .timedOut, .nothingNew, .skipped])
    func badReport_isAReport(outcome: JobOutcome) {
        var house = BoardHouse([Self.training], at: "2026-02-07T12:00Z")
        _ = house.due()
        house.pass(until: "2026-02-08T02:20Z")
        _ = house.due()
        house.takeReport("training", outcome)
        house.pass(until: "2026-02-09T02:00Z")
        #expect(overdue(&house) == [])
        #expect((house.standing("training")?.failure?.count ?? 0) == ([.failed, .timedOut].contains(outcome) ? 1 : 0))
    }

    @Test func machineThatWasOff_givesTimersTheirTime() {
        let old = BoardHouse([Self.training], at: "2026-02-01T02:10Z").report("training", .succeeded)
        var house = BoardHouse([Self.training], at: "2026-02-20T12:00Z", lastRuns: [old])
        #expect(overdue(&house) == [])
        house.boot += 5400
        #expect(overdue(&house) == [])
        house.boot += 1
        #expect(overdue(&house) == ["training 2026-02-15T02:00:00Z"])
    }

    @Test func clockThatSteps_orIsNotTrusted_makesNothingOverdueAtOnce() {
        let last = BoardHouse([Self.training], at: "2026-02-01T02:10Z").report("training", .succeeded)
        var house = BoardHouse([Self.training], at: "2026-02-04T12:00Z", lastRuns: [last])
        #expect(overdue(&house) == [])
        house.setClock("2027-02-04T12:00Z")
        #expect(overdue(&house) == [])
        house.boot += 5000
        #expect(overdue(&house) == [])
        house.isClockTrusted = false
        house.boot += 86_400
        #expect(overdue(&house) == [])
        house.isClockTrusted = true
        #expect(overdue(&house) == [])
    }

    @Test func reportUnderAClockThatWentBackALittle_leavesTheLaterPeriodDone() {
        let daily = JobDescription.unit("daily", .daily(TimeOfDay(6)), timeout: 600)
        var house = BoardHouse([daily], at: "2026-02-04T06:10Z")
        house.takeReport("daily", .succeeded)
        house.setClock("2026-02-04T05:30Z")
        house.takeReport("daily", .succeeded)
        house.pass(until: "2026-02-04T06:00Z")
        #expect(overdue(&house) == [])
        house.pass(until: "2026-02-05T05:59Z")
        #expect(overdue(&house) == [])
    }

    @Test func unitThatWaitsForAJob_isNotOverdue() {
        let prices = JobDescription.unit("prices", .daily(TimeOfDay(13)))
        let training = JobDescription.unit("training", .weekly(.sunday, TimeOfDay(2)), timeout: 3600, after: ["prices"])
        var house = BoardHouse([prices, training], at: "2026-02-07T14:00Z")
        _ = house.due()
        house.takeReport("prices", .failed)
        house.pass(until: "2026-02-08T02:00Z")
        _ = house.due()
        house.boot += 7200
        #expect(overdue(&house) == [])
        #expect(house.standing("training")?.waitsFor == ["prices"])
    }

    @Test func pricesThatATimerFetched_beforeTheBoardExpectedThem_areThoseOfTheDay() throws {
        let prices = JobDescription.unit("prices", .published(TimeOfDay(13), in: .utc, everyMinutes: 15))
        var house = BoardHouse([prices], at: "2026-02-07T12:00Z")
        _ = house.due()
        house.pass(until: "2026-02-07T13:00:00Z")
        house.takeReport("prices", .succeeded)
        _ = house.due()
        #expect(try #require(house.standing("prices")?.nextRun) > BoardHouse.instant("2026-02-08T13:00Z"))
        for _ in 0..<(24 * 60) {
            house.boot += 60
            #expect(overdue(&house) == [])
        }
        // What a timer found to be there already has no report; how far the prices reach is looked at instead.
        house.boot += 86_400
        #expect(overdue(&house) == [])
    }

    @Test func reportTakenInTwice_countsOnce() {
        var house = BoardHouse([Self.hourly], at: "2026-02-04T12:05Z")
        let report = house.report("hourly", .failed, error: "no route")
        for _ in 0..<3 { house.board.finish(report, now: house.now) }
        #expect(house.standing("hourly")?.failure?.count == 1)
    }

    @Test func jobWhenAsked_isNeverOverdue() {
        var house = BoardHouse([.unit("asked", .whenAsked)], at: "2026-02-04T12:00Z")
        house.takeReport("asked", .succeeded)
        house.pass(until: "2026-12-04T12:00Z")
        #expect(overdue(&house) == [])
        #expect(house.standing("asked")?.lastRun?.outcome == .succeeded)
    }
}
