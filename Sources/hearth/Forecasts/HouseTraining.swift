// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Forecasting
import HostIO
import Learning
import ModelIO
import PlanCycle
import PlannerService
import ReadingStore

/// Trains a model from what the house has recorded, tries it beside the one in use, and leaves the decision to the planner.
struct HouseTraining {
    let configuration: HearthConfiguration
    let target: ForecastTarget
    let seed: UInt64
    let budget: TrainingBudget

    /// Trains, tries, and writes the model's file into the house's folder; gives the wish to have it judged.
    ///
    /// - Parameters:
    ///   - now: the wall clock.
    ///   - progress: told how much is done, 0...1; gives whether to go on.
    func run(now: UTCInstant, progress: (Double) -> Bool) throws -> ModelWish {
        let store = try DataCommand.storing { try ReadingStore(reading: configuration.databasePath) }
        let folder = ModelFolder(besideDatabase: configuration.databasePath)
        let inputs = try history(store, now)
        let champion = try champion(store, folder)
        let days = ModelTrial.window(
            endingAt: inputs.span.upperBound,
            trainedUntil: [champion?.stored.model.training.upperBound].compactMap { $0 })
        guard let days else {
            throw CommandFailure.tooEarly(
                "the model in use, \(champion?.id ?? "none"), was trained on all but the last days; "
                    + "\(ModelTrial.fewestDays) days that it has not seen are needed to compare another with it")
        }
        try making(folder)
        try budget.require(inputs.trainingBytes)
        let training = ResumableTraining(
            inputs, until: days.lowerBound, seed: seed, beside: folder.file(target.rawValue))
        let model = try training.run(progress: progress) {
            "\(target.rawValue): \($0), before the days that are kept out to try the model on"
        }
        guard let trial = ModelTrial(model, inputs, window: days) else {
            throw CommandFailure.failed("no point of \(days.lowerBound) to \(days.upperBound) could be forecast")
        }
        let championTrial = champion.flatMap { ModelTrial($0.stored.model, inputs, window: days) }
        let values = inputs.targetValues(model.training)
        let file = model.modelFile(seed: seed, metrics: trial.metrics, drift: InputDrift(training: values))
        let id = file.id(target)
        do throws(ModelFolderError) {
            try folder.write(file, id: id)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
        training.checkpoint.remove()
        return ModelWish(
            .admit, target, model: id, champion: champion?.id, trial: trial, championTrial: championTrial)
    }

    private func history(_ store: ReadingStore, _ now: UTCInstant) throws -> ForecastInputs {
        let end = Slot(containing: now)
        // Whole days, so that a training that is taken up again on the same day learns from the same numbers.
        let begin = Slot(containing: now.date.startUTC).advanced(by: -96 * RetrainingRule.historyDays)
        let slots = begin..<end
        let found = try DataCommand.storing {
            try configuration.plannerSetup.history(target, slots: slots, store: store)
        }
        guard let found else {
            throw CommandFailure.tooEarly(
                "the house keeps no records of \(target.rawValue) yet; --data takes a recording")
        }
        return found
    }

    private func champion(
        _ store: ReadingStore, _ folder: ModelFolder
    ) throws -> (id: String, stored: StoredModel)? {
        let record = try DataCommand.storing { try store.models(target: target) }.first { $0.state == .champion }
        guard let record else { return nil }
        do throws(ModelFolderError) {
            return (record.id, try folder.read(record.id, target: target))
        } catch {
            throw CommandFailure.failed(
                "\(error): the model in use cannot be compared with; `hearth models rollback \(target.rawValue)` takes it out"
            )
        }
    }

    private func making(_ folder: ModelFolder) throws {
        do throws(ModelFolderError) { try folder.make() } catch { throw CommandFailure.failed("\(error)") }
    }
}
