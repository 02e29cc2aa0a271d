// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

@Suite struct PriceForecasterTests {
    private static let market = SyntheticMarket.windy(days: 150)
    private static let wind = market.map { market in
        SlotSeries(
            firstSlot: Slot(containing: market.firstDate.startUTC),
            values: market.exogenous[0].flatMap { [Double](repeating: $0, count: 4) })
    }
    private static let trained = market.flatMap { market in
        PriceForecaster(
            training: SyntheticMarket.series(market, days: 150), exogenous: [wind].compactMap { $0 }, zone: .utc,
            holidays: .sweden, parameters: SyntheticMarket.quick)
    }

    private let market: MarketDays
    private let history: SlotSeries
    private let wind: SlotSeries
    private let forecaster: PriceForecaster

    init() throws {
        market = try #require(Self.market)
        history = SyntheticMarket.series(market, days: 150)
        wind = try #require(Self.wind)
        forecaster = try #require(Self.trained)
    }

    @Test func publishedPrices_areGivenAsTheyAre_andSevenDaysFollow() throws {
        let now = history.slots.upperBound.advanced(by: -40)
        let forecast = try #require(forecaster.forecast(history, exogenous: [wind], now: now, count: 9 * 96))
        #expect(forecast.firstSlot == now)
        #expect(forecast.model == PriceForecaster.name)
        #expect(forecast.p50.count == 40 + 7 * 96)
        for k in 0..<40 {
            #expect(forecast.p50[k] == history[now.advanced(by: k)])
            #expect(forecast.p10[k] == forecast.p50[k] && forecast.p90[k] == forecast.p50[k])
        }
        #expect((40..<forecast.p50.count).allSatisfy { forecast.p10[$0] < forecast.p90[$0] })
        // The band of the sixth day is wider than that of the first.
        let width = { (day: Int) in
            (0..<96).reduce(0) { $0 + forecast.p90[40 + 96 * day + $1] - forecast.p10[40 + 96 * day + $1] }
        }
        #expect(width(5) > width(0))
        #expect(forecaster.forecast(history, now: now, count: 100)?.p50.count == 100)
    }

    @Test func knownWind_makesADifferenceOnTheDayItIsKnown() throws {
        let now = history.slots.upperBound
        let known = try #require(forecaster.forecast(history, exogenous: [wind], now: now, count: 96))
        let unknown = try #require(forecaster.forecast(history, now: now, count: 96))
        #expect(known.p50 != unknown.p50)
        #expect(unknown.model == PriceForecaster.name)
    }

    @Test func quarterHourPrices_keepTheirProfileWithinTheHour() throws {
        let ramp = SlotSeries(
            firstSlot: history.firstSlot,
            values: history.slots.map { history.rawValue(at: $0) + [-3.0, -1, 1, 3][($0.index % 4 + 4) % 4] })
        let forecast = try #require(forecaster.forecast(ramp, now: ramp.slots.upperBound, count: 96))
        for hour in 0..<24 {
            #expect(abs(forecast.p50[4 * hour + 3] - forecast.p50[4 * hour] - 6) < 1e-9)
        }
    }

    @Test func tooLittleHistory_fallsBackToTheNaiveForecast_andSaysSo() throws {
        let short = SyntheticMarket.series(market, days: 20)
        #expect(PriceForecaster(training: short, zone: .utc) == nil)
        let forecast = try #require(
            forecaster.forecast(short, now: short.slots.upperBound.advanced(by: -8), count: 200))
        #expect(forecast.model == "naive-mean-1-7d-v2")
        #expect(forecast.p50.count == 200)
        #expect(forecast.p50[3] == short[forecast.firstSlot.advanced(by: 3)])
    }

    @Test func constantPrices_fallBackToTheNaiveForecast() throws {
        let flat = SlotSeries(firstSlot: history.firstSlot, values: [Double](repeating: 0.2, count: 150 * 96))
        #expect(PriceForecaster(training: flat, zone: .utc) == nil)
        let forecast = try #require(forecaster.forecast(flat, now: flat.slots.upperBound, count: 192))
        #expect(forecast.model == "naive-mean-1-7d-v2")
        #expect(forecast.p50.allSatisfy { abs($0 - 0.2) < 1e-12 })
    }

    @Test func noHistory_givesNothing() {
        let empty = SlotSeries(firstSlot: history.firstSlot, values: [Double]())
        #expect(forecaster.forecast(empty, now: history.firstSlot, count: 96) == nil)
    }

    @Test func stoppedTraining_givesNothing() {
        var asked = 0
        let stopped = PriceForecaster(
            training: history, zone: .utc, parameters: SyntheticMarket.quick,
            shouldContinue: {
                asked += 1
                return asked < 5
            })
        #expect(stopped == nil && asked == 5)
    }

    @Test func savedAndReloaded_itForecastsTheSameBits() throws {
        let file = try ModelFile(decoding: forecaster.modelFile.encoded())
        let reloaded = try PriceForecaster(file)
        let now = history.slots.upperBound
        let expected = forecaster.forecast(history, exogenous: [wind], now: now, count: 4 * 96)
        #expect(reloaded.forecast(history, exogenous: [wind], now: now, count: 4 * 96) == expected)
        #expect(expected != nil)
        #expect(reloaded.holidays == .sweden && reloaded.zone == .utc)
    }

    @Test func anotherSeed_givesAnotherForecaster_theSameTheSame() throws {
        func trend(seed: UInt64) -> PriceTrend? {
            var parameters = SyntheticMarket.quick
            parameters.seed(seed)
            return PriceTrend(market, before: 100, parameters: parameters.trend)
        }
        let first = try #require(trend(seed: 1))
        #expect(trend(seed: 1) == first)
        let second = try #require(trend(seed: 2))
        #expect(zip(first.trees, second.trees).allSatisfy { $0 != $1 })
        #expect(zip(first.networks, second.networks).allSatisfy { $0 != $1 })
    }

    @Test func filesThatAreNoForecaster_areRefused() {
        let file = forecaster.modelFile
        var other = file
        other.kind = "boosted-trees"
        #expect(throws: ModelFileError.wrongKind(expected: PriceForecaster.modelKind, found: "boosted-trees")) {
            try PriceForecaster(other)
        }
        other = file
        other.featureSchemaHash &+= 1
        #expect(throws: ModelFileError.self) { try PriceForecaster(other) }
        for key in file.integers.keys.sorted().prefix(12) {
            other = file
            other.integers[key] = nil
            #expect(throws: ModelFileError.self, "\(key)") { try PriceForecaster(other) }
        }
        other = file
        other.doubles["prices/lasso0/scales"] = [1, -1]
        #expect(throws: ModelFileError.self) { try PriceForecaster(other) }
    }
}
