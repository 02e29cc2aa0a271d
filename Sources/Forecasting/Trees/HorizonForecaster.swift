// SPDX-License-Identifier: Apache-2.0

/// A trained set at work: forecasts for any issue and horizon, with bands that follow what they held.
struct HorizonForecaster {
    private let predictor: HorizonTreesPredictor
    private(set) var calibration: BandCalibration
    private let columnCount: Int

    init(_ trees: HorizonTrees, columns: [FeatureColumn]) {
        predictor = HorizonTreesPredictor(trees, columns: columns)
        calibration = BandCalibration(trained: trees.groups.map(\.offsets), level: trees.bandLevel)
        columnCount = columns.count
    }

    /// A forecast to be made: the last known step and the step forecast.
    struct Task: Hashable {
        let issue: Int
        let target: Int
    }

    /// Forecasts in the order of the tasks; nil where too little is known or the horizon is beyond the last group.
    ///
    /// - Parameter floor: nothing is forecast below it.
    func forecast(_ tasks: [Task], _ features: some StepFeatures, floor: Double) -> [StepQuantiles?] {
        zip(tasks, raw(tasks, features)).map { task, answer in
            if let answer { return answer.quantiles.adjusted(calibration.offsets[answer.group], floor: floor) }
            let isZero = features.isZero(issue: task.issue, target: task.target)
            return isZero ? StepQuantiles(p10: 0, p50: 0, p90: 0) : nil
        }
    }

    /// Looks at the forecasts of a day that is over and moves the bands of the next ones.
    ///
    /// - Parameters:
    ///   - day: its steps, all after the training.
    ///   - actual: what came, by step.
    mutating func calibrate(_ day: Range<Int>, actual: [Double], _ features: some StepFeatures) {
        var scores = Array(repeating: BandScores(), count: predictor.horizons.count)
        var generator = StepGenerator(seed: UInt64(bitPattern: Int64(day.lowerBound)))
        var tasks: [Task] = []
        for target in stride(from: day.lowerBound, to: min(day.upperBound, actual.count), by: max(1, day.count / 48)) {
            guard actual[target].isFinite else { continue }
            for horizons in predictor.horizons {
                tasks.append(Task(issue: target - generator.number(horizons), target: target))
            }
        }
        for (task, answer) in zip(tasks, raw(tasks, features)) {
            guard let answer else { continue }
            scores[answer.group].add(
                p10: answer.quantiles.p10, p90: answer.quantiles.p90, actual: actual[task.target])
        }
        calibration.add(scores)
    }

    private func raw(
        _ tasks: [Task], _ features: some StepFeatures
    ) -> [(group: Int, quantiles: StepQuantiles)?] {
        var result = [(group: Int, quantiles: StepQuantiles)?](repeating: nil, count: tasks.count)
        var rows = predictor.horizons.map { _ in (rows: FeatureRows(columnCount: columnCount), places: [Int]()) }
        for (place, task) in tasks.enumerated() {
            guard let group = predictor.group(of: task.target - task.issue),
                rows[group].rows.append(features, issue: task.issue, target: task.target)
            else { continue }
            rows[group].places.append(place)
        }
        for group in rows.indices where !rows[group].places.isEmpty {
            let answers = predictor.predict(rows[group].rows, group: group)
            for (place, quantiles) in zip(rows[group].places, answers) { result[place] = (group, quantiles) }
        }
        return result
    }
}
