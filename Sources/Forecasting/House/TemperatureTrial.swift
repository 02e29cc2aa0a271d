// SPDX-License-Identifier: Apache-2.0

import Learning

/// Whether the outdoor temperature makes forecasts of a house's demand better, tried on the last quarter of its recording.
///
/// A house without electric heating or cooling, or one that cools in one season and not in another of the same temperature,
/// is forecast worse with it.
struct TemperatureTrial {
    /// The error with the temperature must be below this part of that without it.
    private static let margin = 0.99

    let inputs: HouseInputs
    let occupancy: DemandOccupancy?
    let parameters: HorizonTreesParameters
    let parts: TrainingParts
    let shouldContinue: () -> Bool

    /// True where the temperature has earned its place; false where there is none.
    func isWon() throws(HouseModelError) -> Bool {
        guard inputs.hasTemperature else { return false }
        guard let with = try error(inputs, parts.inside("with-temperature")),
            let without = try error(inputs.withoutTemperature, parts.inside("without-temperature"))
        else { return false }
        return with < Self.margin * without
    }

    /// Mean absolute error a day ahead; nil where three quarters of the recording are too little to learn from.
    private func error(_ inputs: HouseInputs, _ parts: TrainingParts) throws(HouseModelError) -> Double? {
        let series = inputs.series
        let known = inputs.prefix(upTo: series.values.count * 3 / 4)
        let trees: HorizonTrees
        do throws(HouseModelError) {
            trees = try HouseModel.trained(
                known.features(occupancy), known.series, parameters.ofTrial, parts, shouldContinue)
        } catch {
            guard error != .stopped else { throw error }
            return nil
        }
        let tasks = stride(from: known.series.values.count, to: series.values.count, by: series.stepsPerDay / 24).map {
            HorizonForecaster.Task(issue: $0 - series.stepsPerDay, target: $0)
        }
        let forecaster = HorizonForecaster(
            trees, columns: inputs.quantity.columns, stepsPerDay: series.stepsPerDay,
            adaptation: inputs.quantity.adaptation)
        let answers = forecaster.forecast(tasks, inputs.features(occupancy), floor: 0)
        let error = knownMean(
            zip(tasks, answers).map { task, answer in answer.map { abs($0.p50 - series[task.target]) } ?? .nan })
        return error.isFinite ? error : nil
    }
}
