// SPDX-License-Identifier: Apache-2.0

import Learning

/// What the errors known at an issue say about those to come, by groups of horizons, learned from the last days.
///
/// Errors that earlier ones foretell mean that a forecast is not efficient (Nordhaus, Review of Economics and Statistics 69,
/// 1987). So the errors have an autoregression of their own, one for each group of horizons, fitted with exponential
/// forgetting as the direct multi-step models of Bacher, Madsen and Nielsen, "Online short-term solar power forecasting",
/// Solar Energy 83 (2009), and shrunk to nothing by a ridge: where errors cannot be foretold, forecasts stay as they are.
struct ErrorCorrection: Hashable, Sendable {
    /// How the errors of the last days count.
    struct Rule: Hashable, Sendable {
        /// Upper ends of the groups of horizons, in hours; horizons beyond the last are not corrected.
        ///
        /// A group of one step comes before them.
        let groupEnds: [Int]
        /// Weight of a day as a part of that of the day after it, 0...1.
        let forgetting: Double
        /// Penalty of the squared coefficients: about the number of forecasts that weigh as much as "no relation".
        let ridge: Double
    }

    /// Days remembered.
    static let dayLimit = 28
    /// Furthest that a forecast is moved, in standard deviations of its band.
    static let farthest = 2.0

    /// The groups as ranges of steps.
    let horizons: [ClosedRange<Int>]
    /// Weights of the known errors, by group; zero before anything is seen.
    private(set) var coefficients: [ErrorRegressors]
    private let rule: Rule
    /// The oldest day first.
    private var days: [[Sums]] = []

    /// Before anything is seen.
    init(_ rule: Rule, stepsPerDay: Int) {
        self.rule = rule
        horizons = HorizonGroups.ranges(endHours: rule.groupEnds, stepsPerDay: stepsPerDay)
        coefficients = horizons.map { _ in .zero }
    }

    /// What a regression of an error on those known before needs to know of some forecasts.
    struct Sums: Hashable, Sendable {
        /// Squares of the known errors.
        private var squares = ErrorRegressors.zero
        /// Products of two of them: second and third, first and third, first and second.
        private var products = ErrorRegressors.zero
        /// Products with the error to come.
        private var moments = ErrorRegressors.zero

        /// Takes in a forecast whose error has come; one that has no number tells nothing.
        mutating func add(_ known: ErrorRegressors, error: Double) {
            guard error.isFinite else { return }
            squares += known * known
            products += Self.pairs(known)
            moments += error * known
        }

        /// Takes in those of other forecasts, all of these weighed less before.
        mutating func add(_ other: Sums, forgetting: Double) {
            squares = forgetting * squares + other.squares
            products = forgetting * products + other.products
            moments = forgetting * moments + other.moments
        }

        private static func pairs(_ x: ErrorRegressors) -> ErrorRegressors {
            ErrorRegressors(x[1] * x[2], x[0] * x[2], x[0] * x[1])
        }

        /// The ridge regression without an intercept; nil where the sums are no numbers.
        func coefficients(ridge: Double) -> ErrorRegressors? {
            let (a, b) = (squares + ErrorRegressors(repeating: ridge), products)
            let matrix = [a[0], b[2], b[1], b[2], a[1], b[0], b[1], b[0], a[2]]
            guard let factor = CholeskyFactor(matrix, size: 3) else { return nil }
            let solved = ErrorRegressors(factor.solve([moments[0], moments[1], moments[2]]))
            return solved.sum().isFinite ? solved : nil
        }
    }

    /// Whether it moves any forecast.
    var isLearned: Bool { coefficients.contains { $0 != .zero } }

    /// The group of a horizon in steps; nil where that is not corrected.
    func group(of horizon: Int) -> Int? { horizons.firstIndex { $0.contains(horizon) } }

    /// By how many standard deviations of its band a forecast is to be moved.
    func shift(_ known: ErrorRegressors, horizon: Int) -> Double {
        guard let group = group(of: horizon) else { return 0 }
        return min(max((coefficients[group] * known).sum(), -Self.farthest), Self.farthest)
    }

    /// Takes in a day, the sums of every group.
    mutating func add(_ day: [Sums]) {
        days.append(day)
        days.removeFirst(max(0, days.count - Self.dayLimit))
        for group in horizons.indices {
            var sums = Sums()
            for day in days { sums.add(day[group], forgetting: rule.forgetting) }
            coefficients[group] = sums.coefficients(ridge: rule.ridge) ?? .zero
        }
    }
}
