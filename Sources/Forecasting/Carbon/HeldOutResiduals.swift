// SPDX-License-Identifier: Apache-2.0

import Learning

/// What ridge regressions leave that were fitted without a window's week, with the penalty that leaves least.
///
/// What a regression leaves of windows it was fitted to is less than it will leave of others. The less history there is, the
/// greater is the penalty that does best on weeks held out.
struct HeldOutResiduals {
    /// The penalty that leaves the least squares.
    let penalty: Double
    /// What regressions with it leave, `windows x 6`, g CO2 per kWh.
    let values: [Double]

    /// Fits a regression for each fold and penalty.
    ///
    /// - Parameters:
    ///   - rows: `windows x linearCount`, of `CarbonInputs.linearRow`.
    ///   - changes: `windows x 6`, from the last known hour, g CO2 per kWh.
    ///   - scales: sizes of the changes by horizon, for each to count alike.
    init(
        rows: [Double], changes: [Double], scales: [Double], folds: CarbonFolds, penalties: [Double]
    ) throws(RegressionError) {
        let horizons = CarbonInputs.horizons
        var tried = penalties.map { (penalty: $0, values: changes, squares: 0.0) }
        for fold in 0..<folds.count {
            let held = folds.heldOut(fold)
            guard !held.isEmpty else { continue }
            let equations = try CarbonRidge.equations(rows: rows, changes: changes, chosen: folds.others(fold))
            for index in tried.indices {
                let ridge = try CarbonRidge(equations, penalty: tried[index].penalty)
                for place in held {
                    let row = rows[place * CarbonInputs.linearCount..<(place + 1) * CarbonInputs.linearCount]
                    for (k, change) in ridge.changes(row).enumerated() {
                        let residual = changes[place * horizons + k] - change
                        tried[index].values[place * horizons + k] = residual
                        tried[index].squares += residual * residual / (scales[k] * scales[k])
                    }
                }
            }
        }
        guard let best = tried.min(by: { $0.squares < $1.squares }) else { throw .penalty(.nan) }
        (penalty, values) = (best.penalty, best.values)
    }
}
