// SPDX-License-Identifier: Apache-2.0

/// A trained set at work: forecasts for any issue and horizon, with bands that follow what they held.
struct HorizonForecaster {
    private let predictor: HorizonTreesPredictor
    private(set) var calibration: BandCalibration
    /// By group; nil where the trees' median stays as it is.
    private var blends: [NaiveBlend?]
    private let columnCount: Int

    init(_ trees: HorizonTrees, columns: [FeatureColumn], stepsPerDay: Int, adaptation: OnlineAdaptation) {
        predictor = HorizonTreesPredictor(trees, columns: columns)
        calibration = BandCalibration(
            trained: trees.groups.map(\.offsets), level: trees.bandLevel, rate: adaptation.bandRate)
        blends = trees.groups.map { adaptation.blend($0.horizons, stepsPerDay: stepsPerDay) }
        columnCount = columns.count
    }

    /// A forecast to be made: the last known step and the step forecast.
    struct Task: Hashable {
        let issue: Int
        let target: Int
    }

    /// Forecasts in the order of the tasks; nil where too little is known, the horizon is beyond the last group, or the trees give
    /// no number.
    ///
    /// - Parameter floor: nothing is forecast below it.
    func forecast(_ tasks: [Task], _ features: some StepFeatures, floor: Double) -> [StepQuantiles?] {
        zip(tasks, raw(tasks, features)).map { task, answer in
            if var answer {
                if let blend = blends[answer.group] {
                    answer.quantiles.p50 = blend.value(trees: answer.quantiles.p50, naive: answer.naive)
                }
                // A floor would make zero of what is no number.
                guard answer.quantiles.isFinite else { return nil }
                return answer.quantiles.adjusted(calibration.offsets[answer.group], floor: floor)
            }
            let isZero = features.isZero(issue: task.issue, target: task.target)
            return isZero ? StepQuantiles(p10: 0, p50: 0, p90: 0) : nil
        }
    }

    /// Whether enough is known for a task; a forecast that is nil all the same has no number by the trees.
    func hasInputs(_ task: Task, _ features: some StepFeatures) -> Bool {
        var rows = FeatureRows(columnCount: columnCount)
        return predictor.group(of: task.target - task.issue) != nil
            && rows.append(features, issue: task.issue, target: task.target)
    }

    /// Looks at the forecasts of a day that is over and moves bands and blends of the next ones.
    ///
    /// - Parameters:
    ///   - day: its steps, all after the training.
    ///   - actual: what came, by step.
    mutating func calibrate(_ day: Range<Int>, actual: [Double], _ features: some StepFeatures) {
        var scores = Array(repeating: BandScores(), count: predictor.horizons.count)
        var errors = Array(repeating: NaiveBlend.Errors(), count: predictor.horizons.count)
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
            let (quantiles, actual) = (answer.quantiles, actual[task.target])
            scores[answer.group].add(p10: quantiles.p10, p90: quantiles.p90, actual: actual)
            errors[answer.group].add(trees: quantiles.p50, naive: answer.naive, actual: actual)
        }
        calibration.add(scores)
        for group in blends.indices { blends[group]?.add(errors[group]) }
    }

    /// What the trees say, and the naive forecast of the target.
    private struct Answer {
        let group: Int
        var quantiles: StepQuantiles
        let naive: Double
    }

    private func raw(_ tasks: [Task], _ features: some StepFeatures) -> [Answer?] {
        var result = [Answer?](repeating: nil, count: tasks.count)
        var rows = predictor.horizons.map { _ in (rows: FeatureRows(columnCount: columnCount), places: [Int]()) }
        for (place, task) in tasks.enumerated() {
            guard let group = predictor.group(of: task.target - task.issue),
                rows[group].rows.append(features, issue: task.issue, target: task.target)
            else { continue }
            rows[group].places.append(place)
        }
        for group in rows.indices where !rows[group].places.isEmpty {
            let answers = predictor.predict(rows[group].rows, group: group)
            for (row, place) in rows[group].places.enumerated() {
                let naive = rows[group].rows.references[row].naive
                result[place] = Answer(group: group, quantiles: answers[row], naive: naive)
            }
        }
        return result
    }
}
