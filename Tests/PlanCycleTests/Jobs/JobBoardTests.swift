// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import PlanCycle

@Suite struct JobBoardTests {
    private static let quarter = JobDescription.own("quarter", .every(quarterHours: 1))
    private static let daily = JobDescription.own("daily", .daily(TimeOfDay(6)))
    private static let weekly = JobDescription.own("weekly", .weekly(.sunday, TimeOfDay(2)))
    private static let retries = JobRetries(most: 3, first: 10, factor: 3, highest: 60)

    // MARK: Schedule

    @Test func job_runsOnceInEachPeriod() {
        var house = BoardHouse([Self.quarter, Self.daily], at: "2026-02-02T05:40:10Z")
        _ = house.live(1)
        #expect(
            house.live(3600) == [
                "quarter 2026-02-02T05:45:00Z", "quarter 2026-02-02T06:00:00Z", "daily 2026-02-02T06:00:00Z",
                "quarter 2026-02-02T06:15:00Z", "quarter 2026-02-02T06:30:00Z",
            ])
    }

    @Test func newHouse_runsAllOnce() {
        var house = BoardHouse([Self.quarter, Self.daily, Self.weekly], at: "2026-02-04T12:07Z")
        #expect(house.due() == ["quarter", "daily", "weekly"])
        #expect(house.live(5).count == 3)
    }

    @Test func missedPeriods_areMadeUpForOnce() {
        var house = BoardHouse([Self.quarter, Self.daily, Self.weekly], at: "2026-02-04T12:07Z")
        _ = house.live(1)
        house.pass(until: "2026-03-04T12:07Z")
        #expect(house.live(60).count == 3)
        #expect(house.live(600) == ["quarter 2026-03-04T12:15:00Z"])
    }

    @Test func jobThatIsNotBegun_isDueAgain_andOneThatRunsIsNot() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T12:07Z")
        #expect(house.due() == ["daily"])
        #expect(house.due() == ["daily"])
        #expect(house.board.begin("daily", now: house.now) == 1)
        #expect(house.due() == [])
        #expect(house.board.begin("daily", now: house.now) == nil)
        house.pass(until: "2026-02-06T12:07Z")
        #expect(house.due() == [], "it still runs")
        house.board.finish(house.report("daily", .succeeded), now: house.now)
        #expect(house.due() == ["daily"], "that run was for a day before")
        #expect(house.board.begin("unknown", now: house.now) == nil)
    }

    @Test func runBeyondItsTimeout_isExpired() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T12:07Z")
        _ = house.due()
        _ = house.board.begin("daily", now: house.now)
        house.boot += 60
        house.setClock("2027-02-04T12:07Z")
        #expect(house.board.expired(now: house.now) == [], "a step of the wall clock is no time")
        house.boot += 1
        #expect(house.board.expired(now: house.now) == [Self.daily])
        house.board.finish(house.report("daily", .timedOut), now: house.now)
        #expect(house.board.expired(now: house.now) == [])
        #expect(house.standing("daily")?.failure?.text == "it took too long")
    }

    @Test func skippedRun_isNoFailure_andNotRepeated() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T12:07Z")
        house.run("daily", .skipped)
        #expect(house.due() == [] && house.standing("daily")?.failure == nil)
        house.pass(until: "2026-02-05T06:00Z")
        #expect(house.due() == ["daily"])
    }

    // MARK: Retries

    @Test func failingJob_isRetriedAfterGrowingWaits_andThenNotUntilItsNextPeriod() {
        let job = JobDescription.own("job", .every(quarterHours: 4), retries: Self.retries)
        var house = BoardHouse([job], at: "2026-02-04T12:00Z")
        #expect(
            house.live(3602) { _ in .failed } == [
                "job 2026-02-04T12:00:00Z", "job 2026-02-04T12:00:10Z", "job 2026-02-04T12:00:40Z",
                "job 2026-02-04T12:01:40Z", "job 2026-02-04T13:00:00Z",
            ])
        #expect(house.standing("job")?.attempt == 1 && house.standing("job")?.failure?.count == 1)
    }

    @Test func attempts_areCounted_andSuccessForgetsThem() {
        let job = JobDescription.own("job", .every(quarterHours: 4), retries: Self.retries)
        var house = BoardHouse([job], at: "2026-02-04T12:00Z")
        #expect(house.run("job", .failed, error: "no route") == 1)
        #expect(house.standing("job")?.nextRun?.description == "2026-02-04T12:00:10Z")
        house.boot += 10
        #expect(house.run("job", .timedOut) == 2)
        let since = BoardHouse.instant("2026-02-04T12:00Z")
        #expect(house.standing("job")?.failure == JobFailure(since: since, count: 0, text: "it took too long"))
        house.boot += 30
        #expect(house.run("job") == 3)
        #expect(house.standing("job")?.failure == nil && house.standing("job")?.attempt == 0)
        #expect(house.standing("job")?.nextRun?.description == "2026-02-04T13:00:00Z")
        house.pass(until: "2026-02-04T13:00Z")
        #expect(house.run("job", .failed) == 1)
    }

    @Test func periodThatEndsWhileARetryWaits_isAFailure() {
        let slow = JobRetries(most: 1, first: 7200, factor: 1, highest: 7200)
        var house = BoardHouse([.own("job", .every(quarterHours: 4), retries: slow)], at: "2026-02-04T12:00Z")
        house.run("job", .failed)
        house.pass(until: "2026-02-04T13:00Z")
        #expect(house.run("job", .failed) == 1)
        #expect(house.standing("job")?.failure?.count == 1)
    }

    @Test func waits_areByTheBootClock() {
        let job = JobDescription.own("job", .every(quarterHours: 4), retries: Self.retries)
        var house = BoardHouse([job], at: "2026-02-04T12:30Z")
        house.run("job", .failed)
        house.setClock("2026-02-04T12:45Z")
        #expect(house.due() == [], "15 min by the wall clock, none in truth")
        house.setClock("2026-02-04T12:15Z")
        house.boot += 10
        #expect(house.due() == ["job"])
    }

    // MARK: What comes in parts

    @Test func publication_isAskedForUntilComplete() throws {
        let job = JobDescription.own("prices", .published(TimeOfDay(13), in: .utc, everyMinutes: 15))
        var house = BoardHouse([job], at: "2026-02-04T12:00Z")
        house.run("prices")
        house.pass(until: "2026-02-04T13:00Z")
        var asked = 0
        let began = house.live(4 * 3600) { _ in
            asked += 1
            return asked < 4 ? .nothingNew : .succeeded
        }
        #expect(began.count == 4)
        let seconds = began.map { BoardHouse.instant(String($0.dropFirst(7))).secondsSinceEpoch }
        let first = BoardHouse.instant("2026-02-04T13:00Z").secondsSinceEpoch
        #expect((1..<600).contains(try #require(seconds.first) - first))
        #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $1 - $0 == 900 })
        _ = house.due()
        #expect(house.standing("prices")?.nextRun.map { $0 > BoardHouse.instant("2026-02-05T13:00Z") } == true)
        house.pass(until: "2026-02-05T12:59Z")
        #expect(house.due() == [])
        house.pass(until: "2026-02-05T13:10Z")
        #expect(house.due() == ["prices"])
    }

    @Test func sourceThatAnswers_hasNoFailure_althoughItHasNothingNew() {
        let job = JobDescription.own("prices", .published(TimeOfDay(13), in: .utc, everyMinutes: 15))
        var house = BoardHouse([job], at: "2026-02-04T13:10Z")
        house.run("prices", .failed, error: "no route")
        #expect(house.standing("prices")?.failure?.count == 1)
        house.boot += 900
        #expect(house.run("prices", .nothingNew) == 1)
        #expect(house.standing("prices")?.failure == nil)
    }

    @Test func nothingNew_isEnoughForWhatIsNotPublished() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T12:00Z")
        house.run("daily", .nothingNew)
        #expect(house.due() == [])
    }

    // MARK: Wishes

    @Test func wish_makesAJobDue_once() {
        var house = BoardHouse([Self.daily, .own("asked", .whenAsked)], at: "2026-02-06T14:00Z")
        #expect(house.due() == ["daily"])
        house.run("daily")
        #expect(house.board.ask("daily") && house.board.ask("asked"))
        #expect(house.due() == ["daily", "asked"])
        house.run("daily")
        house.run("asked")
        #expect(house.due() == [])
        #expect(house.board.ask("unknown") == false)
    }

    @Test func wishThatFails_isRetriedAndGivenUp() {
        var house = BoardHouse([.own("asked", .whenAsked, retries: Self.retries)], at: "2026-02-06T14:00Z")
        _ = house.board.ask("asked")
        #expect(house.live(4000) { _ in .failed }.count == 4)
        #expect(house.standing("asked")?.failure?.count == 1)
    }

    @Test func wish_doesForTheRunThatIsDue_butNotForTheNextPeriod() {
        var house = BoardHouse([Self.daily], at: "2026-02-06T05:00Z")
        #expect(house.due() == ["daily"])
        _ = house.board.ask("daily")
        #expect(house.run("daily") == 1)
        #expect(house.due() == [])
        house.pass(until: "2026-02-06T06:00Z")
        #expect(house.due() == ["daily"])
    }

    // MARK: Restart

    @Test func newBoard_goesOnWhereTheLastOneEnded() {
        let job = JobDescription.own("job", .every(quarterHours: 4), retries: Self.retries)
        var house = BoardHouse([job, Self.daily, Self.weekly], at: "2026-02-04T12:07Z")
        let first = house.report("job", .failed, attempts: 1, error: "a")
        house.boot += 10
        let second = house.report("job", .failed, attempts: 2, error: "b")
        let runs = [house.report("daily", .succeeded), house.report("weekly", .nothingNew), first, second]
        var restarted = BoardHouse([job, Self.daily, Self.weekly], at: "2026-02-04T12:08Z", lastRuns: runs)
        #expect(restarted.due() == ["job"])
        #expect(restarted.standing("job")?.failure?.text == "b" && restarted.standing("job")?.attempt == 2)
        #expect(restarted.run("job", .failed) == 3)
        #expect(restarted.live(600) { _ in .failed } == ["job 2026-02-04T12:09:00Z"])
        #expect(restarted.standing("daily")?.lastRun == runs.first)
    }

    @Test func reportThatCountsNoAttempt_isOne() {
        let job = JobDescription.own("job", .every(quarterHours: 4), retries: Self.retries)
        let failed = BoardHouse([job], at: "2026-02-04T12:07Z").report("job", .failed, attempts: 0)
        var house = BoardHouse([job], at: "2026-02-04T12:08Z", lastRuns: [failed])
        #expect(house.run("job") == 2)
    }

    @Test func runThatAPowerCutEnded_isMadeAgain() {
        var house = BoardHouse([Self.daily], at: "2026-02-04T12:07Z")
        _ = house.due()
        #expect(house.board.begin("daily", now: house.now) == 1)
        var restarted = BoardHouse([Self.daily], at: "2026-02-04T12:10Z", lastRuns: [])
        #expect(restarted.due() == ["daily"])
    }

    @Test func runsOfOtherJobs_andLabelsBeyondAllCalendars_areNoCrash() {
        let labels = [Int.min, -1, .max].map { UTCInstant(secondsSinceEpoch: $0) }
        let runs = labels.flatMap { label in
            ["daily", "elsewhere"].map {
                JobRun(job: $0, start: label, end: label, attempts: .max, outcome: .failed, rows: 0, error: nil)
            }
        }
        let good = JobRun(
            job: "daily", start: labels[2], end: labels[2], attempts: .min, outcome: .succeeded, rows: 0, error: nil)
        var house = BoardHouse([Self.daily], at: "2026-02-04T12:07Z", lastRuns: runs + [good])
        #expect(house.due() == [])
        house.pass(until: "2026-02-05T06:00Z")
        #expect(house.due() == ["daily"])
    }
}
