// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Testing

struct SpotMarketTests {
    /// 2018-12-31T23:00Z, the first hour of 2019 in the market.
    private static let first = Slot(index: 1_718_108)

    /// A sky without weather: W/m2 by hour and season, 0.13 kW/m2 in the mean.
    private static func sun(days: Int) -> SlotSeries {
        SlotSeries(
            firstSlot: first,
            values: (0..<days * 96).map { k in
                let hour = Double(k) / 4
                let season = 0.5 - 0.4 * cosine(hour / 24 / 365.25)
                return 870 * season * max(0, -cosine(hour / 24))
            })
    }

    /// Of a number of turns, to a thousandth (Bhaskara).
    private static func cosine(_ turns: Double) -> Double {
        let part = turns - turns.rounded(.down)
        let x = 2 * abs(part - 0.5)
        // x = 1 at the whole turns and 0 at half of one.
        func half(_ y: Double) -> Double { (1 - 4 * y * y) / (1 + y * y) }
        return x >= 0.5 ? half(1 - x) : -half(x)
    }

    /// By hour.
    private static func hours(_ market: SpotMarket, days: Int, seed: UInt64) -> [Double] {
        let prices = market.prices(sun: sun(days: days), seed: seed)
        return stride(from: 0, to: days * 96, by: 4).map { prices.rawValue(at: first.advanced(by: $0)) }
    }

    private static func mean(_ values: some Collection<Double>) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = mean(values)
        return Self.mean(values.map { ($0 - mean) * ($0 - mean) }).squareRoot()
    }

    private static func correlation(_ values: [Double], lag: Int) -> Double {
        let (mean, variance) = (mean(values), deviation(values) * deviation(values))
        return Self.mean((lag..<values.count).map { (values[$0] - mean) * (values[$0 - lag] - mean) }) / variance
    }

    /// Bounds around what the recorded years 2012 to 2017 of Germany come to.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func defaultMarket_isLikeGermanyIn2016(seed: UInt64) {
        let hours = Self.hours(SpotMarket(), days: 365, seed: seed)
        let daily = (0..<365).map { Self.mean(hours[$0 * 24..<$0 * 24 + 24]) }
        let within = hours.indices.map { hours[$0] - daily[$0 / 24] }
        let mean = Self.mean(hours)
        #expect((0.024...0.034).contains(mean), "\(mean)")
        #expect((0.008...0.018).contains(Self.deviation(hours)), "\(Self.deviation(hours))")
        #expect((0.2...0.45).contains(Self.deviation(daily) / mean), "\(Self.deviation(daily) / mean)")
        #expect((0.45...0.8).contains(Self.correlation(daily, lag: 1)), "\(Self.correlation(daily, lag: 1))")
        #expect((0.2...0.4).contains(Self.deviation(within) / mean), "\(Self.deviation(within) / mean)")
        #expect((0.75...0.9).contains(Self.correlation(within, lag: 1)), "\(Self.correlation(within, lag: 1))")
        #expect((0.45...0.8).contains(Self.correlation(within, lag: 24)), "\(Self.correlation(within, lag: 24))")
        #expect(hours.count { $0 < 0 } < hours.count / 40)
        // 2019-01-01 was a Tuesday.
        let weekend = Self.mean((0..<365).filter { [4, 5].contains($0 % 7) }.map { daily[$0] })
        #expect((0.65...0.92).contains(weekend / mean), "\(weekend / mean)")
    }

    @Test func day_hasTwoPeaks_andADipAtNoonThatGrowsWithTheSun() {
        var market = SpotMarket()
        market.sunEffect = 1
        let hours = Self.hours(market, days: 365, seed: 4)
        func mean(_ hour: Int, _ days: Range<Int>) -> Double { Self.mean(days.map { hours[$0 * 24 + hour] }) }
        let (winter, summer) = (0..<59, 151..<212)
        #expect(mean(8, winter) > mean(3, winter) + 0.005)
        for days in [winter, summer] {
            // Rows of 24 hours stay with UTC+1; the market's clock is an hour ahead of them in summer.
            #expect(mean(7, days) > mean(12, days) && mean(18, days) > mean(22, days))
            #expect(mean(18, days) > mean(14, days) + 0.003)
        }
        #expect(mean(7, summer) - mean(12, summer) > mean(7, winter) - mean(12, winter) + 0.005)
        let without = Self.hours(SpotMarket(sunEffect: 0), days: 365, seed: 4)
        #expect(without.count { $0 < 0 } < hours.count { $0 < 0 })
        // What the sun takes at noon of a summer is the effect on half a kilowatt or more.
        let taken = Self.mean(summer.map { without[$0 * 24 + 12] - hours[$0 * 24 + 12] })
        #expect(taken > 0.4 * market.meanPrice, "\(taken)")
    }

    @Test func markets_areDrawnInTheirRanges_andTheDearAreTheRestless() {
        let markets = (0..<200).map { SpotMarket.varied(seed: $0) }
        #expect(Set(markets).count == 200 && markets == (0..<200).map { SpotMarket.varied(seed: $0) })
        #expect(
            markets.allSatisfy { (0.025...0.13).contains($0.meanPrice) && (0.15...0.6).contains($0.levelDeviation) })
        #expect(markets.allSatisfy { (0.12...0.45).contains($0.spread) && (0...1.6).contains($0.sunEffect) })
        let byPrice = markets.sorted { $0.meanPrice < $1.meanPrice }
        #expect(byPrice[20].meanPrice < 0.035 && byPrice[180].meanPrice > 0.09)
        #expect(Self.mean(byPrice[..<50].map(\.spread)) < Self.mean(byPrice[150...].map(\.spread)) - 0.08)
    }

    @Test func prices_areFinite_heldThroughTheHour_andOfTheSeedAlone() {
        let sun = Self.sun(days: 20)
        var seen: Set<SlotSeries> = []
        for seed in 0..<50 as Range<UInt64> {
            let market = SpotMarket.varied(seed: seed)
            let prices = market.prices(sun: sun, seed: seed)
            #expect(prices.slots == sun.slots)
            for slot in prices.slots {
                let price = prices.rawValue(at: slot)
                #expect(price > -1.5 * market.meanPrice && price < 20 * market.meanPrice, "seed \(seed): \(price)")
                #expect(price == prices[slot.advanced(by: -(slot.index % 4))])
            }
            seen.insert(prices)
        }
        #expect(seen.count == 50)
        let market = SpotMarket()
        #expect(market.prices(sun: sun, seed: 9) == market.prices(sun: sun, seed: 9))
    }

    @Test func seriesThatBeginsInsideAnHour_orHasGaps_isPricedAllTheSame() {
        let values: [Double?] = (0..<50).map { $0 % 7 == 0 ? nil : 100 }
        let sun = SlotSeries(firstSlot: Self.first.advanced(by: 3), values: values)
        let prices = SpotMarket().prices(sun: sun, seed: 1)
        #expect(prices.covers(sun.slots) && prices.slots == sun.slots)
        #expect(prices[sun.firstSlot] != prices[sun.firstSlot.advanced(by: 1)])
        #expect(SpotMarket().prices(sun: sun.part(sun.firstSlot..<sun.firstSlot), seed: 1).slots.isEmpty)
    }

    @Test func tariffs_areOfEveryKind_andInTheirRanges() {
        let tariffs = (0..<500).map { Tariff.varied(seed: $0) }
        #expect(tariffs == (0..<500).map { Tariff.varied(seed: $0) })
        let spot = PricePerKWh(0.05)
        #expect(
            (70...130).contains(
                tariffs.count {
                    $0.importPrice(spot: spot, at: Self.first) == spot
                        && $0.exportPrice(spot: spot, at: Self.first) == spot
                }))
        #expect((70...130).contains(tariffs.count { !$0.needsSpot }))
        #expect((40...80).contains(tariffs.count { $0.export == .fixed(.zero) && $0.energy == .spot }))
        #expect((95...155).contains(tariffs.count { $0.peakFee != nil }))
        for tariff in tariffs {
            #expect(tariff.peakFee.map { (1...6).contains($0.value) } ?? true)
            #expect((0...0.22).contains(tariff.importFees.value) && (0...0.25).contains(tariff.vat))
            let prices = tariff.prices(spot: spot, at: Self.first)
            #expect((prices?.importPrice.value).map { (0.05...0.4).contains($0) } == true)
            #expect((prices?.exportPrice.value).map { (0...0.12).contains($0) } == true)
        }
    }
}
