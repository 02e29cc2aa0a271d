// SPDX-License-Identifier: Apache-2.0

/// How wide the bands of a model are.
struct CarbonBands {
    /// Of the model, by horizon.
    let own: [ResidualBand]
    /// Of the regression alone.
    let ridge: [ResidualBand]
    /// Mean absolute error of the regression, by horizon.
    let usual: [Double]
}

/// How far forecasts were off in weeks that they were not learnt from.
struct CarbonOutcomes {
    /// What the regression left of one issue hour's hours, and how far a network was above the regression, g CO2 per kWh.
    struct Outcome {
        let residuals: [Double]
        let corrections: [Double]
        /// The regression's mean absolute error before, by horizon.
        let units: [Double]
    }

    var outcomes: [Outcome] = []

    /// Weight of the networks beside the regression by horizon, 0...1, that leaves the least squares.
    ///
    /// Stacked regressions (Breiman, 1996).
    var weights: [Double] {
        (0..<CarbonInputs.horizons).map { k in
            let agreement = outcomes.reduce(0) { $0 + $1.residuals[k] * $1.corrections[k] }
            let size = outcomes.reduce(0) { $0 + $1.corrections[k] * $1.corrections[k] }
            return size > 0 ? min(max(0, agreement / size), 1) : 0
        }
    }

    /// The bands that four of five of them were within, in units of the regression's error; of no width where there is none.
    var bands: CarbonBands {
        let weights = weights
        func band(_ horizon: Int, _ error: (Outcome) -> Double) -> ResidualBand {
            ResidualBand(residuals: outcomes.map { error($0) / $0.units[horizon] }) ?? .none
        }
        let horizons = 0..<CarbonInputs.horizons
        return CarbonBands(
            own: horizons.map { k in band(k) { $0.residuals[k] - weights[k] * $0.corrections[k] } },
            ridge: horizons.map { k in band(k) { $0.residuals[k] } },
            usual: horizons.map { k in
                outcomes.reduce(0) { $0 + abs($1.residuals[k]) } / Double(max(1, outcomes.count))
            })
    }
}
