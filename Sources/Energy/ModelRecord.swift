// SPDX-License-Identifier: Apache-2.0

/// A trained model as the house knows it; its numbers are in a file of the same name.
public struct ModelRecord: Hashable, Sendable {
    /// What became of a model.
    public enum State: String, CaseIterable, Hashable, Sendable {
        /// In use.
        case champion
        /// Was in use; `hearth models rollback` brings the latest of these back.
        case former
        /// Did not beat the one in use or the naive forecast.
        case refused
        /// Was former or refused; its file has been deleted, because newer ones of its kind are kept.
        case discarded
    }

    /// Name without the folder and `.model`, as `demand-20261121T031500Z-5f3a`.
    public let id: String
    /// What it forecasts.
    public let target: ForecastTarget
    /// What became of it.
    public var state: State
    /// What it was trained on.
    public let training: Range<UTCInstant>
    /// When it was admitted or refused.
    public var admittedAt: UTCInstant
    /// Size of the file, bytes.
    public let bytes: Int

    /// Puts a record together.
    public init(
        id: String, target: ForecastTarget, state: State, training: Range<UTCInstant>, admittedAt: UTCInstant,
        bytes: Int
    ) {
        (self.id, self.target, self.state, self.training) = (id, target, state, training)
        (self.admittedAt, self.bytes) = (admittedAt, bytes)
    }
}

/// A decision on which model is used, with what it rests on.
public struct ModelDecisionRecord: Hashable, Sendable {
    /// What was decided.
    public enum Outcome: String, CaseIterable, Hashable, Sendable {
        /// The challenger beat the champion, or the naive forecast where there was none, and is in use.
        case promoted
        /// The challenger did not, and what was in use stays.
        case refused
        /// A person put it to use.
        case promotedByHand
        /// A person brought the former one back.
        case rolledBack
        /// A person went back to the naive forecast, because there was no former one.
        case retired
        /// Retraining was asked for.
        case retrainingAsked
    }

    /// When.
    public let time: UTCInstant
    /// What is forecast.
    public let target: ForecastTarget
    /// What was decided.
    public let outcome: Outcome
    /// The model decided on; empty for none.
    public let model: String
    /// The model that was in use; nil for the naive forecast.
    public let champion: String?
    /// Mean absolute errors on the same unseen points, in the target's unit; nil where not measured.
    public let modelError: Double?
    /// See `modelError`.
    public let championError: Double?
    /// See `modelError`.
    public let naiveError: Double?
    /// Why, in one sentence.
    public let reason: String

    /// Puts a record together.
    public init(
        time: UTCInstant, target: ForecastTarget, outcome: Outcome, model: String, champion: String?,
        modelError: Double?, championError: Double?, naiveError: Double?, reason: String
    ) {
        (self.time, self.target, self.outcome, self.model, self.champion) = (time, target, outcome, model, champion)
        (self.modelError, self.championError, self.naiveError) = (modelError, championError, naiveError)
        self.reason = reason
    }
}
