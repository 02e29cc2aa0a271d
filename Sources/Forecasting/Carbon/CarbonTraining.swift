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
    /// The regression is fitted to all windows. Each network has weeks of its own held out, which end its training. How it does
    /// there beside regressions that were not fitted to these weeks either gives its weight and the band.
    ///
    /// - Parameters:
    ///   - range: the hours to learn from, since 1970; others are not looked at.
    ///   - store: keeps each network after each epoch; nil for a training that begins anew when it was interrupted.
    ///   - progress: told the share of the work that is done, 0...1, which leaps ahead where a network's training ends early;
    ///     gives whether to go on.
    public static func train(
        _ grid: GridHours, hours range: Range<Int>, parameters: CarbonParameters = .init(),
        store: (any TrainingStore)? = nil, progress: (_ share: Double) -> Bool = { _ in true }
    ) throws(CarbonTrainingError) -> CarbonModel {
        let windows = try checkedWindows(grid, range, parameters)
        let fit = try CarbonFit(grid, range, windows, parameters)
        var (networks, losses): ([AttentionLSTM], [Float]) = ([], [])
        var outcomes = CarbonOutcomes()
        let members = max(1, parameters.members)
        for member in 0..<members {
            let training: NetworkTraining<AttentionLSTM>?
            do throws(NetworkError) {
                training = try fit.trained(member, parts: TrainingParts(store)) { done in
                    let epochs = Double(done.epoch) + Double(done.batch) / Double(max(1, done.batchCount))
                    let share = epochs / Double(max(1, parameters.training.epochLimit))
                    return progress((Double(member) + min(1, share)) / Double(members))
                }
            } catch {
                throw .network(error)
            }
            guard let training else { throw .stopped }
            networks.append(training.best)
            losses.append(training.history.map(\.validationLoss).min() ?? 0)
            outcomes.outcomes += fit.outcomes(of: training.best, member)
        }
        return fit.model(range, losses, networks, outcomes)
    }

    private static func checkedWindows(
        _ grid: GridHours, _ range: Range<Int>, _ parameters: CarbonParameters
    ) throws(CarbonTrainingError) -> CarbonWindows {
        let windows = CarbonWindows(grid, within: range)
        let needed = max(parameters.fewestWindows, CarbonInputs.linearCount)
        guard windows.count >= needed else { throw .tooLittleHistory(windows: windows.count, needed: needed) }
        if let value = windows.actuals.first, windows.actuals.allSatisfy({ $0 == value }) {
            throw .constant(value: value)
        }
        return windows
    }
}
