// SPDX-License-Identifier: Apache-2.0

import Energy

/// When a model is to be trained anew.
public enum RetrainingRule {
    /// Pseudo accuracy below which a model is doing badly.
    public static let fewestHits = 0.65
    /// Whole days that accuracy is judged on.
    public static let days = 7
    /// Time between two retrainings that are asked for, s.
    public static let coolDown = 86_400
    /// Time after a training was judged in which no drift asks for another, s: in a house's first year each new season is a
    /// drift, and a training that has just learned from it and was no better will not be so the next day.
    public static let driftPause = ModelTrial.days * 86_400
    /// What is learned from, days: the last two years.
    public static let historyDays = 731

    /// Why retraining is due.
    public enum Reason: Hashable, Sendable, CustomStringConvertible {
        /// Too few forecasts of the last days were hits; the share, 0...1.
        case accuracy(Double)
        /// What is forecast is distributed otherwise than in training; the population stability index.
        case drift(Double)

        /// In one sentence.
        public var description: String {
            switch self {
            case .accuracy(let share):
                "\(decimalText(100 * share, decimals: 0)) % of the forecasts of \(days) days were close, less than "
                    + "\(decimalText(100 * fewestHits, decimals: 0)) %"
            case .drift(let index):
                "the distribution has moved by \(decimalText(index, decimals: 2)), more than "
                    + decimalText(InputDrift.limit, decimals: 2)
            }
        }
    }

    /// Whether retraining is due, and why.
    ///
    /// - Parameters:
    ///   - scores: those of the model in use, any leads; days without a point count for nothing.
    ///   - drift: index of the last weeks against the training; nil where it is not known.
    ///   - lastAsked: when retraining was last asked for or a model last admitted; nil for never.
    ///   - lastJudged: when a new model was last compared with the one in use; nil for never.
    ///   - now: the wall clock.
    public static func reason(
        scores: [ForecastScoreRecord], drift: Double?, lastAsked: UTCInstant?, lastJudged: UTCInstant? = nil,
        now: UTCInstant
    ) -> Reason? {
        // A moment still to come was written by a clock that was wrong, and must not hold for years.
        func isWithin(_ seconds: Int, of moment: UTCInstant?) -> Bool {
            moment.map { (0..<seconds).contains(now.secondsSinceEpoch - $0.secondsSinceEpoch) } ?? false
        }
        if isWithin(coolDown, of: lastAsked) { return nil }
        if let drift, drift > InputDrift.limit, !isWithin(driftPause, of: lastJudged) { return .drift(drift) }
        let recent = scores.filter {
            (1...days).contains(now.date.dayNumber - $0.day.dayNumber) && $0.sums.count > 0
        }
        guard Set(recent.map(\.day)).count >= days else { return nil }
        let sums = recent.reduce(ForecastErrorSums()) { $0 + $1.sums }
        let share = Double(sums.hits) / Double(sums.count)
        return share < fewestHits ? .accuracy(share) : nil
    }
}
