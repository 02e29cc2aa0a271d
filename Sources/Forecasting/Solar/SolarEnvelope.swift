// SPDX-License-Identifier: Apache-2.0

/// What an array yields under a clear sky, learned from the array itself: the best of the last three weeks, step by step.
///
/// Needs neither place nor geometry, and knows trees and roofs that throw shadows. As in `UsualDays`, every number of a step
/// is made of steps at least a day earlier.
struct SolarEnvelope: Sendable {
    /// Days looked at: long enough for three clear ones in most climates, short enough for the season.
    static let dayCount = 21
    /// Below this part of the highest yield of these days it is night.
    static let darkShare = 0.002

    /// `[firstDay - 1][step]`: mean of the three highest values of the days `firstDay...21` before; NaN without three.
    private let values: [[Double]]
    /// By day of the series: the highest yield of the three weeks up to it, in the array's unit.
    private let peaks: [Double]
    private let days: UsualDays

    /// - Parameters:
    ///   - days: yields as parts of the clear sky's irradiance.
    ///   - yields: the same in the array's unit.
    init(_ days: UsualDays, yields: [Double]) {
        self.days = days
        var values = Array(repeating: [Double](repeating: .nan, count: days.count), count: UsualDays.farthest)
        for step in 0..<days.count {
            var top = HighestThree()
            for day in stride(from: Self.dayCount, through: 1, by: -1) {
                top.add(days.lag(step, day: day, issue: .max))
                if day <= UsualDays.farthest { values[day - 1][step] = top.mean }
            }
        }
        self.values = values
        peaks = Self.peaks(yields, perDay: days.stepsPerDay)
    }

    private static func peaks(_ yields: [Double], perDay: Int) -> [Double] {
        let dayPeaks = stride(from: 0, to: yields.count, by: perDay).map { start in
            yields[start..<min(start + perDay, yields.count)].reduce(0) { $1 > $0 ? $1 : $0 }
        }
        return dayPeaks.indices.map { day in dayPeaks[max(0, day - dayCount)...day].max() ?? 0 }
    }

    /// The best yield of a step as the issue knows it, as a part of the clear sky's irradiance; NaN where it does not.
    func value(_ step: Int, firstDay: Int, issue: Int) -> Double {
        guard step >= 0, step < days.count, days.source(step, day: firstDay) <= issue else { return .nan }
        return values[firstDay - 1][step]
    }

    /// The highest yield of the three weeks that ended with the last whole day at the issue.
    func peak(issue: Int) -> Double {
        let day = (issue + 1) / days.stepsPerDay - 1
        return day >= 0 ? peaks[min(day, peaks.count - 1)] : 0
    }

    /// True where neither the step nor its neighbours had any yield worth the name; nil where that is not known.
    func isDark(_ step: Int, firstDay: Int, issue: Int, clearSky: [Double]) -> Bool? {
        let own = value(step, firstDay: firstDay, issue: issue)
        guard own.isFinite else { return nil }
        let neighbours = [-1, 1].map { value(step + $0, firstDay: firstDay, issue: issue) }
        let highest = neighbours.reduce(own) { $1 > $0 ? $1 : $0 }
        return highest * clearSky[step] <= Self.darkShare * peak(issue: issue)
    }
}

/// The three highest of some numbers.
private struct HighestThree {
    private var first = -Double.infinity
    private var second = -Double.infinity
    private var third = -Double.infinity

    /// NaN until there are three.
    var mean: Double { third.isFinite ? (first + second + third) / 3 : .nan }

    mutating func add(_ value: Double) {
        // Not a number is never above anything.
        if value > first {
            (first, second, third) = (value, first, second)
        } else if value > second {
            (second, third) = (value, second)
        } else if value > third {
            third = value
        }
    }
}
