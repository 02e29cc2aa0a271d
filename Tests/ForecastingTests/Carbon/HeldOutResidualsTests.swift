// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Forecasting

/// That the regression is judged by weeks it was not fitted to.
@Suite struct HeldOutResidualsTests {
    private let grid = CarbonSample.grid

    private func residuals(days: Int, penalties: [Double]) throws -> HeldOutResiduals {
        let hours = SyntheticGrid.day(0)..<SyntheticGrid.day(days)
        let inputs = CarbonInputs(grid, hours: hours, zone: .centralEuropean, holidays: .germany)
        let windows = CarbonWindows(grid, within: hours)
        return try HeldOutResiduals(
            rows: windows.issues.flatMap { inputs.linearRow(grid, issue: $0) }, changes: windows.changes(grid),
            scales: [10, 20, 30, 40, 50, 60], folds: CarbonFolds(issues: windows.issues, count: 5),
            penalties: penalties)
    }

    private func meanSquare(_ values: [Double]) -> Double {
        values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    }

    @Test func littleHistory_takesThePenaltyThatLeavesLeast() throws {
        let (small, large) = (
            try residuals(days: 25, penalties: [1e-6]), try residuals(days: 25, penalties: [1e-2])
        )
        let chosen = try residuals(days: 25, penalties: [1e-6, 1e-2])
        #expect(meanSquare(large.values) < 0.7 * meanSquare(small.values))
        #expect(chosen.penalty == 1e-2 && chosen.values == large.values)
    }

    @Test func noPenalty_isRefused() {
        #expect(throws: RegressionError.self) { try residuals(days: 25, penalties: []) }
    }

    @Test func bandsRightAfterTraining_areInUnitsOfErrorsHeldOut() throws {
        let model = try #require(CarbonSample.model)
        let end = model.trainingHours.upperBound
        let units = try #require(model.recentErrors(grid, issue: end).units(at: end))
        for (horizon, unit) in units.enumerated() {
            #expect(abs(unit / model.latestErrors[horizon] - 1) < 0.05)
            // By more than that the errors in hours fitted to are less: in their units the bands would be too narrow.
            let fitted = (end - RidgeErrors.hours..<end - CarbonInputs.horizons).map { issue in
                abs(
                    model.ridge.predict(grid, model.inputs, issue: issue)[horizon]
                        - grid.carbonIntensity(issue + horizon))
            }
            #expect(fitted.reduce(0, +) / Double(fitted.count) < 0.95 * unit)
        }
    }
}
