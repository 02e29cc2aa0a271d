// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Testing

private let now = Slot(containing: UTCInstant(secondsSinceEpoch: 1_478_000_700))

/// Day 1 before `now` holds 100 in every slot, day 2 holds 200 and so on.
private func history(days: Int, missing: Set<Int> = []) -> SlotSeries {
    let first = now.advanced(by: -96 * days)
    return SlotSeries(
        firstSlot: first,
        values: (0..<96 * days).map { k in
            let day = days - k / 96
            return missing.contains(day) ? nil : Double(day) * 100
        })
}

@Test func firstDay_usesAllDays_secondDayFromTheSecondOn() throws {
    let naive = NaiveForecast(days: 1...3, zone: .utc)
    let forecast = try #require(naive.forecast(history(days: 5), now: now, count: 192))
    #expect(forecast.firstSlot == now)
    #expect(forecast.madeAt == now.start)
    #expect(forecast.p50.count == 192)
    #expect(forecast.p50[0..<96].allSatisfy { $0 == 200 })
    // Of the second day's sources the day before the target is not over yet.
    #expect(forecast.p50[96..<192].allSatisfy { $0 == 150 })
}

@Test func bandComesFromTheSpreadOfTheDays() throws {
    let forecast = try #require(NaiveForecast(days: 1...3, zone: .utc).forecast(history(days: 3), now: now, count: 1))
    // One day in four is expected below the lowest of three: the sample has no lower decile inside.
    #expect(forecast.p10 == [100])
    #expect(forecast.p90 == [300])
    #expect(forecast.model == "naive-mean-1-3d-v2")
}

/// Reference: `numpy.quantile([1...14], [0.1, 0.9], method="weibull")` of numpy 2.4.6: 1.5 and 13.5.
@Test func band_isThatOfTheNextDayAndNotOfTheSample() throws {
    let forecast = try #require(NaiveForecast(days: 1...14, zone: .utc).forecast(history(days: 14), now: now, count: 1))
    #expect(abs(forecast.p10[0] - 150) < 1e-9)
    #expect(abs(forecast.p90[0] - 1350) < 1e-9)
}

@Test func missingDays_areLeftOutAndNotTakenAsZero() throws {
    let forecast = try #require(
        NaiveForecast(days: 1...3, zone: .utc).forecast(history(days: 3, missing: [1]), now: now, count: 1))
    #expect(forecast.p50 == [250])
}

@Test func slotsWithoutAnyDay_endTheForecast() {
    let naive = NaiveForecast(days: 1...1, zone: .utc)
    #expect(naive.forecast(history(days: 1), now: now, count: 192)?.p50.count == 96)
    #expect(naive.forecast(history(days: 1, missing: [1]), now: now, count: 192) == nil)
    #expect(naive.forecast(SlotSeries(firstSlot: now, values: [Double]()), now: now, count: 96) == nil)
    #expect(naive.forecast(history(days: 1), now: now, count: 0) == nil)
}

@Test func whatHappensFromNowOn_isNeverLookedAt() {
    let past = history(days: 3)
    let future = SlotSeries(
        firstSlot: past.firstSlot,
        values: past.slots.map { past[$0] } + (0..<192).map { _ in 9999 })
    let naive = NaiveForecast(days: 1...3, zone: .centralEuropean)
    #expect(naive.forecast(past, now: now, count: 192) == naive.forecast(future, now: now, count: 192))
}

@Test func afterTheClockChange_theLocalHourCounts() throws {
    // 2016-10-30 is a day of 25 hours: 06:00 on the wall is 05:00Z on the 31st and 04:00Z on the 29th.
    let monday = try #require(UTCInstant(iso8601: "2016-10-31T05:00Z"))
    let saturday = try #require(UTCInstant(iso8601: "2016-10-29T04:00Z"))
    let now = Slot(containing: monday)
    let history = SlotSeries(
        firstSlot: now.advanced(by: -300),
        values: (0..<300).map { now.advanced(by: $0 - 300) == Slot(containing: saturday) ? 700 : 100 })
    #expect(NaiveForecast(days: 2...2, zone: .centralEuropean).forecast(history, now: now, count: 1)?.p50 == [700])
    #expect(NaiveForecast(days: 2...2, zone: .utc).forecast(history, now: now, count: 1)?.p50 == [100])
}
