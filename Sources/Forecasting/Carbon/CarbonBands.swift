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

/// How far forecasts were off, in units of the regression's error before each.
struct CarbonBandErrors {
    private var own = [[Double]](repeating: [], count: CarbonInputs.horizons)
    private var ridge = [[Double]](repeating: [], count: CarbonInputs.horizons)
    private var usual = [[Double]](repeating: [], count: CarbonInputs.horizons)

    /// Takes in what came minus the forecasts of one issue hour, g CO2 per kWh by horizon.
    mutating func add(own ownErrors: [Double], ridge ridgeErrors: [Double], units: [Double]) {
        for horizon in own.indices {
            own[horizon].append(ownErrors[horizon] / units[horizon])
            ridge[horizon].append(ridgeErrors[horizon] / units[horizon])
            usual[horizon].append(abs(ridgeErrors[horizon]))
        }
    }

    /// The bands that four of five of them were within; of no width where there is none.
    var bands: CarbonBands {
        CarbonBands(
            own: own.map { ResidualBand(residuals: $0) ?? .none },
            ridge: ridge.map { ResidualBand(residuals: $0) ?? .none },
            usual: usual.map { $0.reduce(0, +) / Double(max(1, $0.count)) })
    }
}
