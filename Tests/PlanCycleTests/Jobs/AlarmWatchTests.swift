// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import PlanCycle

@Suite struct AlarmWatchTests {
    private static let weather = JobDescription.unit(
        "fetch-weather", .every(quarterHours: 4), tolerated: 2, freshness: .age(.weather, hours: 5))
    /// Nobody awaits its reports.
    private static let asked = JobDescription.unit("fetch-weather", .whenAsked, freshness: .age(.weather, hours: 5))
    private static let training = JobDescription.unit("train-price", .weekly(.sunday, TimeOfDay(2)), timeout: 3600)
    private static let scores = JobDescription.own("scores", .daily(TimeOfDay(6)))

    /// A house with a watch, told in words such as `+ stale:weather` and `- stale:weather`.
    private struct WatchedHouse {
        var house: BoardHouse
        var watch = AlarmWatch(in: .utc)
        var data: [DataKind: UTCInstant] = [:]

        init(_ jobs: [JobDescription], at text: String) { house = BoardHouse(jobs, at: text) }

        mutating func look() -> [String] {
            _ = house.due()
            let wall = house.isClockTrusted ? house.wall : nil
            return watch.look(at: house.board, data: data, now: house.now, wall: wall).map {
                switch $0 {
                case .raised(let alarm): "+ \(alarm.kind)"
                case .cleared(let alarm): "- \(alarm.kind)"
                }
            }
        }

        /// Looks each minute.
        mutating func live(minutes: Int) -> [String] {
            (0..<minutes).flatMap { _ in
                house.boot += 60
                return look()
            }
        }
    }

    // MARK: Data

    @Test func oldData_isAnAlarm_untilItIsNew() throws {
        var house = WatchedHouse([Self.asked], at: "2026-02-02T12:00Z")
        house.data[.weather] = house.house.wall
        #expect(house.live(minutes: 5 * 60) == [])
        #expect(house.live(minutes: 15) == [], "it may just be fetched")
        #expect(house.live(minutes: 1) == ["+ stale:weather"])
        let alarm = try #require(house.watch.standing.first)
        #expect(alarm.text == "weather is 5 h old, more than 5 h")
        #expect(alarm.since.description == "2026-02-02T17:16:00Z")
        _ = house.live(minutes: 100)
        let later = try #require(house.watch.standing.first)
        #expect(later.text == "weather is 6 h old, more than 5 h" && later.since == alarm.since)
        house.data[.weather] = house.house.wall
        #expect(house.look() == ["- stale:weather"])
        #expect(house.watch.standing == [])
    }

    @Test func dataAtTheLimit_isOneAlarm() {
        var house = WatchedHouse([Self.asked], at: "2026-02-02T12:00Z")
        var edges: [String] = []
        // Of an age that swings about the limit.
        for minute in 0..<600 {
            let age = 5 * 3600 + (minute / 20 % 2 == 0 ? 300 : -300)
            house.data[.weather] = house.house.wall.advanced(bySeconds: -age)
            edges += house.live(minutes: 1)
        }
        #expect(edges == ["+ stale:weather"])
    }

    @Test func start_hasItsTimeToFetch_andSoHasAStepOfTheClock() {
        var house = WatchedHouse([Self.asked], at: "2026-02-02T12:00Z")
        #expect(house.look() == [])
        #expect(house.live(minutes: 14) == [])
        house.data[.weather] = house.house.wall
        #expect(house.live(minutes: 2) == [])
        house.house.setClock("2026-02-03T12:00Z")
        #expect(house.live(minutes: 14) == [])
        house.data[.weather] = house.house.wall
        #expect(house.live(minutes: 2) == [])
        house.data[.weather] = nil
        #expect(house.live(minutes: 16) == ["+ stale:weather"])
        #expect(house.watch.standing.map(\.text) == ["there is no weather"])
    }

    @Test func clockThatIsNotTrusted_changesNoAlarmOnData() {
        var house = WatchedHouse([Self.asked], at: "2026-02-02T12:00Z")
        house.house.isClockTrusted = false
        #expect(house.live(minutes: 600) == [])
        house.house.isClockTrusted = true
        #expect(house.live(minutes: 10) == [])
        house.house.isClockTrusted = false
        #expect(house.live(minutes: 10) == [])
        house.house.isClockTrusted = true
        #expect(house.live(minutes: 15) == [], "the time begins anew")
        #expect(house.live(minutes: 1) == ["+ stale:weather"])
        house.house.isClockTrusted = false
        #expect(house.live(minutes: 60) == [])
        house.house.isClockTrusted = true
        #expect(house.live(minutes: 60) == [])
        house.house.isClockTrusted = false
        house.data[.weather] = house.house.wall
        #expect(house.live(minutes: 60) == [])
        #expect(house.watch.standing.map(\.text) == ["there is no weather"])
        house.house.isClockTrusted = true
        #expect(house.look() == ["- stale:weather"])
    }

    @Test func dataWithoutALimit_isNoAlarm() {
        var house = WatchedHouse([Self.scores], at: "2026-02-02T12:00Z")
        #expect(house.live(minutes: 100) == [])
    }

    // MARK: Jobs

    @Test func failures_areAnAlarm_whereThereAreMoreThanTolerated() throws {
        var house = WatchedHouse([Self.weather], at: "2026-02-02T12:05Z")
        house.data[.weather] = house.house.wall
        var edges: [String] = []
        for hour in 0..<4 {
            house.house.takeReport("fetch-weather", .failed, error: "no route \(hour)")
            edges.append(contentsOf: house.look())
            edges.append("\(hour)")
            house.house.boot += 3600
        }
        #expect(edges == ["0", "1", "+ failing:fetch-weather", "2", "3"])
        let alarm = try #require(house.watch.standing.first)
        #expect(alarm.text == "fetch-weather fails since 2026-02-02 12:05, 4 times in a row: no route 3")
        #expect(alarm.since.description == "2026-02-02T12:05:00Z")
        house.house.takeReport("fetch-weather", .nothingNew)
        #expect(house.look() == ["- failing:fetch-weather"])
        #expect(house.watch.standing == [])
    }

    @Test func singleFailure_ofAJobThatMayNotFail_isAnAlarm_afterItsRetries() {
        let job = JobDescription.own(
            "scores", .daily(TimeOfDay(6)), retries: JobRetries(most: 1, first: 60, factor: 1, highest: 60))
        var house = WatchedHouse([job], at: "2026-02-02T12:05Z")
        house.house.run("scores", .failed, error: "a")
        #expect(house.look() == [])
        house.house.boot += 60
        house.house.run("scores", .failed, error: "b")
        #expect(house.look() == ["+ failing:scores"])
        #expect(house.watch.standing.map(\.text) == ["scores fails since 2026-02-02 12:05: b"])
        house.house.isClockTrusted = false
        #expect(house.look() == [], "failures need no clock")
    }

    @Test func unitWithoutReport_isAnAlarm() {
        var house = WatchedHouse([Self.training], at: "2026-02-08T01:59Z")
        #expect(house.look() == [])
        #expect(house.live(minutes: 91) == [])
        #expect(house.live(minutes: 1) == ["+ overdue:train-price"])
        #expect(house.watch.standing.map(\.text) == ["train-price was due at 2026-02-08 02:00 and has left no report"])
        house.house.takeReport("train-price", .failed, error: "out of memory")
        #expect(house.look() == ["+ failing:train-price", "- overdue:train-price"])
    }

    @Test func severalAlarms_areInOrder() {
        var house = WatchedHouse([Self.training, Self.weather, Self.scores], at: "2026-02-08T01:59Z")
        house.house.run("scores", .failed)
        _ = house.live(minutes: 120)
        #expect(
            house.watch.standing.map(\.kind) == [
                .stale(.weather), .failing("scores"), .overdue("train-price"), .overdue("fetch-weather"),
            ])
    }
}
