// SPDX-License-Identifier: Apache-2.0

import Learning

/// Ridge regression on the inputs of the networks: the yardstick they must beat, and what they are weighed beside.
struct CarbonRidge: Hashable, Sendable {
    /// For each of the six hours a model of the change from the last known hour, g CO2 per kWh.
    let models: [LinearModel]

    /// Fits the six models.
    init(_ equations: NormalEquations, penalty: Double) throws(RegressionError) {
        models = try RidgeRegression.fit(equations, penalty: penalty)
    }

    /// What a fit needs to know of some windows.
    ///
    /// - Parameters:
    ///   - rows: `windows x linearCount`, of `CarbonInputs.linearRow`.
    ///   - changes: `windows x 6`, from the last known hour, g CO2 per kWh.
    ///   - chosen: the windows to fit to.
    static func equations(
        rows: [Double], changes: [Double], chosen: [Int]
    ) throws(RegressionError) -> NormalEquations {
        func some(_ values: [Double], _ width: Int) -> [Double] {
            var result: [Double] = []
            result.reserveCapacity(chosen.count * width)
            for place in chosen { result += values[place * width..<(place + 1) * width] }
            return result
        }
        let (count, horizons) = (CarbonInputs.linearCount, CarbonInputs.horizons)
        return try NormalEquations(
            inputs: some(rows, count), targets: some(changes, horizons), rows: chosen.count, inputs: count,
            targets: horizons)
    }

    /// Stored models.
    init(models: [LinearModel]) { self.models = models }

    /// The changes of the six hours from the last known one; NaN where the row has a gap.
    ///
    /// - Parameter row: `linearCount` numbers, of `CarbonInputs.linearRow`.
    func changes(_ row: some Collection<Double>) -> [Double] {
        models.map { model in zip(model.coefficients, row).reduce(model.intercept) { $0 + $1.0 * $1.1 } }
    }

    /// The forecast of the six hours from `issue` on, g CO2 per kWh; NaN where the day before has a gap.
    func predict(_ grid: GridHours, _ inputs: CarbonInputs, issue: Int) -> [Double] {
        let last = grid.carbonIntensity(issue - 1)
        return changes(inputs.linearRow(grid, issue: issue)).map { last + $0 }
    }
}
