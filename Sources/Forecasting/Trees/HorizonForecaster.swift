// SPDX-License-Identifier: Apache-2.0

/// A trained set at work: forecasts for any issue and horizon, with bands that follow what they held.
///
/// What the trees say is blended with the naive forecast, moved by the errors known, and has its band calibrated, in this order:
/// each learns from what those before it made.
struct HorizonForecaster {
    private let predictor: HorizonTreesPredictor
    private(set) var calibration: BandCalibration
    /// By group; nil where the trees' median stays as it is.
    private var blends: [NaiveBlend?]
    private(set) var correction: ErrorCorrection?
    private let columnCount: Int
    private let stepsPerDay: Int

    init(_ trees: HorizonTrees, columns: [FeatureColumn], stepsPerDay: Int, adaptation: OnlineAdaptation) {
        predictor = HorizonTreesPredictor(trees, columns: columns)
        calibration = BandCalibration(
            trained: trees.groups.map(\.offsets), level: trees.bandLevel, rate: adaptation.bandRate)
        blends = trees.groups.map { adaptation.blend($0.horizons, stepsPerDay: stepsPerDay) }
        correction = adaptation.correction.map { ErrorCorrection($0, stepsPerDay: stepsPerDay) }
        columnCount = columns.count
        self.stepsPerDay = stepsPerDay
    }

    /// A forecast to be made: the last known step and the step forecast.
    struct Task: Hashable {
        let issue: Int
        let target: Int
    }

    /// Forecasts in the order of the tasks; nil where too little is known, the horizon is beyond the last group, or the trees give
    /// no number.
    ///
    /// - Parameters:
    ///   - actual: what came, by step; of what came after an issue nothing has a part in its forecasts.
    ///   - floor: nothing is forecast below it.
    func forecast(_ tasks: [Task], _ features: some StepFeatures, actual: [Double], floor: Double) -> [StepQuantiles?] {
        let errors = correction?.isInUse == true ? knownErrors(tasks, features, actual) : nil
        return zip(tasks, raw(tasks, features)).map { task, answer in
            guard let answer else {
                let isZero = features.isZero(issue: task.issue, target: task.target)
                return isZero ? StepQuantiles(p10: 0, p50: 0, p90: 0) : nil
            }
            let quantiles = corrected(blended(answer), task, errors?.regressors(task.issue))
            // A floor would make zero of what is no number.
            return quantiles.isFinite ? quantiles.adjusted(calibration.offsets[answer.group], floor: floor) : nil
        }
    }

    /// Whether enough is known for a task; a forecast that is nil all the same has no number by the trees.
    func hasInputs(_ task: Task, _ features: some StepFeatures) -> Bool {
        var rows = FeatureRows(columnCount: columnCount)
        return predictor.group(of: task.target - task.issue) != nil
            && rows.append(features, issue: task.issue, target: task.target)
    }

    /// Looks at the forecasts of days that are over and moves bands, blends and corrections of the next ones, day by day.
    ///
    /// - Parameters:
    ///   - days: their steps, whole days after the training.
    ///   - actual: what came, by step.
    mutating func calibrate(_ days: Range<Int>, actual: [Double], _ features: some StepFeatures) {
        let days = stride(from: days.lowerBound, to: days.upperBound, by: stepsPerDay).map { start in
            let day = start..<min(days.upperBound, start + stepsPerDay)
            let tasks = Self.tasks(day, actual, predictor.horizons)
            return (tasks: tasks, corrected: correction.map { Self.tasks(day, actual, $0.horizons) })
        }
        let all = days.flatMap { $0.tasks + ($0.corrected ?? []) }
        let errors = correction == nil ? nil : knownErrors(all, features, actual)
        for day in days {
            let sums = errors.flatMap { self.sums(day.corrected ?? [], actual, features, $0) }
            learn(day.tasks, actual, features, errors)
            if let sums { correction?.add(sums) }
        }
    }

    /// Forecasts of a day, drawn so that all groups of horizons have as many.
    private static func tasks(_ day: Range<Int>, _ actual: [Double], _ groups: [ClosedRange<Int>]) -> [Task] {
        var generator = StepGenerator(seed: UInt64(bitPattern: Int64(day.lowerBound)))
        var tasks: [Task] = []
        for target in stride(from: day.lowerBound, to: min(day.upperBound, actual.count), by: max(1, day.count / 48)) {
            guard actual[target].isFinite else { continue }
            for horizons in groups {
                tasks.append(Task(issue: target - generator.number(horizons), target: target))
            }
        }
        return tasks
    }

    /// Moves bands and blends.
    private mutating func learn(
        _ tasks: [Task], _ actual: [Double], _ features: some StepFeatures, _ errors: ForecastErrors?
    ) {
        var scores = Array(repeating: BandScores(), count: predictor.horizons.count)
        var blended = Array(repeating: NaiveBlend.Errors(), count: predictor.horizons.count)
        for (task, answer) in zip(tasks, raw(tasks, features)) {
            guard let answer else { continue }
            let actual = actual[task.target]
            blended[answer.group].add(trees: answer.quantiles.p50, naive: answer.naive, actual: actual)
            let quantiles = corrected(self.blended(answer), task, errors?.regressors(task.issue))
            scores[answer.group].add(p10: quantiles.p10, p90: quantiles.p90, actual: actual)
        }
        calibration.add(scores)
        for group in blends.indices { blends[group]?.add(blended[group]) }
    }

    /// What the correction learns from a day; nil where there is none.
    private func sums(
        _ tasks: [Task], _ actual: [Double], _ features: some StepFeatures, _ errors: ForecastErrors
    ) -> [ErrorSums]? {
        guard let correction else { return nil }
        var sums = Array(repeating: ErrorSums(), count: correction.horizons.count)
        for (task, answer) in zip(tasks, raw(tasks, features)) {
            guard let answer, let group = correction.group(of: task.target - task.issue) else { continue }
            let (quantiles, known) = (blended(answer), errors.regressors(task.issue))
            let moved = quantiles.moved(correction.trial(known, group: group))
            let came = actual[task.target]
            sums[group].add(
                known, error: score(quantiles, task, actual, features), plain: abs(quantiles.p50 - came),
                corrected: abs(moved.p50 - came))
        }
        return sums
    }

    /// The errors known at the issues of some tasks, of the trees alone, so that they are the same whatever was learned since.
    private func knownErrors(_ tasks: [Task], _ features: some StepFeatures, _ actual: [Double]) -> ForecastErrors? {
        guard let first = tasks.map(\.issue).min(), let last = tasks.map(\.issue).max() else { return nil }
        return ForecastErrors(first...last, actual: actual, stepsPerDay: stepsPerDay) { tasks in
            zip(tasks, raw(tasks, features)).map { task, answer in
                answer.map { score($0.quantiles, task, actual, features) } ?? .nan
            }
        }
    }

    /// The normal score of what came; NaN where it says nothing about other forecasts.
    private func score(
        _ quantiles: StepQuantiles, _ task: Task, _ actual: [Double], _ features: some StepFeatures
    ) -> Double {
        quantiles.p90 >= features.leastTelling(issue: task.issue)
            ? quantiles.normalScore(of: actual[task.target]) : .nan
    }

    private func blended(_ answer: Answer) -> StepQuantiles {
        var quantiles = answer.quantiles
        if let blend = blends[answer.group] {
            quantiles.p50 = blend.value(trees: quantiles.p50, naive: answer.naive)
        }
        return quantiles
    }

    private func corrected(_ quantiles: StepQuantiles, _ task: Task, _ known: ErrorRegressors?) -> StepQuantiles {
        guard let correction, let known else { return quantiles }
        return quantiles.moved(correction.move(known, horizon: task.target - task.issue))
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
