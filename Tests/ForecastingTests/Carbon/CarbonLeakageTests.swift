// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

/// Nothing that is not known at the issue hour changes an input or a forecast.
@Suite struct CarbonLeakageTests {
    private static let futures: [@Sendable (Double) -> Double] = [{ 3 * $0 + 100 }, { _ in .nan }, { _ in 0 }]
    private let grid = CarbonSample.grid

    private func changed(from issue: Int, _ future: (Double) -> Double) -> GridHours {
        grid.mapped { $0 >= issue ? future($2) : $2 }
    }

    private func changed(at hour: Int, _ quantity: GridHours.Quantity) -> GridHours {
        grid.mapped { $0 == hour && $1 == quantity ? $2 + 1000 : $2 }
    }

    private func inputs(_ grid: GridHours) -> CarbonInputs {
        CarbonInputs(
            grid, hours: SyntheticGrid.day(0)..<SyntheticGrid.day(30), zone: .centralEuropean, holidays: .germany)
    }

    @Test(arguments: futures.indices, [0, 7, 23])
    func whatComesAfterTheIssue_changesNoInput(_ future: Int, _ hour: Int) {
        let issue = SyntheticGrid.day(40) + hour
        let other = changed(from: issue, Self.futures[future])
        let (a, b) = (inputs(grid), inputs(other))
        #expect(a == b)
        let window = issue - CarbonInputs.windowLength..<issue
        #expect(a.networkRows(grid, window) == b.networkRows(other, window))
        #expect(!a.networkRows(grid, window).contains { !$0.isFinite })
        #expect(a.linearRow(grid, issue: issue) == b.linearRow(other, issue: issue))
    }

    @Test(arguments: futures.indices, [0, 7, 23])
    func whatComesAfterTheIssue_changesNoForecast(_ future: Int, _ hour: Int) throws {
        let model = try #require(CarbonSample.model)
        let issue = SyntheticGrid.day(40) + hour
        let other = changed(from: issue, Self.futures[future])
        let forecast = try #require(model.forecaster().forecast(grid, issue: issue))
        #expect(forecast.fallback == nil)
        #expect(model.forecaster().forecast(other, issue: issue) == forecast)
        #expect(
            model.forecaster().ridgeForecast(other, issue: issue)
                == model.forecaster().ridgeForecast(grid, issue: issue))
        for naive in CarbonNaive.allCases {
            #expect(naive.forecast(other, issue: issue) == naive.forecast(grid, issue: issue))
        }
    }

    @Test(arguments: futures.indices)
    func hoursOutsideTheTrainingRange_changeNoModel(_ future: Int) throws {
        let range = SyntheticGrid.day(0)..<SyntheticGrid.day(20)
        var parameters = SyntheticGrid.quick
        (parameters.members, parameters.training.epochLimit) = (1, 1)
        let model = try CarbonModel.train(grid, hours: range, parameters: parameters)
        let other = changed(from: range.upperBound, Self.futures[future])
        #expect(try CarbonModel.train(other, hours: range, parameters: parameters) == model)
    }

    @Test(arguments: GridHours.Quantity.allCases)
    func whatTheIssueKnows_changesTheForecast(_ quantity: GridHours.Quantity) throws {
        let model = try #require(CarbonSample.model)
        let issue = SyntheticGrid.day(40) + 12
        let before = try #require(model.forecaster().forecast(grid, issue: issue))
        let after = try #require(model.forecaster().forecast(changed(at: issue - 1, quantity), issue: issue))
        #expect(after.fallback == nil && after.p50 != before.p50)
    }
}
