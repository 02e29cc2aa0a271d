// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct HouseJobsTests {
    private static let table = HouseJob.table(feeds: Set(FeedKind.allCases))

    private static func job(_ job: HouseJob) throws -> JobDescription {
        try #require(table.first { $0.name == job.rawValue })
    }

    @Test func table_hasEveryJobOnce() {
        #expect(Self.table.map(\.name) == HouseJob.allCases.map(\.rawValue))
        #expect(Self.table.allSatisfy { $0.purpose.last == "." && $0.timeoutSeconds > 0 })
    }

    @Test(arguments: [
        (HouseJob.houseData, "every 15 minutes"), (.fetchPrices, "from 13:00 every 15 minutes until complete"),
        (.fetchWeather, "every 60 minutes"), (.fetchCarbon, "every 60 minutes"), (.scoreForecasts, "daily at 06:00"),
        (.trainPrice, "Sundays at 02:00"), (.trainDemand, "Mondays at 02:00"), (.shadow, "daily at 02:40"),
        (.prune, "daily at 03:10"),
        (.backup, "Wednesdays at 03:30"),
    ])
    func job_hasItsTime(job: HouseJob, words: String) throws {
        #expect(try Self.job(job).schedule.description == words)
    }

    @Test func jobsDependOnEarlierOnes_soThatNoneWaitsForItself() {
        for (place, job) in Self.table.enumerated() {
            #expect(Set(Self.table[..<place].map(\.name)).isSuperset(of: job.dependencies), "\(job.name)")
        }
    }

    @Test func pricesOfAnotherMarket_haveItsTime() throws {
        let london = try #require(TimeZoneRule(name: "Europe/London"))
        let table = HouseJob.table(feeds: [.price], pricesFrom: TimeOfDay(16), market: london)
        let prices = try #require(table.first { $0.name == "fetch-prices" })
        let noon = try #require(UTCInstant(iso8601: "2026-07-01T12:00Z"))
        let first = try #require(prices.schedule.nextPeriod(after: noon, in: .centralEuropean))
        // 16:00 BST.
        #expect(first == noon.advanced(bySeconds: 3 * 3600))
    }

    @Test func collectingData_aloneNeedsNoClock_andIsOverBeforeTheNextQuarterHour() throws {
        #expect(Self.table.filter { !$0.needsTrustedClock }.map(\.name) == ["house-data"])
        let job = try Self.job(.houseData)
        let period = try #require(job.schedule.periodSeconds)
        #expect(job.retries == .none && job.timeoutSeconds < period)
    }

    @Test func houseWithoutFeeds_fetchesNothing_andExpectsNoFreshness() {
        let table = HouseJob.table(feeds: [])
        #expect(
            Set(HouseJob.allCases.map(\.rawValue)).subtracting(table.map(\.name)) == [
                "fetch-prices", "fetch-weather", "fetch-carbon",
            ])
        #expect(table.compactMap { $0.freshness?.data } == [.readings])
        #expect(HouseJob.table(feeds: [.solar]).contains { $0.name == "fetch-weather" })
    }

    @Test func dataThatNobodyCanJudge_isNotWatched() throws {
        let table = HouseJob.table(feeds: [.price, .solar], watched: [.readings])
        #expect(table.compactMap { $0.freshness?.data } == [.readings])
        let (watched, all) = (try #require(table.dropFirst().first), try Self.job(.fetchPrices))
        #expect(watched.name == all.name && watched.schedule == all.schedule && watched.retries == all.retries)
        #expect(watched.timeoutSeconds == all.timeoutSeconds && watched.toleratedFailures == all.toleratedFailures)
    }

    @Test func plannerAlone_storesScoresAndPrunes() {
        #expect(HouseJob.ofPlanner.map(\.name) == ["house-data", "score-forecasts", "prune"])
    }

    @Test func freshnessLimits_leaveTimeForSeveralRuns() {
        for job in Self.table {
            guard let limit = job.freshness, limit.measure == .age, let period = job.schedule.periodSeconds else {
                continue
            }
            #expect(limit.seconds >= 4 * period, "\(job.name)")
        }
        #expect(Self.table.compactMap { $0.freshness?.data } == [.readings, .prices, .weather, .carbon])
    }

    @Test func waits_growByTheFactor_toTheHighest_andEnd() {
        let retries = JobRetries(most: 5, first: 1, factor: 4, highest: 60)
        #expect((0...7).map { retries.wait(after: $0) } == [nil, 1, 4, 16, 60, 60, nil, nil])
        #expect(JobRetries.none.wait(after: 1) == nil)
        #expect(retries.wait(after: .max) == nil && retries.wait(after: .min) == nil)
        let careless = JobRetries(most: -3, first: 10, factor: 0.5, highest: 60)
        #expect(careless.most == 0 && careless.factor == 1)
    }

    @Test func alarmKinds_areNamedForPrograms() {
        let kinds: [HouseAlarm.Kind] = [.stale(.prices), .failing("fetch-weather"), .overdue("train-price")]
        #expect(kinds.map(\.description) == ["stale:prices", "failing:fetch-weather", "overdue:train-price"])
    }
}
