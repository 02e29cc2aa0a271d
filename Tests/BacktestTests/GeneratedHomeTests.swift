// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Forecasting
import Plant
import Policies
import Testing

struct GeneratedHomeTests {
    /// A short one: this is not optimised in a debug build.
    private static func home(_ seed: UInt64, history: Int = 1, window: Int = 1) throws -> GeneratedHome {
        try GeneratedHome(seed: seed, historyDays: history, windowDays: window, priceDays: history)
    }

    @Test func sameSeed_givesTheSameBits() throws {
        let (home, again) = (try Self.home(11), try Self.home(11))
        #expect(home.house.home == again.house.home)
        #expect(home.house.window == again.house.window && home.house.tariff == again.house.tariff)
        #expect(home.description == again.description && home.surroundings == again.surroundings)
    }

    @Test func fiftySeeds_giveFiftyHouses_allOfThemSound() throws {
        var (seen, months): (Set<HomeSeries>, Set<Int>) = ([], [])
        for seed in 0..<50 as Range<UInt64> {
            let made = try Self.home(seed, history: 0)
            let home = made.house.home
            seen.insert(home.replacingPrices(by: home.load))
            months.insert(made.house.window.lowerBound.start.date.parts.month)
            for slot in home.slots {
                let load = try #require(home.load[slot]), heat = try #require(home.heatPump[slot])
                let pv = try #require(home.pv[slot]), price = try #require(home.spotPrice?[slot])
                #expect(load > 50 && load < 15_000 && heat >= 0 && heat < 12_000, "seed \(seed): \(load) \(heat)")
                #expect(pv >= 0 && pv <= made.description.site.pvPeak.value && price.isFinite, "seed \(seed): \(pv)")
                let middle = slot.start.advanced(bySeconds: 450)
                if SunPosition(at: middle, over: made.description.position).elevation < -3 { #expect(pv == 0) }
            }
            #expect(home.slots.contains { home.pv.rawValue(at: $0) > 0 })
            #expect(made.surroundings.array?.position == made.description.position)
        }
        #expect(seen.count == 50)
        #expect(months.count >= 10, "windows of all seasons")
    }

    @Test func window_liesBehindItsHistory_andBeginsAtAMidnightOfTheMarket() throws {
        let made = try GeneratedHome(seed: 2, historyDays: 1, windowDays: 1, priceDays: 3)
        let (home, window) = (made.house.home, made.house.window)
        #expect(window.count == 96)
        #expect(home.slots == window.lowerBound.advanced(by: -96)..<window.upperBound.advanced(by: 2 * 96))
        let prices = try #require(home.spotPrice)
        #expect(prices.covers(window.lowerBound.advanced(by: -3 * 96)..<window.upperBound.advanced(by: 2 * 96)))
        #expect(made.house.site.marketZone.localSecondOfDay(at: window.lowerBound.start) == 0)
        #expect(throws: BacktestHouse.Fault.emptyWindow) { try Self.home(2, window: 0) }
        // The house is one, however much of it is recorded.
        let longer = try GeneratedHome(seed: 2, historyDays: 2, windowDays: 1, priceDays: 3)
        #expect(longer.house.window == window && longer.house.home.spotPrice == prices)
        #expect(window.allSatisfy { longer.house.home.netLoad(at: $0) == home.netLoad(at: $0) })
    }

    @Test func selfConsumption_isCheaperThanNoBattery_andAWindowRunsWithNaiveForecasts() throws {
        var (saved, foretold) = (Money.zero, 0)
        for seed in 0..<6 as Range<UInt64> {
            let made = try Self.home(seed, history: 2, window: 2)
            let backtest = Backtest(made.house, mode: .naive, surroundings: made.surroundings)
            var policies: [any Policy] = [SelfConsumption()]
            let result = try #require(backtest.run(&policies)?.first)
            saved += result.noBattery - result.socAdjustedCost
            #expect(result.notes.isEmpty && result.cost.value.isFinite)
            let situation = backtest.situation(at: made.house.window.lowerBound.advanced(by: 60), stored: .zero)
            foretold += situation.load != nil && situation.pv != nil && situation.prices.count > 120 ? 1 : 0
        }
        #expect(saved.value > 0.5, "\(saved)")
        #expect(foretold == 6)
    }
}
