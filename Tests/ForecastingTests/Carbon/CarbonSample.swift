// SPDX-License-Identifier: Apache-2.0

@testable import Forecasting

/// A model trained once for all suites, on the first 36 days of the synthetic grid.
enum CarbonSample {
    static let grid = SyntheticGrid.hours(days: 45)
    static let trainingHours = SyntheticGrid.day(0)..<SyntheticGrid.day(36)
    static let model = try? CarbonModel.train(grid, hours: trainingHours, parameters: SyntheticGrid.quick)
}
