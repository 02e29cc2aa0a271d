// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a series was in the same step of the local day on the days before, for every step of it and of two days after it.
///
/// Every number of a step is made of steps at least a day earlier, so that the whole can be computed once and asked from any
/// moment that knows the latest of them.
struct UsualDays: Sendable {
    /// Days whose mean is the usual value.
    static let meanDays = 14
    /// Weight of a day in the smoothed value, as a part of that of the day after it.
    static let memory = 0.7
    /// Days in the smoothed value; those before would have less than a hundredth of the weight together.
    static let smoothedDays = 14
    /// The most days from now to a target.
    static let farthest = 3

    let values: [Double]
    let calendar: CalendarGrid
    let stepsPerDay: Int
    /// Steps with an entry in `means`.
    let count: Int
    /// `[firstDay - 1][step]`: mean of the days `firstDay...14` before, NaN where fewer than three have a number.
    private let means: [[Double]]

    init(_ series: StepSeries, calendar: CalendarGrid, count: Int) {
        self.init(series.values, of: series, calendar: calendar, count: count)
    }

    /// Days of values that stand for the steps of a series.
    init(_ values: [Double], of series: StepSeries, calendar: CalendarGrid, count: Int) {
        (self.values, self.calendar, self.count, stepsPerDay) = (values, calendar, count, series.stepsPerDay)
        var means = Array(repeating: [Double](repeating: .nan, count: count), count: Self.farthest)
        for step in 0..<count {
            var (sum, known) = (0.0, 0)
            for day in stride(from: Self.meanDays, through: 1, by: -1) {
                let source = Self.source(step, day: day, calendar, series.stepsPerDay)
                if values.indices.contains(source), values[source].isFinite {
                    sum += values[source]
                    known += 1
                }
                if day <= Self.farthest, known >= 3 { means[day - 1][step] = sum / Double(known) }
            }
        }
        self.means = means
    }

    private static func source(_ step: Int, day: Int, _ calendar: CalendarGrid, _ stepsPerDay: Int) -> Int {
        let back = step - day * stepsPerDay
        guard back >= 0 else { return -1 }
        return back + Int(calendar.offset[step] - calendar.offset[back])
    }

    /// The step with the same time on the local clock some days before; negative where that is before the series.
    func source(_ step: Int, day: Int) -> Int { Self.source(step, day: day, calendar, stepsPerDay) }

    /// The value in the same step of the local day some days before, where the issue knows it; else NaN.
    func lag(_ step: Int, day: Int, issue: Int) -> Double {
        let source = source(step, day: day)
        return source <= issue && values.indices.contains(source) ? values[source] : .nan
    }

    /// How many days before a target the latest known day lies; nil where that is more than `farthest`.
    func firstKnownDay(_ target: Int, issue: Int) -> Int? {
        (1...Self.farthest).first { source(target, day: $0) <= issue }
    }

    /// Mean of the days from `firstDay` on in the same step, where the issue knows the first of them; else NaN.
    func mean(_ step: Int, firstDay: Int, issue: Int) -> Double {
        guard step >= 0, step < count, source(step, day: firstDay) <= issue else { return .nan }
        return means[firstDay - 1][step]
    }

    /// Simple exponential smoothing (Brown 1959) of the days from `firstDay` on in the same step.
    ///
    /// Follows the season, and runs of dull and bright days with it. NaN where the issue does not know three of the days.
    func smoothed(_ step: Int, firstDay: Int, issue: Int) -> Double {
        var (sum, weights, weight, known) = (0.0, 0.0, 1.0, 0)
        for day in firstDay...Self.smoothedDays {
            let value = lag(step, day: day, issue: issue)
            if value.isFinite {
                sum += weight * value
                weights += weight
                known += 1
            }
            weight *= Self.memory
        }
        return known >= 3 ? sum / weights : .nan
    }

    /// Mean of `mean` over a step and its neighbours on both sides.
    func smoothMean(_ step: Int, firstDay: Int, width: Int, issue: Int) -> Double {
        var (sum, known) = (0.0, 0)
        for neighbour in step - width...step + width {
            let value = mean(neighbour, firstDay: firstDay, issue: issue)
            if value.isFinite {
                sum += value
                known += 1
            }
        }
        return known > 0 ? sum / Double(known) : .nan
    }
}
