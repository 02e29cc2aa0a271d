// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// Equally likely courses of a day or two of power that a forecast and the past together make.
///
/// Each slot is distributed as the forecast's P10, P50 and P90 say; how slots hang together is taken from past days: a Gaussian
/// copula fitted to the rank-transformed errors of a forecast by habit (Pinson et al., Wind Energy 12 (2009), 51-62), its
/// draws brought to the quantiles by their ranks as in the Schaake shuffle (Clark et al., Journal of Hydrometeorology 5
/// (2004), 243-262), so that also few courses have the forecast's quantiles.
public struct DayScenarios: Hashable, Sendable {
    /// Past courses looked at, one a day.
    public static let mostDays = 56
    /// Fewest past courses that say how slots hang together.
    public static let fewestDays = 7

    /// The forecast whose courses are drawn.
    public let forecast: Forecast
    /// Past courses; a draw is a sum of them with normal weights, so that no correlation need be written down.
    private let scores: CourseScores

    /// Learns how slots hang together from what was measured before a forecast.
    ///
    /// - Parameters:
    ///   - forecast: of power >= 0, any unit.
    ///   - history: what was measured, in the same unit; slots from the forecast's first on are not looked at.
    ///   - calendar: of those who use the power; `.utc` for what follows the sun.
    /// - Returns: nil where less than `fewestDays` past courses have numbers, and days before them that say what is usual.
    public init?(_ forecast: Forecast, history: SlotSeries, calendar: LocalCalendar) {
        let errors = PastErrors(history: history, before: forecast.firstSlot, calendar: calendar)
        let courses = errors.courses(slots: forecast.p50.count, most: Self.mostDays)
        guard courses.count >= Self.fewestDays else { return nil }
        self.forecast = forecast
        scores = CourseScores(courses, slots: forecast.p50.count)
    }

    /// Draws courses, each as long as the forecast, in its unit, nothing below 0.
    ///
    /// The same seed gives the same courses.
    public func draw(count: Int, seed: UInt64) -> [[Double]] {
        guard count > 0 else { return [] }
        var generator = SplitMix64(seed: seed)
        var courses = (0..<count).map { _ in scores.draw(&generator) }
        let strata = StandardNormal.strata(count)
        for slot in forecast.p50.indices {
            let order = courses.indices.sorted { courses[$0][slot] < courses[$1][slot] }
            for (rank, course) in order.enumerated() {
                courses[course][slot] = max(0, power(slot, score: strata[rank]))
            }
        }
        return courses
    }

    /// The forecast's quantile of a normal score: straight between and beyond P10, P50 and P90, as halves of two normal
    /// distributions.
    private func power(_ slot: Int, score: Double) -> Double {
        let middle = forecast.p50[slot]
        let reach = score < 0 ? middle - forecast.p10[slot] : forecast.p90[slot] - middle
        return middle + score / Self.scoreOfP90 * reach
    }

    private static let scoreOfP90 = StandardNormal.quantile(0.9)
}

/// Past courses of errors as normal scores, by slot of variance 1 over the courses.
private struct CourseScores: Hashable, Sendable {
    /// `[course][slot]`.
    private let courses: [[Double]]
    /// Slots whose errors never differed: nothing is known about how they hang together.
    private let unknown: [Int]
    private let slots: Int

    init(_ errors: [[Double]], slots: Int) {
        var courses = errors
        var unknown: [Int] = []
        for slot in 0..<slots {
            let scores = StandardNormal.scores(errors.map { $0[slot] })
            let size = scores.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if size == 0 { unknown.append(slot) }
            for course in courses.indices { courses[course][slot] = size > 0 ? scores[course] / size : 0 }
        }
        (self.courses, self.unknown, self.slots) = (courses, unknown, slots)
    }

    /// Normal scores of a new course: correlated as the past ones are.
    func draw(_ generator: inout SplitMix64) -> [Double] {
        var result = [Double](repeating: 0, count: slots)
        for course in courses {
            let weight = generator.nextNormal()
            for slot in 0..<slots { result[slot] += weight * course[slot] }
        }
        for slot in unknown { result[slot] = generator.nextNormal() }
        return result
    }
}

extension SplitMix64 {
    fileprivate mutating func nextNormal() -> Double { StandardNormal.quantile(nextUniform() + 0x1p-54) }
}
