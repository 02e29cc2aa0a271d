// SPDX-License-Identifier: Apache-2.0

import Learning

/// The regression over some hours, and the networks that learn what it leaves.
struct CarbonFit {
    let inputs: CarbonInputs
    let scales: [Double]
    private let windows: CarbonWindows
    private let ridge: CarbonRidge

    /// Fits the regression.
    ///
    /// - Parameters:
    ///   - inputs: the scaling; nil to take it from these hours.
    ///   - scales: unit of the networks' outputs by horizon; nil to take them from these hours.
    init(
        _ grid: GridHours, _ hours: Range<Int>, _ parameters: CarbonParameters, inputs: CarbonInputs? = nil,
        scales: [Double]? = nil
    ) throws(CarbonTrainingError) {
        let inputs =
            inputs ?? CarbonInputs(grid, hours: hours, zone: parameters.zone, holidays: parameters.holidays)
        windows = CarbonWindows(grid, within: hours)
        do throws(RegressionError) {
            ridge = try CarbonRidge(grid, inputs, windows, penalty: parameters.ridgePenalty)
        } catch {
            throw .regression(error)
        }
        self.inputs = inputs
        self.scales = scales ?? Self.residualSizes(grid, inputs, windows, ridge)
    }

    /// Root mean squares of what the regression leaves, above 0.
    private static func residualSizes(
        _ grid: GridHours, _ inputs: CarbonInputs, _ windows: CarbonWindows, _ ridge: CarbonRidge
    ) -> [Double] {
        var squares = [Double](repeating: 0, count: CarbonInputs.horizons)
        for (k, issue) in windows.issues.enumerated() {
            for (horizon, value) in ridge.predict(grid, inputs, issue: issue).enumerated() {
                let error = windows.actuals[k * CarbonInputs.horizons + horizon] - value
                squares[horizon] += error * error
            }
        }
        return squares.map { max(($0 / Double(max(1, windows.count))).squareRoot(), 1e-9) }
    }

    /// The windows with what the regression leaves as targets.
    private func networkWindows(
        _ grid: GridHours, _ windows: CarbonWindows
    ) throws(CarbonTrainingError) -> TrainingWindows {
        let base = windows.issues.flatMap { ridge.predict(grid, inputs, issue: $0) }
        let targets = windows.actuals.indices.map { k in
            Float((windows.actuals[k] - base[k]) / scales[k % CarbonInputs.horizons])
        }
        do throws(NetworkError) {
            return try windows.networkWindows(grid, inputs, targets: targets)
        } catch {
            throw .network(error)
        }
    }

    /// A network trained on these hours, ended by the validation windows.
    func trained(
        _ grid: GridHours, _ member: Int, _ validation: CarbonWindows, _ parameters: CarbonParameters,
        progress: (TrainingProgress) -> Bool
    ) throws(CarbonTrainingError) -> NetworkTraining<AttentionLSTM> {
        var training = parameters.training
        training.seed &+= UInt64(clamping: member)
        let shape = AttentionLSTM.Parameters(
            inputCount: CarbonInputs.schema.features.count, windowLength: CarbonInputs.windowLength,
            width: parameters.width, outputCount: CarbonInputs.horizons)
        let network: AttentionLSTM
        do throws(NetworkError) {
            network = try AttentionLSTM(parameters: shape, seed: training.seed)
        } catch {
            throw .network(error)
        }
        return try fitted(network, training, grid, validation, progress)
    }

    /// A network that has learnt for some more epochs from all windows of these hours.
    func refitted(
        _ grid: GridHours, _ network: AttentionLSTM, _ member: Int, _ parameters: CarbonParameters,
        progress: (TrainingProgress) -> Bool
    ) throws(CarbonTrainingError) -> AttentionLSTM {
        var training = parameters.training
        training.seed &+= UInt64(clamping: member) &+ 1_000
        training.epochLimit = parameters.refitEpochs
        training.patience = parameters.refitEpochs
        training.adam.learningRate = parameters.refitRate
        training.plateau = nil
        return try fitted(network, training, grid, nil, progress).latest
    }

    private func fitted(
        _ network: AttentionLSTM, _ parameters: NetworkTrainingParameters, _ grid: GridHours,
        _ validation: CarbonWindows?, _ progress: (TrainingProgress) -> Bool
    ) throws(CarbonTrainingError) -> NetworkTraining<AttentionLSTM> {
        var training = NetworkTraining(network, parameters: parameters)
        let learning = try networkWindows(grid, windows)
        let judging: TrainingWindows?
        if let validation { judging = try networkWindows(grid, validation) } else { judging = nil }
        let outcome: NetworkTraining<AttentionLSTM>.Outcome
        do throws(NetworkError) {
            outcome = try training.fit(learning, validation: judging, progress: progress)
        } catch {
            throw .network(error)
        }
        guard outcome == .finished else { throw .stopped }
        return training
    }

    /// The model of these parts.
    func model(
        _ hours: Range<Int>, _ losses: [Float], _ networks: [AttentionLSTM], bands: CarbonBands
    ) -> CarbonModel {
        CarbonModel(
            trainingHours: hours, validationLosses: losses, inputs: inputs, ridge: ridge, networks: networks,
            correctionScales: scales, bands: bands.own, ridgeBands: bands.ridge, usualErrors: bands.usual)
    }
}
