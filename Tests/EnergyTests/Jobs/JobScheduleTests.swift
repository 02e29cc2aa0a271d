// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@Suite struct JobScheduleTests {
    /// Local clocks by the published dates of the changes of 2025...2027, and runs found by looking at every quarter
    /// hour.
    struct SlowClock: Sendable, CustomStringConvertible {
        let zone: TimeZoneRule
        let hasSummer: Bool

        static let changes = [
            ("2025-03-30", "2025-10-26"), ("2026-03-29", "2026-10-25"), ("2027-03-28", "2027-10-31"),
        ].map { (seconds($0 + "T01:00Z"), seconds($1 + "T01:00Z")) }
        static let years = seconds("2025-01-02")..<seconds("2027-12-30")

        static func seconds(_ text: String) -> Int { UTCInstant(iso8601: text)?.secondsSinceEpoch ?? 0 }

        var description: String { "\(zone.standardOffset)\(hasSummer ? " with summer time" : "")" }

        /// What local clocks show at each quarter hour, in seconds since 1970.
        func shown() -> [Int] {
            stride(from: Self.years.lowerBound, to: Self.years.upperBound, by: 900).map { second in
                let isSummer = hasSummer && Self.changes.contains { $0 <= second && second < $1 }
                return second + zone.standardOffset + (isSummer ? 3600 : 0)
            }
        }

        /// Each date with the first quarter hour at which local clocks have come to its time.
        func runs(_ time: TimeOfDay, shown: [Int]) -> [(day: Int, second: Int)] {
            var day = shown[0] / 86_400
            if day * 86_400 + time.secondOfDay <= shown[0] { day += 1 }
            var result: [(Int, Int)] = []
            for (quarter, local) in shown.enumerated() where local >= day * 86_400 + time.secondOfDay {
                result.append((day, Self.years.lowerBound + 900 * quarter))
                day += 1
            }
            return result
        }
    }

    static let clocks = [(-3600, true), (0, false), (0, true), (3600, true), (7200, true), (20_700, false)].map {
        SlowClock(zone: TimeZoneRule(standardOffset: $0, hasEuropeanSummerTime: $1), hasSummer: $1)
    }
    static let times = [
        TimeOfDay(0), TimeOfDay(0, 30), TimeOfDay(1, 45), TimeOfDay(2), TimeOfDay(2, 30), TimeOfDay(3, 15),
        TimeOfDay(6), TimeOfDay(23, 45),
    ]

    private static func runs(_ schedule: JobSchedule, by clock: SlowClock) -> [Int] {
        var (result, now) = ([Int](), UTCInstant(secondsSinceEpoch: SlowClock.years.lowerBound))
        while let next = schedule.next(after: now, in: clock.zone, seed: 1),
            next.secondsSinceEpoch < SlowClock.years.upperBound
        {
            result.append(next.secondsSinceEpoch)
            now = next
        }
        return result
    }

    @Test(arguments: clocks)
    func everyRunOfThreeYears_isWhereLookingAtEachQuarterHourFindsIt(clock: SlowClock) throws {
        let shown = clock.shown()
        for time in Self.times {
            // 1091 whole days and at most a part of one.
            let slow = clock.runs(time, shown: shown)
            #expect((1091...1092).contains(slow.count))
            #expect(Self.runs(.daily(time), by: clock) == slow.map(\.second), "\(time)")
            for weekday in Weekday.allCases {
                // The first of January 1970 was a Thursday.
                let wanted = slow.filter { ($0.day + 3) % 7 == weekday.rawValue }.map(\.second)
                #expect(Self.runs(.weekly(weekday, time), by: clock) == wanted, "\(weekday) \(time)")
            }
        }
    }

    @Test(arguments: clocks)
    func anyMoment_liesBetweenTheRunsThatLookingFinds(clock: SlowClock) {
        var random = SplitMix64(seed: 11)
        let shown = clock.shown()
        for time in Self.times {
            let slow = clock.runs(time, shown: shown).map(\.second)
            let schedule = JobSchedule.daily(time)
            for _ in 0..<100 {
                let index = Int.random(in: 1..<slow.count, using: &random)
                let now = UTCInstant(secondsSinceEpoch: Int.random(in: slow[index - 1]..<slow[index], using: &random))
                for moment in [now, UTCInstant(secondsSinceEpoch: slow[index] - 1)] {
                    #expect(schedule.next(after: moment, in: clock.zone, seed: 1)?.secondsSinceEpoch == slow[index])
                    #expect(schedule.latest(at: moment, in: clock.zone, seed: 1)?.secondsSinceEpoch == slow[index - 1])
                    #expect(schedule.period(at: moment, in: clock.zone)?.secondsSinceEpoch == slow[index - 1])
                }
                let run = UTCInstant(secondsSinceEpoch: slow[index])
                #expect(schedule.latest(at: run, in: clock.zone, seed: 1) == run)
            }
        }
    }

    @Test func monthsWithoutAChange_arePlainArithmetic() {
        var random = SplitMix64(seed: 12)
        // July 2026, CEST.
        let july = 1_782_864_000..<1_785_542_400
        for _ in 0..<2000 {
            let now = Int.random(in: july, using: &random)
            let time = Self.times[Int.random(in: 0..<Self.times.count, using: &random)]
            let weekday = Weekday.allCases[Int.random(in: 0..<7, using: &random)]
            let instant = UTCInstant(secondsSinceEpoch: now)
            func following(_ period: Int, _ origin: Int) -> Int { ((now - origin) / period + 1) * period + origin }
            let daily = JobSchedule.daily(time).next(after: instant, in: .centralEuropean, seed: 1)
            #expect(daily?.secondsSinceEpoch == following(86_400, time.secondOfDay - 7200))
            let weekly = JobSchedule.weekly(weekday, time).next(after: instant, in: .centralEuropean, seed: 1)
            let origin = (weekday.rawValue - 3) * 86_400 + time.secondOfDay - 7200
            #expect(weekly?.secondsSinceEpoch == following(604_800, origin))
            let quarters = Int.random(in: 1...8, using: &random)
            let every = JobSchedule.every(quarterHours: quarters).next(after: instant, in: .centralEuropean, seed: 1)
            #expect(every?.secondsSinceEpoch == following(900 * quarters, 0))
        }
    }

    @Test(arguments: [
        // Left out in spring: the first moment after the gap, and the usual time the day after.
        (JobSchedule.daily(TimeOfDay(2, 40)), "2026-03-28T12:00Z", "2026-03-29T01:00:00Z"),
        (.daily(TimeOfDay(2)), "2026-03-28T12:00Z", "2026-03-29T01:00:00Z"),
        (.weekly(.sunday, TimeOfDay(2)), "2026-03-23T12:00Z", "2026-03-29T01:00:00Z"),
        (.daily(TimeOfDay(2, 40)), "2026-03-29T01:00Z", "2026-03-30T00:40:00Z"),
        (.daily(TimeOfDay(3)), "2026-03-28T12:00Z", "2026-03-29T01:00:00Z"),
        // Twice in autumn: the first, and not the second.
        (.daily(TimeOfDay(2, 40)), "2026-10-24T12:00Z", "2026-10-25T00:40:00Z"),
        (.daily(TimeOfDay(2, 40)), "2026-10-25T00:40Z", "2026-10-26T01:40:00Z"),
        (.weekly(.sunday, TimeOfDay(2)), "2026-10-25T00:00Z", "2026-11-01T01:00:00Z"),
        (.daily(TimeOfDay(3)), "2026-10-24T12:00Z", "2026-10-25T02:00:00Z"),
        // A quarter hour is a quarter hour.
        (.every(quarterHours: 4), "2026-10-25T00:15Z", "2026-10-25T01:00:00Z"),
        (.every(quarterHours: 1), "2026-03-29T00:59Z", "2026-03-29T01:00:00Z"),
        (.every(quarterHours: 1), "2026-03-29T01:00Z", "2026-03-29T01:15:00Z"),
    ])
    func clockChange_inStockholm(schedule: JobSchedule, after: String, next: String) throws {
        let zone = try #require(TimeZoneRule(name: "Europe/Stockholm"))
        let instant = try #require(UTCInstant(iso8601: after))
        #expect(schedule.next(after: instant, in: zone, seed: 1)?.description == next)
    }

    @Test func publication_isAskedFor_soonAfter_neverOnAFullMinute_andByTheClockOfTheSource() throws {
        let schedule = JobSchedule.published(TimeOfDay(13), in: .centralEuropean, everyMinutes: 15)
        let zone = try #require(TimeZoneRule(name: "Europe/Helsinki"))
        var delays: Set<Int> = []
        for day in 20_000..<20_800 {
            let publication = TimeZoneRule.centralEuropean.moment(of: TimeOfDay(13), on: CivilDate(dayNumber: day))
            #expect(schedule.period(at: publication, in: zone) == publication)
            #expect(schedule.nextPeriod(after: publication.advanced(bySeconds: -1), in: zone) == publication)
            let first = try #require(schedule.next(after: publication, in: zone, seed: 5))
            let delay = first.secondsSinceEpoch - publication.secondsSinceEpoch
            #expect((1..<600).contains(delay) && delay % 60 != 0)
            delays.insert(delay)
            // Before the first question of the day, the last was one of the day before.
            let last = try #require(schedule.latest(at: first.advanced(bySeconds: -1), in: zone, seed: 5))
            #expect((-900..<0).contains(last.secondsSinceEpoch - publication.secondsSinceEpoch))
            #expect(schedule.latest(at: first, in: zone, seed: 5) == first)
        }
        #expect(delays.count > 300)
        let noon = UTCInstant(secondsSinceEpoch: 1_790_000_000)
        let firsts = Set((0..<100).map { schedule.next(after: noon, in: zone, seed: $0) })
        #expect(firsts.count > 50, "every house has its own times")
    }

    @Test func publication_isAskedForAgain_untilTheNextDays() throws {
        let schedule = JobSchedule.published(TimeOfDay(23, 55), in: .centralEuropean, everyMinutes: 20)
        var now = try #require(UTCInstant(iso8601: "2026-10-20T12:00Z"))
        var periods: [UTCInstant: [Int]] = [:]
        for _ in 0..<800 {
            let next = try #require(schedule.next(after: now, in: .utc, seed: 3))
            #expect(schedule.latest(at: next, in: .utc, seed: 3) == next)
            #expect(schedule.latest(at: next.advanced(bySeconds: -1), in: .utc, seed: 3).map { $0 < next } == true)
            let period = try #require(schedule.period(at: next, in: .utc))
            periods[period, default: []].append(next.secondsSinceEpoch - period.secondsSinceEpoch)
            now = next
        }
        for (period, moments) in periods.sorted(by: { $0.key < $1.key }).dropFirst().dropLast() {
            let following = try #require(schedule.nextPeriod(after: period, in: .utc))
            let length = following.secondsSinceEpoch - period.secondsSinceEpoch
            #expect(moments == Array(stride(from: try #require(moments.first), to: length, by: 1200)))
        }
        #expect(periods.count == 12)
    }

    @Test(arguments: [Int.min, -62_135_596_800, -1, 0, 253_402_300_799, .max])
    func momentsBeyondAllCalendars_areNoCrash(seconds: Int) throws {
        let schedules: [JobSchedule] = [
            .every(quarterHours: .max), .every(quarterHours: .min), .daily(TimeOfDay(.max, .min)),
            .weekly(.sunday, TimeOfDay(2)), .published(TimeOfDay(13), in: .centralEuropean, everyMinutes: .min),
            .published(TimeOfDay(13), in: .centralEuropean, everyMinutes: .max),
        ]
        for schedule in schedules {
            let instant = UTCInstant(secondsSinceEpoch: seconds)
            let latest = try #require(schedule.latest(at: instant, in: .centralEuropean, seed: .max))
            let next = try #require(schedule.next(after: instant, in: .centralEuropean, seed: .max))
            #expect(latest < next)
        }
    }

    @Test func whenAsked_hasNoTime() {
        let now = UTCInstant(secondsSinceEpoch: 1_790_000_000)
        #expect(JobSchedule.whenAsked.next(after: now, in: .utc, seed: 1) == nil)
        #expect(JobSchedule.whenAsked.latest(at: now, in: .utc, seed: 1) == nil)
        #expect(JobSchedule.whenAsked.period(at: now, in: .utc) == nil)
    }

    @Test(arguments: [
        (JobSchedule.every(quarterHours: 1), "every 15 minutes"), (.every(quarterHours: 4), "every 60 minutes"),
        (.daily(TimeOfDay(6)), "daily at 06:00"), (.weekly(.sunday, TimeOfDay(2, 5)), "Sundays at 02:05"),
        (.published(TimeOfDay(13), in: .utc, everyMinutes: 15), "from 13:00 every 15 minutes until complete"),
        (.whenAsked, "when asked"),
    ])
    func schedule_inWords(schedule: JobSchedule, words: String) { #expect(schedule.description == words) }
}
