// SPDX-License-Identifier: Apache-2.0

/// What one source told, checked and by quarter hours: what the fetcher leaves and the planner takes in.
public struct FeedDocument: Hashable, Sendable {
    /// The source's name, such as `entsoe`.
    public let source: String
    /// Its kind.
    public let kind: FeedKind
    /// What the numbers are about: a bidding zone such as `SE3`, a place such as `59.33,18.07`, a tariff.
    public let place: String
    /// Forecast or fact.
    public let nature: FeedNature
    /// ISO 4217 code where there are prices; nil elsewhere.
    public let currency: String?
    /// When it was fetched.
    public let fetchedAt: UTCInstant
    /// When the source says that it made it; nil where it does not say.
    public let publishedAt: UTCInstant?
    /// The numbers; what is missing stays missing.
    public let series: [FeedQuantity: SlotSeries]

    /// Puts a document together.
    public init(
        source: String, kind: FeedKind, place: String, nature: FeedNature, currency: String? = nil,
        fetchedAt: UTCInstant, publishedAt: UTCInstant? = nil, series: [FeedQuantity: SlotSeries]
    ) {
        self.source = source
        self.kind = kind
        self.place = place
        self.nature = nature
        self.currency = currency
        self.fetchedAt = fetchedAt
        self.publishedAt = publishedAt
        self.series = series
    }
}
