// SPDX-License-Identifier: Apache-2.0

/// The known errors that those to come are foretold from, as normal scores: of forecasts of four hours over the last four, of
/// an hour over the last one, of a day over the last half day; 0 where too few are known.
typealias ErrorRegressors = SIMD3<Double>

/// How far past forecasts of some constant horizons were off, step by step.
struct ForecastErrors {
    /// Errors of one horizon and how many of the last are averaged.
    struct Window: Hashable, Sendable {
        /// Steps ahead.
        let horizon: Int
        /// Steps averaged.
        let length: Int
        /// Of these every how many is looked at: a dozen and a few say what there is to say.
        let every: Int

        init(hoursAhead: Int, hours: Int, stepsPerDay: Int) {
            horizon = hoursAhead * stepsPerDay / 24
            length = hours * stepsPerDay / 24
            every = max(1, length / 16)
        }

        /// Fewest errors whose mean says something: an eighth of those looked at.
        var fewest: Int { max(1, length / every / 8) }

        /// The windows of the regressors, in their order.
        static func all(stepsPerDay: Int) -> [Window] {
            [(4, 4), (1, 1), (24, 12)].map { Window(hoursAhead: $0.0, hours: $0.1, stepsPerDay: stepsPerDay) }
        }
    }

    private let windows: [Window]
    /// The step of the first score of each window.
    private let first: [Int]
    /// By window and step; NaN where the error is not known or not looked at.
    private let scores: [[Double]]

    /// Makes the forecasts of the past again and compares them with what came.
    ///
    /// - Parameters:
    ///   - issues: last known steps of the forecasts that are to be corrected.
    ///   - actual: what came, by step; of steps after an issue nothing has a part in its regressors.
    ///   - score: the normal score of what came under a forecast made from what was known then; NaN for one that says nothing.
    init(
        _ issues: ClosedRange<Int>, actual: [Double], stepsPerDay: Int,
        score: ([HorizonForecaster.Task]) -> [Double]
    ) {
        windows = Window.all(stepsPerDay: stepsPerDay)
        let steps = windows.map { window in
            let begin = max(window.horizon, issues.lowerBound + 1 - window.length)
            return begin..<max(begin, issues.upperBound + 1)
        }
        first = steps.map(\.lowerBound)
        scores = zip(windows, steps).map { window, steps in
            var found = [Double](repeating: .nan, count: steps.count)
            // A day at a time, so that the inputs of weeks are never in memory together.
            for day in stride(from: steps.lowerBound, to: steps.upperBound, by: stepsPerDay) {
                let part = (day..<min(steps.upperBound, day + stepsPerDay)).clamped(to: actual.indices)
                let tasks = part.filter { $0 % window.every == 0 && actual[$0].isFinite }.map {
                    HorizonForecaster.Task(issue: $0 - window.horizon, target: $0)
                }
                for (task, score) in zip(tasks, score(tasks)) { found[task.target - steps.lowerBound] = score }
            }
            return found
        }
    }

    /// What is known of them at an issue.
    func regressors(_ issue: Int) -> ErrorRegressors {
        var result = ErrorRegressors.zero
        for (index, window) in windows.enumerated() {
            let (last, scores) = (issue - first[index], scores[index])
            var (sum, count) = (0.0, 0)
            for place in (last + 1 - window.length..<last + 1).clamped(to: scores.indices) where scores[place].isFinite
            {
                sum += scores[place]
                count += 1
            }
            if count >= window.fewest { result[index] = sum / Double(count) }
        }
        return result
    }
}
