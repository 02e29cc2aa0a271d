// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import ReadingStore
import Testing

/// Forecasts as they were issued.
struct ForecastTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func slot(_ offset: Int) -> Slot { Samples.firstSlot.advanced(by: offset) }

    @Test func forecasts_comeBackWithEveryField() throws {
        let all = try ForecastTarget.allCases.enumerated().map { k, target in
            try Samples.forecast(
                target, slot: k, model: "\(target)-mödel", count: [672, 192, 0, 24][k],
                fallback: k.isMultiple(of: 2) ? "no model yet" : nil, published: 5 * k)
        }
        try Samples.store(folder).store(StoreBatch(forecasts: all))
        let store = try Samples.store(folder)
        for (k, wanted) in all.enumerated() {
            #expect(try store.forecast(target: wanted.target, madeAt: slot(k)) == wanted)
            #expect(try store.forecast(target: wanted.target, madeAt: slot(k + 1)) == nil)
            #expect(try store.forecasts(target: wanted.target, madeAt: Samples.slots(0..<9)) == [wanted])
        }
        #expect(store.notices.isEmpty)
    }

    @Test func forecastsOfARange_areInOrderOfTime_halfOpen() throws {
        let store = try Samples.store(folder)
        for offset in [3, 0, 2, 1] { try store.store(StoreBatch(forecasts: [Samples.forecast(slot: offset)])) }
        let made = try store.forecasts(target: .demand, madeAt: Samples.slots(1..<3)).map(\.forecast.madeAt)
        #expect(made == [1, 2].map { slot($0).start.advanced(bySeconds: 17) })
        #expect(try store.forecasts(target: .solar, madeAt: Samples.slots(0..<9)).isEmpty)
    }

    @Test func laterForecastOfTheSameSlot_replacesTheEarlier() throws {
        let store = try Samples.store(folder)
        let (first, other) = (try Samples.forecast(slot: 0), try Samples.forecast(.solar, slot: 0))
        let second = try Samples.forecast(slot: 0, model: "demand-2", count: 10, fallback: "gaps")
        let third = try Samples.forecast(slot: 0, model: "demand-3", count: 11)
        try store.store(StoreBatch(forecasts: [first, other, second]))
        #expect(try store.forecast(target: .demand, madeAt: slot(0)) == second)
        try store.store(StoreBatch(forecasts: [third]))
        #expect(try store.forecasts(target: .demand, madeAt: Samples.slots(0..<9)) == [third])
        #expect(try store.forecast(target: .solar, madeAt: slot(0)) == other)
    }

    @Test func latestForecast_isTheNewestNotAfter_whateverItsAge() throws {
        let store = try Samples.store(folder)
        try store.store(StoreBatch(forecasts: [0, 40, 96].map { try Samples.forecast(slot: $0) }))
        func latest(_ offset: Int) throws -> Slot? {
            try store.latestForecast(target: .demand, madeAtOrBefore: slot(offset)).map {
                Slot(containing: $0.forecast.madeAt)
            }
        }
        #expect(try latest(-1) == nil)
        #expect(try latest(0) == slot(0) && latest(39) == slot(0))
        #expect(try latest(40) == slot(40) && latest(95) == slot(40))
        #expect(try latest(100_000) == slot(96))
        #expect(try store.latestForecast(target: .price, madeAtOrBefore: slot(96)) == nil)
    }

    @Test func numbers_areRoundedTo16Bits_andStayInOrder() throws {
        var random = SplitMix64(seed: 3)
        var (p10, p50, p90): ([Double], [Double], [Double]) = ([], [], [])
        for k in 0..<2000 {
            let size = [1e-3, 1, 1e4, 3e38][k % 4] * (k.isMultiple(of: 3) ? -1 : 1)
            // Some bands are a rounding apart and some have no width.
            let three = (0..<3).map { _ in size * (1 - 1e-5 * Double(k % 5) * random.nextUniform()) }.sorted()
            p10.append(three[0])
            p50.append(three[1])
            p90.append(three[2])
        }
        let wanted = try #require(
            Forecast(firstSlot: slot(1), p10: p10, p50: p50, p90: p90, madeAt: slot(0).start, model: "m"))
        try Samples.store(folder).store(
            StoreBatch(forecasts: [ForecastRecord(target: .price, forecast: wanted)]))
        let found = try #require(try Samples.store(folder).forecast(target: .price, madeAt: slot(0))?.forecast)
        let pairs = zip(p10 + p50 + p90, found.p10 + found.p50 + found.p90)
        let worst = pairs.map { abs($1 - $0) / abs($0) }.max() ?? .nan
        #expect(worst < 1.6e-5 && worst > 1e-5, "the worst relative error is \(worst)")
    }

    @Test func numberBeyondAFloat_isRefusedWithItsBatch() throws {
        let store = try Samples.store(folder)
        let tooLarge = try Samples.forecast(slot: 1, scale: 1e37)
        let error = ReadingStoreError.forecastOutOfRange(.demand, madeAt: tooLarge.forecast.madeAt)
        #expect(throws: error) {
            try store.store(
                StoreBatch(slices: [Samples.slice(slot: 0)], forecasts: [Samples.forecast(slot: 0), tooLarge]))
        }
        #expect(!error.isWorthRetrying && "\(error)".contains("demand made at 2026-01-01T00:15:17Z"))
        #expect(try store.forecasts(target: .demand, madeAt: Samples.slots(0..<9)).isEmpty)
        #expect(try store.rows(device: "meter", slots: Samples.slots(0..<9)).isEmpty)
    }

    @Test(arguments: [
        "target = 'solar'", "slot = slot + 10", "made_at = made_at + 1", "first_slot = first_slot - 1",
        "fallback = 'none'", "quantiles = substr(quantiles, 1, 1720)", "quantiles = CAST(x'02' AS BLOB)",
        "crc = crc + 1", "forecaster = 2", "published = 1",
    ])
    func changedForecast_isReportedAndNotReturned(change: String) throws {
        let others = try [0, 2].map { try Samples.forecast(slot: $0) }
        let solar = try Samples.forecast(.solar, slot: 3, model: "solar-1")
        try Samples.store(folder).store(StoreBatch(forecasts: others + [try Samples.forecast(slot: 1), solar]))
        let changed = "slot = \(slot(1).index)"
        try RawDatabase(folder.database).execute("UPDATE forecast SET \(change) WHERE \(changed)")
        let store = try Samples.store(folder)
        #expect(try store.forecasts(target: .demand, madeAt: Samples.slots(0..<20)) == others)
        #expect(try store.forecasts(target: .solar, madeAt: Samples.slots(0..<20)) == [solar])
        #expect(store.notices.count == 1)
        guard case .damagedRow("forecast", let key)? = store.notices.first else { return #expect(Bool(false)) }
        #expect(key.contains("made at 2026-01-01T0"))
    }

    @Test func damagedNameOfAForecaster_isDamageOfItsRows() throws {
        try Samples.store(folder).store(StoreBatch(forecasts: [try Samples.forecast(slot: 0)]))
        try Samples.store(folder).store(scores: [Samples.score(day: 0)])
        try RawDatabase(folder.database).execute("UPDATE forecaster SET name = 'demand-9'")
        let store = try Samples.store(folder)
        #expect(try store.forecast(target: .demand, madeAt: slot(0)) == nil)
        #expect(try store.scores(target: nil, days: Samples.day(0)..<Samples.day(1)).isEmpty)
        #expect(store.notices.count == 2)
    }

    @Test func latestForecast_passesOverDamagedOnes_evenOfImpossibleTimes() throws {
        try Samples.store(folder).store(StoreBatch(forecasts: [0, 1, 2].map { try Samples.forecast(slot: $0) }))
        let raw = try RawDatabase(folder.database)
        try raw.execute("UPDATE forecast SET first_slot = 1 WHERE slot = \(slot(2).index)")
        try raw.execute("UPDATE forecast SET slot = \(Int.min + 1) WHERE slot = \(slot(0).index)")
        let store = try Samples.store(folder)
        let latest = try store.latestForecast(target: .demand, madeAtOrBefore: slot(9))
        #expect(latest == (try Samples.forecast(slot: 1)))
        let keys = [slot(2).description, "an unknown time"].map { "demand made at \($0)" }
        #expect(store.notices == keys.map { .damagedRow(table: "forecast", key: $0) })
    }
}
