// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies
import Testing

/// Keeps what it was told and leaves the battery alone.
private struct Listener: Policy {
    let name = "listener"
    var seen: [PolicySituation] = []

    mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        seen.append(situation)
        return PolicyDecision(intents: [.idle], reason: Reason(driver: .schedule))
    }
}

@Suite struct ModelForecastsTests {
    /// 2016-01-06.
    private static let first = Slot(index: 1_613_376)

    /// A house recorded by the hour that gets up early on working days and late on others; from an hour on it may live otherwise.
    private static func house(days: Int, window: Range<Int>, changedFrom changed: Int = .max) throws -> BacktestHouse {
        let hours = 0..<days * 24
        func series(_ value: (Int) -> Double) -> SlotSeries {
            SlotSeries(firstSlot: first, values: hours.flatMap { repeatElement(value($0), count: 4) })
        }
        let load = series { hour in
            let isFree = hour / 24 % 7 >= 5
            let peak = (isFree ? [10, 11, 20] : [6, 17, 18]).contains(hour % 24) ? 2500.0 : 300
            return (hour >= changed ? 3 : 1) * (peak + Double((hour * hour * 31 + hour * 7919) % 601))
        }
        let pv = series { hour in
            let height = max(0, 1 - abs(Double(hour % 24) - 11.5) / 5)
            return hour >= changed ? 0 : 3000 * height * (0.4 + 0.6 * Double(hour / 24 * 31 % 17) / 17)
        }
        return try BacktestHouse(
            home: HomeSeries(
                load: load, heatPump: series { _ in 0 }, pv: pv, spotPrice: series { 0.03 + 0.01 * Double($0 % 7) },
                temperature: nil),
            tariff: Benchmark.tariff, battery: Benchmark.battery, site: Benchmark.site,
            window: first.advanced(by: window.lowerBound * 4)..<first.advanced(by: window.upperBound * 4))
    }

    @Test func models_areTrainedOnThePast_andLookAtNothingLater() throws {
        let begin = 60 * 24
        let window = begin..<begin + 15
        var (plain, changed) = (Listener(), Listener())
        let result = try #require(
            Backtest(try Self.house(days: 62, window: window), mode: .model, horizonSlots: 96).run(&plain))
        let other = try Self.house(days: 62, window: window, changedFrom: begin + 12)
        _ = try #require(Backtest(other, mode: .model, horizonSlots: 96).run(&changed))
        #expect(plain.seen[0].load?.model == "demand-trees-v2 of 2016-02-21")
        #expect(result.notes.count == 3)
        #expect(result.notes[0].contains("demand: a model that was trained up to 2016-02-21T00:00:00Z is put to use"))
        #expect(
            result.notes[2].contains("whole days of prices that change, in a row; at least 140 are needed"),
            "\(result.notes[2])")
        // A row of the recording is an hour: until it is over nobody knows how it goes on.
        for k in 0..<13 * 4 {
            #expect(plain.seen[k].load == changed.seen[k].load && plain.seen[k].pv == changed.seen[k].pv)
        }
        #expect(plain.seen[13 * 4].load != changed.seen[13 * 4].load)
        for situation in plain.seen {
            #expect(situation.load?.firstSlot == situation.now && situation.load?.p50.count == 96)
        }
    }

    @Test func shortHistory_isForecastNaively_andSaysSo() throws {
        let house = try Self.house(days: 31, window: 30 * 24..<30 * 24 + 2)
        var (model, naive) = (Listener(), Listener())
        let result = try #require(Backtest(house, mode: .model, horizonSlots: 48).run(&model))
        _ = try #require(Backtest(house, mode: .naive, horizonSlots: 48).run(&naive))
        #expect(model.seen.map(\.load) == naive.seen.map(\.load) && model.seen.map(\.pv) == naive.seen.map(\.pv))
        #expect(model.seen.map(\.prices) == naive.seen.map(\.prices))
        #expect(
            result.notes[0] == "\(house.window.lowerBound) demand: 16 days with numbers; at least 42 are needed; "
                + "the naive forecast serves")
        #expect(result.notes.count == 3)
        #expect(Backtest(house, mode: .naive).run(&naive)?.notes == [])
    }

    @Test func policiesInLockStep_shareTheirTrainings() throws {
        let backtest = Backtest(
            try Self.house(days: 62, window: 60 * 24..<60 * 24 + 2), mode: .model, horizonSlots: 48)
        var (alone, asked) = (Listener(), 0)
        let result = try #require(
            backtest.run(&alone) { _ in
                asked += 1
                return true
            })
        var together: [any Policy] = [Listener(), SelfConsumption()]
        let results = try #require(
            backtest.run(&together) { _ in
                asked -= 1
                return true
            })
        #expect(asked == 0, "as many steps of training and slots for two as for one")
        #expect(results[0] == result && results[1].notes == result.notes && result.notes.count == 3)
        #expect((together[0] as? Listener)?.seen.map(\.load) == alone.seen.map(\.load))
    }

    @Test func stopRequest_isHeardInATraining() throws {
        let house = try Self.house(days: 62, window: 60 * 24..<60 * 24 + 2)
        var (listener, asked) = (Listener(), 0)
        let result = Backtest(house, mode: .model, horizonSlots: 48).run(&listener) { _ in
            asked += 1
            return asked < 5
        }
        #expect(result == nil && asked == 5 && listener.seen.isEmpty)
    }
}
