// SPDX-License-Identifier: Apache-2.0

/// What became of a policy that has to earn its place.
public enum PolicyVerdict: String, CaseIterable, Hashable, Sendable {
    /// It drives from now on.
    case promote
    /// It drives no longer.
    case demote
    /// It goes on driving, or not driving.
    case keep

    /// True where something changed.
    public var isChange: Bool { self != .keep }
}

/// A verdict with when and why, and the comparison it rests on.
public struct PolicyVerdictRecord: Hashable, Sendable {
    /// When it was spoken.
    public let time: UTCInstant
    /// On which version of which policy; nil where no policy has to earn its place.
    public let candidate: PolicyComparison.Candidate?
    /// What was decided.
    public let verdict: PolicyVerdict
    /// Why, in a sentence for the owner.
    public let sentence: String
    /// What it rests on.
    public let comparison: PolicyComparison

    /// Puts a record together.
    public init(
        time: UTCInstant, candidate: PolicyComparison.Candidate?, verdict: PolicyVerdict, sentence: String,
        comparison: PolicyComparison
    ) {
        (self.time, self.candidate, self.verdict) = (time, candidate, verdict)
        (self.sentence, self.comparison) = (sentence, comparison)
    }
}
