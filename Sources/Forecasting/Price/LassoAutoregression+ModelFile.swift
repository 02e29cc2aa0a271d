// SPDX-License-Identifier: Apache-2.0

import Learning

extension LassoAutoregression {
    var modelFile: ModelFile {
        var file = ModelFile(kind: "lasso-autoregression", name: "price")
        file.integers = [
            "spreadDays": [Int64(parameters.spreadDays ?? 0)], "window": [Int64(parameters.window)],
            "selectionInterval": [Int64(parameters.selectionInterval)],
        ]
        file.doubles = [
            "intercepts": models.map(\.intercept), "coefficients": models.flatMap(\.coefficients),
        ]
        file.set(scales: inputs.scales)
        return file
    }

    init(_ file: ModelFile, exogenous: Int) throws(ModelFileError) {
        var parameters = Parameters(
            window: try file.integer("window", in: 1...100_000), spreadDays: try file.spreadDays())
        parameters.selectionInterval = try file.integer("selectionInterval", in: 1...100_000)
        let (hours, count) = (MarketDays.hours, LassoAutoregressionInputs.count(exogenous: exogenous))
        let intercepts = try file.doubles("intercepts", count: hours)
        let coefficients = try file.doubles("coefficients", count: hours * count)
        let scales = try file.scales(count: hours * (1 + exogenous))
        self.init(
            parameters: parameters,
            inputs: LassoAutoregressionInputs(spreadDays: parameters.spreadDays, scales: scales),
            models: (0..<hours).map {
                LinearModel(
                    intercept: intercepts[$0], coefficients: Array(coefficients[$0 * count..<($0 + 1) * count]))
            })
    }
}
