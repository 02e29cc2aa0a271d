// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forecasting

/// Nothing that is not known before the auction of a day may change what is said about it.
@Suite struct PriceLeakageTests {
    private static let day = 60
    private let market: MarketDays
    private let changed: MarketDays

    init() throws {
        market = try #require(SyntheticMarket.windy(days: 80))
        changed = try #require(SyntheticMarket.changed(market, from: Self.day))
    }

    @Test(arguments: [nil, 7, 28]) func lassoInputs_doNotKnowTheDay(spreadDays: Int?) {
        let inputs = LassoAutoregressionInputs(market, window: 30..<Self.day, spreadDays: spreadDays)
        #expect(inputs == LassoAutoregressionInputs(changed, window: 30..<Self.day, spreadDays: spreadDays))
        let row = inputs.rows(market, days: Self.day..<Self.day + 1)
        #expect(row == inputs.rows(changed, days: Self.day..<Self.day + 1))
        #expect(row.count == LassoAutoregressionInputs.schema(exogenous: 1).features.count)
        #expect(inputs.targets(market, day: Self.day) != inputs.targets(changed, day: Self.day))
    }

    @Test(arguments: [nil, 7, 28]) func treeFeatures_doNotKnowTheDay(spreadDays: Int?) {
        let row = PriceTreeFeatures(market: market, spreadDays: spreadDays).rows(Self.day)
        #expect(row == PriceTreeFeatures(market: changed, spreadDays: spreadDays).rows(Self.day))
        #expect(row.count == 24 * PriceTreeFeatures.schema(exogenous: 1).features.count)
        #expect(row != PriceTreeFeatures(market: changed, spreadDays: spreadDays).rows(Self.day + 1))
    }

    @Test func networkWindows_doNotKnowTheDay() {
        let windows = PriceWindows(market, days: 30..<Self.day, spreadDays: 7)
        #expect(windows == PriceWindows(changed, days: 30..<Self.day, spreadDays: 7))
        let rows = windows.rows(market, days: [Self.day])
        #expect(rows == windows.rows(changed, days: [Self.day]))
        #expect(rows.count == PriceWindows.length * PriceWindows.schema(exogenous: 1).features.count)
    }

    /// Every feature that is not of the calendar moves with what is known; only then does standing still mean something.
    @Test func features_moveWithThePast() {
        let past = SyntheticMarket.changed(market, from: 0) ?? market
        let windows = PriceWindows(market, days: 30..<Self.day, spreadDays: 7)
        #expect(windows.rows(market, days: [Self.day]) != windows.rows(past, days: [Self.day]))
        let trees = PriceTreeFeatures(market: market, spreadDays: nil).rows(Self.day)
        #expect(trees != PriceTreeFeatures(market: past, spreadDays: nil).rows(Self.day))
    }

    @Test func evaluation_ofADay_doesNotKnowIt() throws {
        let market = try #require(SyntheticMarket.windy(days: 147))
        let later = try #require(SyntheticMarket.changed(market, from: 145))
        let days = 144..<147
        let first = try #require(PriceEvaluation(market, days: days, parameters: SyntheticMarket.quick))
        let second = try #require(PriceEvaluation(later, days: days, parameters: SyntheticMarket.quick))
        #expect(first.p50.prefix(2 * 24) == second.p50.prefix(2 * 24))
        #expect(first.p90.prefix(2 * 24) == second.p90.prefix(2 * 24))
        #expect(first.p50 != second.p50)
    }
}
