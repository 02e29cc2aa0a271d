// SPDX-License-Identifier: Apache-2.0

import Learning

/// The regression over some hours, and the networks beside it.
struct CarbonFit {
    let parameters: CarbonParameters
    let inputs: CarbonInputs
    let ridge: CarbonRidge
    /// Root mean squares of the changes by horizon, the unit of the networks' outputs, above 0, g CO2 per kWh.
    let scales: [Double]
    private let grid: GridHours
    private let windows: CarbonWindows
    private let folds: CarbonFolds
    /// `windows x 6`, from the last known hour, g CO2 per kWh.
    private let changes: [Double]
    /// `windows x 6`, what regressions leave that were fitted without the window's week, g CO2 per kWh.
    private let residuals: [Double]
    private let errors: RidgeErrors

    /// Fits the regression to all windows within some hours, and one for each fold to the others.
    init(
        _ grid: GridHours, _ hours: Range<Int>, _ windows: CarbonWindows, _ parameters: CarbonParameters
    ) throws(CarbonTrainingError) {
        (self.grid, self.windows, self.parameters) = (grid, windows, parameters)
        let inputs = CarbonInputs(grid, hours: hours, zone: parameters.zone, holidays: parameters.holidays)
        let folds = CarbonFolds(issues: windows.issues, count: max(5, parameters.members))
        (self.inputs, self.folds) = (inputs, folds)
        let changes = windows.changes(grid)
        (self.changes, scales) = (changes, Self.sizes(changes))
        let rows = windows.issues.flatMap { inputs.linearRow(grid, issue: $0) }
        do throws(RegressionError) {
            let heldOut = try HeldOutResiduals(
                rows: rows, changes: changes, scales: scales, folds: folds, penalties: parameters.ridgePenalties)
            residuals = heldOut.values
            let equations = try CarbonRidge.equations(
                rows: rows, changes: changes, chosen: Array(windows.issues.indices))
            ridge = try CarbonRidge(equations, penalty: heldOut.penalty)
        } catch {
            throw .regression(error)
        }
        errors = RidgeErrors(windows, residuals: residuals)
    }

    private static func sizes(_ changes: [Double]) -> [Double] {
        (0..<CarbonInputs.horizons).map { horizon in
            let places = stride(from: horizon, to: changes.count, by: CarbonInputs.horizons)
            let squares = places.reduce(0) { $0 + changes[$1] * changes[$1] }
            let count = Double(max(1, changes.count / CarbonInputs.horizons))
            return max((squares / count).squareRoot(), 1e-9)
        }
    }

    /// What a network is given of some windows.
    private func networkWindows(_ chosen: [Int]) throws(NetworkError) -> TrainingWindows {
        let horizons = CarbonInputs.horizons
        let targets = chosen.flatMap { place in
            (0..<horizons).map { Float(changes[place * horizons + $0] / scales[$0]) }
        }
        return try windows.networkWindows(grid, inputs, chosen: chosen, targets: targets)
    }

    /// A network that has learnt from all windows but those of its fold, which ended its training.
    ///
    /// - Parameter parts: keep its state after each epoch.
    /// - Returns: nil where the callback asked to stop.
    func trained(
        _ member: Int, parts: TrainingParts, progress: (TrainingProgress) -> Bool
    ) throws(NetworkError) -> NetworkTraining<AttentionLSTM>? {
        var settings = parameters.training
        settings.seed &+= UInt64(clamping: member)
        let shape = AttentionLSTM.Parameters(
            inputCount: CarbonInputs.schema.features.count, windowLength: CarbonInputs.windowLength,
            width: parameters.width, outputCount: CarbonInputs.horizons)
        let start = try AttentionLSTM(parameters: shape, seed: settings.seed)
        let (name, kind) = ("network-\(member)", "network-training")
        let kept = parts.kept(name, kind: kind) {
            try NetworkTraining(resuming: start, parameters: settings, checkpoint: $0.tensors)
        }
        var training = kept ?? NetworkTraining(start, parameters: settings)
        let held = folds.heldOut(member)
        let (learned, validation) = (
            try networkWindows(folds.others(member)), held.isEmpty ? nil : try networkWindows(held)
        )
        while !training.isFinished {
            let epoch = training.history.count
            var wasStopped = false
            // Comes back in the first batch of the next epoch, which is then done again, so that this one is kept.
            _ = try training.fit(learned, validation: validation) { done in
                wasStopped = !progress(done)
                return !wasStopped && (done.epoch == epoch || !parts.isKept)
            }
            parts.keep(ModelFile(kind: kind, name: name, tensors: training.checkpoint), as: name)
            if wasStopped { return nil }
        }
        return training
    }

    /// How far regression and network were off in the weeks that both have not learnt from.
    func outcomes(of network: AttentionLSTM, _ member: Int) -> [CarbonOutcomes.Outcome] {
        let predictor = NetworkPredictor(network)
        let horizons = CarbonInputs.horizons
        var output = [Float](repeating: 0, count: horizons)
        return folds.heldOut(member).compactMap { place in
            let issue = windows.issues[place]
            guard let units = errors.units(at: issue) else { return nil }
            let window = issue - CarbonInputs.windowLength..<issue
            predictor.predict(inputs.networkRows(grid, window), into: &output)
            return CarbonOutcomes.Outcome(
                residuals: Array(residuals[place * horizons..<(place + 1) * horizons]),
                corrections: (0..<horizons).map { k in
                    let at = place * horizons + k
                    return Double(output[k]) * scales[k] - (changes[at] - residuals[at])
                }, units: units)
        }
    }

    /// The model of these parts.
    func model(
        _ hours: Range<Int>, _ losses: [Float], _ networks: [AttentionLSTM], _ outcomes: CarbonOutcomes
    ) -> CarbonModel {
        let bands = outcomes.bands
        let end = (windows.issues.last ?? 0) + CarbonInputs.horizons
        return CarbonModel(
            trainingHours: hours, seed: parameters.training.seed, validationLosses: losses, inputs: inputs,
            ridge: ridge, networks: networks, changeScales: scales, weights: outcomes.weights,
            bands: bands.own, ridgeBands: bands.ridge, latestErrors: errors.units(at: end) ?? bands.usual)
    }
}
