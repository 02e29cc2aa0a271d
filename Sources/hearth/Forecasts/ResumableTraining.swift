// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HostIO
import ModelIO

/// A training that goes on where an earlier one of the same inputs was interrupted, and ends with the same bits.
struct ResumableTraining {
    let inputs: ForecastInputs
    /// What came from then on is not looked at.
    let end: UTCInstant
    let seed: UInt64
    /// The file of what is finished; it is there only between an interruption and the end.
    let checkpoint: TrainingCheckpoint

    /// A training whose model is to be written to some place.
    init(_ inputs: ForecastInputs, until end: UTCInstant, seed: UInt64, beside model: String) {
        (self.inputs, self.end, self.seed) = (inputs, end, seed)
        // Another version may train otherwise.
        let key = "\(ServiceVersion.text) \(ForecastModel.trainingKey(inputs, until: end, seed: seed))"
        checkpoint = TrainingCheckpoint(path: "\(model).part", key: key)
    }

    /// Trains; when it is interrupted, what is finished is written.
    ///
    /// - Parameter untrained: the words for why there is no model, from the error.
    func run(
        progress: (Double) -> Bool, untrained: (ForecastTrainingError) -> String
    ) throws -> ForecastModel {
        checkpoint.note.map(StandardError.write)
        do throws(ForecastTrainingError) {
            return try ForecastModel.train(inputs, until: end, seed: seed, store: checkpoint, progress: progress)
        } catch {
            guard error == .stopped else {
                checkpoint.remove()
                throw CommandFailure.tooEarly(untrained(error))
            }
            throw interrupted
        }
    }

    /// Writes what is finished; the words for it.
    var interrupted: CommandFailure {
        .failed(
            checkpoint.save()
                ? "interrupted; the same command goes on from \(checkpoint.path)" : "interrupted; no file was written")
    }
}
