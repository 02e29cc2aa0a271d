// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Learning
import ModelIO

/// Trains a model on all but the last two weeks of a recording and tries it on these.
struct ModelTraining {
    let data: ForecastData
    /// What came from then on is not looked at.
    let end: UTCInstant
    let seed: UInt64
    /// Where the model is to be written.
    let file: String
    let budget: TrainingBudget

    /// A trained model and how it did.
    struct Outcome {
        let model: ForecastModel
        /// Nil where no point of the days kept out could be forecast.
        let trial: ModelTrial?
        /// The whole file.
        let bytes: [UInt8]
        /// To be removed when the bytes are written.
        let checkpoint: TrainingCheckpoint
    }

    /// Trains and tries.
    ///
    /// - Parameter progress: told how much is done, 0...1; gives whether to go on.
    func run(progress: (Double) -> Bool) throws -> Outcome {
        let days = ModelTrial.window(endingAt: end, trainedUntil: [])
        try budget.require(data.inputs.trainingBytes)
        let training = ResumableTraining(data.inputs, until: days?.lowerBound ?? end, seed: seed, beside: file)
        let model = try training.run(progress: progress) {
            "\(data.file): \($0), before the \(ModelTrial.days) days that are kept out to try the model on"
        }
        guard progress(1) else { throw training.interrupted }
        let trial = days.flatMap { ModelTrial(model, data.inputs, window: $0) }
        let drift = InputDrift(training: data.inputs.targetValues(model.training))
        let file = model.modelFile(seed: seed, metrics: trial?.metrics ?? [:], drift: drift)
        return Outcome(model: model, trial: trial, bytes: file.encoded(), checkpoint: training.checkpoint)
    }
}

extension ModelTrial {
    /// As a model file keeps them, errors in the unit of the inputs.
    var metrics: [String: Double] {
        ["mae": error, "naive_mae": naiveError, "points": Double(points)]
    }
}
