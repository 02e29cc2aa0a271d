// SPDX-License-Identifier: Apache-2.0

/// Which policy drives the battery, and why that one.
public struct PolicyStanding: Hashable, Sendable {
    /// The policy that decides.
    public var driver: String
    /// The policy that has to earn its place; nil where the house has none.
    public var candidate: String?
    /// When the candidate was promoted or demoted last; nil where it never was.
    public var since: UTCInstant?
    /// Why the driver drives, in a sentence for the owner.
    public var sentence: String
    /// The last comparison that was judged; nil before the first.
    public var comparison: PolicyComparison?

    /// Puts a standing together.
    public init(
        driver: String, candidate: String? = nil, since: UTCInstant? = nil, sentence: String,
        comparison: PolicyComparison? = nil
    ) {
        (self.driver, self.candidate, self.since) = (driver, candidate, since)
        (self.sentence, self.comparison) = (sentence, comparison)
    }
}
