// SPDX-License-Identifier: Apache-2.0

/// What the errors known at an issue say about those to come, by groups of horizons, learned from the last days.
///
/// Errors that earlier ones foretell mean that a forecast is not efficient (Nordhaus, Review of Economics and Statistics 69,
/// 1987). So the errors have an autoregression of their own, one for each group of horizons, fitted with exponential
/// forgetting as the direct multi-step models of Bacher, Madsen and Nielsen, "Online short-term solar power forecasting",
/// Solar Energy 83 (2009), and shrunk to nothing by a ridge. Where the forecasts of the last days would have been no better for
/// it, they stay as they are.
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

    /// How a forecast is changed, in standard deviations of its band.
    struct Move: Hashable, Sendable {
        /// By how many all quantiles are moved.
        let shift: Double
        /// What the band's ends keep of their distance from the median, 0...1: what is foretold is no longer unknown.
        let spread: Double

        /// A forecast that stays as it is.
        static let none = Move(shift: 0, spread: 1)
    }

    /// Days remembered.
    static let dayLimit = 28
    /// Furthest that a forecast is moved, in standard deviations of its band.
    static let farthest = 2.0

    /// The groups as ranges of steps.
    let horizons: [ClosedRange<Int>]
    /// By group.
    private(set) var fits: [ErrorFit]
    private let rule: Rule
    /// By group, the oldest day first.
    private var days: [[ErrorSums]] = []

    /// Before anything is seen.
    init(_ rule: Rule, stepsPerDay: Int) {
        self.rule = rule
        horizons = HorizonGroups.ranges(endHours: rule.groupEnds, stepsPerDay: stepsPerDay)
        fits = horizons.map { _ in ErrorFit() }
    }

    /// Whether it changes any forecast.
    var isInUse: Bool { fits.contains(where: \.isWorthIt) }

    /// The group of a horizon in steps; nil where that is not corrected.
    func group(of horizon: Int) -> Int? { horizons.firstIndex { $0.contains(horizon) } }

    /// How a forecast is to be changed.
    func move(_ known: ErrorRegressors, horizon: Int) -> Move {
        guard let group = group(of: horizon), fits[group].isWorthIt else { return .none }
        return trial(known, group: group)
    }

    /// How a forecast would be changed, were it worth it.
    func trial(_ known: ErrorRegressors, group: Int) -> Move {
        let shift = (fits[group].coefficients * known).sum()
        return Move(shift: min(max(shift, -Self.farthest), Self.farthest), spread: fits[group].spread)
    }

    /// Takes in a day, the sums of every group.
    mutating func add(_ day: [ErrorSums]) {
        days.append(day)
        days.removeFirst(max(0, days.count - Self.dayLimit))
        for group in horizons.indices {
            var sums = ErrorSums()
            for day in days { sums.add(day[group], forgetting: rule.forgetting) }
            fits[group] = sums.fit(ridge: rule.ridge)
        }
    }
}
