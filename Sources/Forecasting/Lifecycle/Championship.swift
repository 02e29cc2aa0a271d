// SPDX-License-Identifier: Apache-2.0

import Energy

/// The rule by which a new model takes the place of what is in use.
public struct Championship: Hashable, Sendable {
    /// By what part of the error the challenger must be better than champion and naive forecast, so that chance and the work of
    /// a change do not decide.
    public static let margin = 0.02

    /// What is to be done.
    public enum Verdict: Hashable, Sendable {
        /// The challenger is better by the margin.
        case promote
        /// It is not; why, in one sentence.
        case refuse(String)
    }

    /// Who is compared with whom.
    public let challenger: ModelTrial
    /// The model in use, tried on the same days; nil where the naive forecast is in use.
    public let champion: ModelTrial?

    /// A comparison.
    public init(challenger: ModelTrial, champion: ModelTrial?) {
        (self.challenger, self.champion) = (challenger, champion)
    }

    /// What follows.
    public var verdict: Verdict {
        let error = challenger.error
        guard error.isFinite, challenger.naiveError.isFinite else { return .refuse("its error is not a number") }
        guard challenger.naiveError > 0, error <= (1 - Self.margin) * challenger.naiveError else {
            return .refuse(Self.sentence("the naive forecast", error, challenger.naiveError))
        }
        let seconds = challenger.window.upperBound.secondsSinceEpoch - challenger.window.lowerBound.secondsSinceEpoch
        guard challenger.points > 0, seconds >= ModelTrial.fewestDays * 86_400 else {
            return .refuse("it was tried on less than \(ModelTrial.fewestDays) days")
        }
        guard let champion else { return .promote }
        guard champion.window == challenger.window, champion.points == challenger.points else {
            return .refuse("it was tried on other days than the model in use")
        }
        guard error <= (1 - Self.margin) * champion.error else {
            return .refuse(Self.sentence("the model in use", error, champion.error))
        }
        return .promote
    }

    private static func sentence(_ other: String, _ error: Double, _ bar: Double) -> String {
        guard bar > 0 else { return "\(other) makes no error" }
        let better = decimalText(100 * (1 - error / bar), decimals: 1)
        return "its error is \(better) % below that of \(other), less than the \(Int(100 * margin)) % asked"
    }
}
