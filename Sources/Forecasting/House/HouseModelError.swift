// SPDX-License-Identifier: Apache-2.0

import Learning

/// Why there is no model of a house, or why one is refused.
public enum HouseModelError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The recording has too few steps with a number.
    case tooLittleHistory(knownDays: Double, neededDays: Double)
    /// More than a third of the steps have no number.
    case tooManyGaps(missingShare: Double)
    /// The series never changes.
    case constant(Double)
    /// The training was told to stop.
    case stopped
    /// The trees could not be trained.
    case boosting(BoostingError)
    /// The model file is not one of this quantity.
    case file(ModelFileError)
    /// The model was trained on another step than the series has, s.
    case wrongStep(model: Int, series: Int)

    /// What was found and what was expected.
    public var description: String {
        switch self {
        case .tooLittleHistory(let known, let needed):
            "\(Int(known)) days with numbers; at least \(Int(needed)) are needed"
        case .tooManyGaps(let share): "\(Int(100 * share)) % of the steps have no number; at most 33 % may"
        case .constant(let value): "the series is \(value) throughout; there is nothing to learn"
        case .stopped: "the training was stopped"
        case .boosting(let error): error.description
        case .file(let error): error.description
        case .wrongStep(let model, let series): "model for steps of \(model) s, series of \(series) s"
        }
    }
}
