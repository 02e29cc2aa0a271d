// SPDX-License-Identifier: Apache-2.0

import Learning

/// Ridge regression on the inputs of the networks: the yardstick they must beat, and what they start from.
struct CarbonRidge: Hashable, Sendable {
    /// For each of the six hours a model of the change from the last known hour, g CO2 per kWh.
    let models: [LinearModel]

    /// Fits the six models.
    init(
        _ grid: GridHours, _ inputs: CarbonInputs, _ windows: CarbonWindows, penalty: Double
    ) throws(RegressionError) {
        var targets = windows.actuals
        for (k, issue) in windows.issues.enumerated() {
            for horizon in 0..<CarbonInputs.horizons {
                targets[k * CarbonInputs.horizons + horizon] -= grid.carbonIntensity(issue - 1)
            }
        }
        let rows = windows.issues.flatMap { inputs.linearRow(grid, issue: $0) }
        let equations = try NormalEquations(
            inputs: rows, targets: targets, rows: windows.count, inputs: CarbonInputs.linearCount,
            targets: CarbonInputs.horizons)
        models = try RidgeRegression.fit(equations, penalty: penalty)
    }

    /// Stored models.
    init(models: [LinearModel]) { self.models = models }

    /// The forecast of the six hours from `issue` on, g CO2 per kWh; NaN where the day before has a gap.
    func predict(_ grid: GridHours, _ inputs: CarbonInputs, issue: Int) -> [Double] {
        let row = inputs.linearRow(grid, issue: issue)
        return models.map { grid.carbonIntensity(issue - 1) + ($0.predict(row) ?? .nan) }
    }
}
