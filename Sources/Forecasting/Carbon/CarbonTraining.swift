// SPDX-License-Identifier: Apache-2.0

import Learning

/// Why no model of carbon intensity was trained; the naive forecast stays in use.
public enum CarbonTrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Too few hours with a whole day before and six hours after them.
    case tooLittleHistory(windows: Int, needed: Int)
    /// Carbon intensity never changed.
    case constant(value: Double)
    /// The progress callback asked to stop.
    case stopped
    /// The regression cannot be fitted.
    case regression(RegressionError)
    /// A network cannot be trained.
    case network(NetworkError)

    /// What was found, and what was expected.
    public var description: String {
        switch self {
        case .tooLittleHistory(let windows, let needed):
            "carbon intensity: \(windows) hours with a day before and six hours after them; expected at least \(needed)"
        case .constant(let value): "carbon intensity was \(value) g/kWh throughout; expected one that changes"
        case .stopped: "training was stopped"
        case .regression(let error): "regression of carbon intensity: \(error)"
        case .network(let error): "network of carbon intensity: \(error)"
        }
    }
}

extension CarbonModel {
    /// Trains on the hours of a range; the same data and parameters give the same bits.
    ///
    /// The windows are split by time. On the earlier part regression and networks are fitted, the later part ends the
    /// training of the networks and gives the band; then both learn from all.
    ///
    /// - Parameters:
    ///   - range: the hours to learn from, since 1970; others are not looked at.
    ///   - progress: told which member is at which batch; gives whether to go on.
    public static func train(
        _ grid: GridHours, hours range: Range<Int>, parameters: CarbonParameters = .init(),
        progress: (_ member: Int, _ progress: TrainingProgress) -> Bool = { _, _ in true }
    ) throws(CarbonTrainingError) -> CarbonModel {
        let border = try checkedBorder(grid, range, parameters)
        let earlier = try CarbonFit(grid, range.lowerBound..<border, parameters)
        let validation = CarbonWindows(grid, within: border - CarbonInputs.windowLength..<range.upperBound)
        var (networks, losses): ([AttentionLSTM], [Float]) = ([], [])
        for member in 0..<max(1, parameters.members) {
            let training = try earlier.trained(grid, member, validation, parameters) { progress(member, $0) }
            networks.append(training.best)
            losses.append(training.history.map(\.validationLoss).min() ?? .nan)
        }
        let judged = earlier.model(range, losses, networks, bands: .none)
        let bands = Self.bands(of: judged, grid, validation)
        guard parameters.refitEpochs > 0 else { return earlier.model(range, losses, networks, bands: bands) }
        let whole = try CarbonFit(grid, range, parameters, inputs: earlier.inputs, scales: earlier.scales)
        for member in networks.indices {
            networks[member] = try whole.refitted(grid, networks[member], member, parameters) { progress(member, $0) }
        }
        return whole.model(range, losses, networks, bands: bands)
    }

    /// The first hour of the validation part.
    private static func checkedBorder(
        _ grid: GridHours, _ range: Range<Int>, _ parameters: CarbonParameters
    ) throws(CarbonTrainingError) -> Int {
        let windows = CarbonWindows(grid, within: range)
        guard windows.count >= max(parameters.fewestWindows, CarbonInputs.linearCount) else {
            throw .tooLittleHistory(windows: windows.count, needed: parameters.fewestWindows)
        }
        if let value = windows.actuals.first, windows.actuals.allSatisfy({ $0 == value }) {
            throw .constant(value: value)
        }
        let kept = Double(windows.count) * (1 - min(max(parameters.validationFraction, 0.01), 0.5))
        return windows.issues[min(Int(kept), windows.count - 1)]
    }

    /// What the forecasts of a part would have needed as bands, in units of the regression's error before each.
    private static func bands(of model: CarbonModel, _ grid: GridHours, _ windows: CarbonWindows) -> CarbonBands {
        let forecaster = CarbonForecaster(model)
        let horizons = CarbonInputs.horizons
        let first = (windows.issues.first ?? 0) - RidgeErrors.hours - horizons
        let errors = RidgeErrors(model, grid, issues: first..<(windows.issues.last ?? first) + 1)
        var own = [[Double]](repeating: [], count: horizons)
        var (ridge, usual) = (own, own)
        for (k, issue) in windows.issues.enumerated() {
            guard let units = errors.units(at: issue),
                let forecast = forecaster.forecast(grid, issue: issue, model, errors: errors),
                let linear = forecaster.ridgeForecast(grid, issue: issue, model, errors: errors)
            else { continue }
            for horizon in 0..<horizons {
                let came = windows.actuals[k * horizons + horizon]
                own[horizon].append((came - forecast.p50[horizon]) / units[horizon])
                ridge[horizon].append((came - linear.p50[horizon]) / units[horizon])
                usual[horizon].append(abs(came - linear.p50[horizon]))
            }
        }
        return CarbonBands(
            own: own.map { ResidualBand(residuals: $0) ?? .none },
            ridge: ridge.map { ResidualBand(residuals: $0) ?? .none },
            usual: usual.map { $0.reduce(0, +) / Double(max(1, $0.count)) })
    }
}

/// What is taken from the validation part for the bands.
struct CarbonBands {
    let own: [ResidualBand]
    let ridge: [ResidualBand]
    /// Mean absolute error of the regression, by horizon.
    let usual: [Double]

    /// Bands of no width.
    static let none = CarbonBands(
        own: Array(repeating: .none, count: CarbonInputs.horizons),
        ridge: Array(repeating: .none, count: CarbonInputs.horizons),
        usual: Array(repeating: 0, count: CarbonInputs.horizons))
}
