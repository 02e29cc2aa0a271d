// SPDX-License-Identifier: Apache-2.0

import Learning

/// Which of the inputs that not every house gains from make forecasts of its demand better, tried on the last quarter of its
/// recording.
///
/// Where the load of the last hours says all about who is at home, occupancy adds noise alone; a house without electric
/// heating or cooling, or one that cools in one season and not in another of the same temperature, is forecast worse with
/// the temperature.
struct InputTrial {
    /// The error with an input must be below this part of that without it.
    private static let margin = 0.99

    let inputs: HouseInputs
    /// What was learned about occupancy; nil where nothing was.
    let occupancy: DemandOccupancy?
    let parameters: HorizonTreesParameters
    let parts: TrainingParts
    let shouldContinue: () -> Bool

    /// The inputs without those that have not earned their place.
    func winners() throws(HouseModelError) -> (inputs: HouseInputs, occupancy: DemandOccupancy?) {
        let plain = inputs.withoutTemperature
        guard occupancy != nil || inputs.hasTemperature, var best = try error(plain, nil, "plain") else {
            return (plain, nil)
        }
        var earned: DemandOccupancy?
        if let occupancy, let with = try error(plain, occupancy, "occupancy"), with < Self.margin * best {
            (earned, best) = (occupancy, with)
        }
        if inputs.hasTemperature, let with = try error(inputs, earned, "temperature"), with < Self.margin * best {
            return (inputs, earned)
        }
        return (plain, earned)
    }

    /// Mean absolute error a day ahead; nil where three quarters of the recording are too little to learn from.
    private func error(
        _ inputs: HouseInputs, _ occupancy: DemandOccupancy?, _ name: String
    ) throws(HouseModelError) -> Double? {
        let series = inputs.series
        let known = inputs.prefix(upTo: series.values.count * 3 / 4)
        let trees: HorizonTrees
        do throws(HouseModelError) {
            trees = try HouseModel.trained(
                known.features(occupancy), known.series, parameters.ofTrial, parts.inside(name), shouldContinue)
        } catch {
            guard error != .stopped else { throw error }
            return nil
        }
        let tasks = stride(from: known.series.values.count, to: series.values.count, by: series.stepsPerDay / 24).map {
            HorizonForecaster.Task(issue: $0 - series.stepsPerDay, target: $0)
        }
        let forecaster = HorizonForecaster(
            trees, columns: inputs.quantity.columns, stepsPerDay: series.stepsPerDay, adaptation: .none)
        let answers = forecaster.forecast(
            tasks, inputs.features(occupancy), actual: series.values, floor: 0)
        let error = knownMean(
            zip(tasks, answers).map { task, answer in answer.map { abs($0.p50 - series[task.target]) } ?? .nan })
        return error.isFinite ? error : nil
    }
}
