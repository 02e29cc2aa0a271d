// SPDX-License-Identifier: Apache-2.0

import Energy

/// Whether a document that was fetched is taken in.
public enum FeedVerdict: Hashable, Sendable {
    /// It is.
    case accepted
    /// It is not; why, in words for a person.
    case refused(String)
}

/// What is known before a document is taken in.
public struct FeedKnowledge: Sendable {
    /// When the newest document of the same source, kind, place and nature was fetched that was taken in; nil for none.
    public var lastFetch: UTCInstant?
    /// Prices that are stored about the time of the document, by quantity, whoever told them.
    public var prices: [FeedQuantity: SlotSeries]
    /// The day-ahead prices of them that the document's source told.
    public var pricesOfSource: SlotSeries?

    /// Puts what is known together.
    public init(
        lastFetch: UTCInstant? = nil, prices: [FeedQuantity: SlotSeries] = [:], pricesOfSource: SlotSeries? = nil
    ) {
        (self.lastFetch, self.prices, self.pricesOfSource) = (lastFetch, prices, pricesOfSource)
    }

    /// What a database knows.
    public init(before document: FeedDocument, in store: any ReadingStoring) throws {
        lastFetch = try store.lastFetch(
            source: document.source, kind: document.kind, place: document.place, nature: document.nature)
        prices = [:]
        // One day more than is compared, as days do not begin with those of UTC.
        let margin = (PriceCheck.historyDays + 1) * 96
        for (quantity, series) in document.series where quantity.kind == .price {
            let slots =
                series.slots.lowerBound.advanced(by: -margin)..<series.slots.upperBound.advanced(by: margin)
            prices[quantity] = try store.feedSeries(
                quantity: quantity, place: document.place, nature: document.nature, slots: slots)
            if quantity == .spotPrice { pricesOfSource = try store.prices(slots: slots, source: document.source) }
        }
    }
}

/// Checks documents against the house and against what is known, before they are taken in.
///
/// That the numbers are in their ranges was checked when the document was read.
public struct FeedCheck: Sendable {
    /// How far the clocks of two processes of one machine are apart at most, s.
    private static let slack = 60
    /// How far a source's clock may be wrong, s.
    private static let foreignSlack = 900
    /// Days after the one it was fetched on that day-ahead prices may reach into; one more than there are.
    private static let priceDays = 2
    /// The farthest of the forecasts in use looks 16 days ahead, and begins with today; days.
    private static let forecastDays = 17
    /// The longest that a fact in the making may last: a source gives the hour that has begun, s.
    private static let begunSeconds = 3600

    private let marketZone: TimeZoneRule
    private let currency: String
    private let places: [FeedKind: Set<String>]

    /// A check for a house.
    ///
    /// - Parameters:
    ///   - marketZone: the clock that the days of prices go by.
    ///   - currency: of the tariff, ISO 4217.
    ///   - places: what documents of each kind may be about, as their sources say it.
    public init(marketZone: TimeZoneRule, currency: String, places: [FeedKind: Set<String>]) {
        (self.marketZone, self.currency, self.places) = (marketZone, currency, places)
    }

    /// Checks a document.
    ///
    /// - Parameters:
    ///   - knowledge: about the time of the document.
    ///   - now: the trusted wall clock.
    public func verdict(on document: FeedDocument, _ knowledge: FeedKnowledge, now: UTCInstant) -> FeedVerdict {
        let refusal =
            fetchRefusal(document, last: knowledge.lastFetch, now: now) ?? houseRefusal(document)
            ?? reachRefusal(document) ?? priceRefusal(document, knowledge)
        return refusal.map { .refused($0) } ?? .accepted
    }

    private func fetchRefusal(_ document: FeedDocument, last: UTCInstant?, now: UTCInstant) -> String? {
        let fetchedAt = document.fetchedAt
        if fetchedAt > now.advanced(bySeconds: Self.slack) {
            return "it was fetched at \(fetchedAt), and now it is \(now)"
        }
        if let last, FeedIntake.isFetched(last, after: fetchedAt) {
            return "it was fetched at \(fetchedAt), before the one of \(last) that is in use"
        }
        if let published = document.publishedAt, published > fetchedAt.advanced(bySeconds: Self.foreignSlack) {
            return "it was published at \(published), after it was fetched at \(fetchedAt)"
        }
        return nil
    }

    private func houseRefusal(_ document: FeedDocument) -> String? {
        let known = places[document.kind] ?? []
        guard known.contains(document.place) else {
            let expected = known.isEmpty ? "no \(document.kind.rawValue)" : known.sorted().joined(separator: " or ")
            return "it is about \(document.place), expected \(expected)"
        }
        if let wrong = document.series.keys.first(where: { $0.kind != document.kind }) {
            return "it has \(wrong.rawValue), which is no \(document.kind.rawValue)"
        }
        guard document.kind == .price else { return nil }
        if document.nature != .actual { return "its prices are a \(document.nature.rawValue), expected ones that hold" }
        if document.currency == currency { return nil }
        return "its prices are in \(document.currency ?? "no currency"), expected \(currency)"
    }

    /// Nobody knows what is farther ahead than his kind of source can.
    private func reachRefusal(_ document: FeedDocument) -> String? {
        for (quantity, series) in document.series.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard let end = latestEnd(of: quantity, in: document), series.slots.upperBound.start > end else { continue }
            return "\(quantity.rawValue) goes on to \(series.slots.upperBound), expected an end by \(end)"
        }
        return nil
    }

    /// Where a series ends at the latest; nil for a tariff's prices, which may be fixed for long.
    private func latestEnd(of quantity: FeedQuantity, in document: FeedDocument) -> UTCInstant? {
        switch quantity {
        case .spotPrice:
            let today = marketZone.localDate(at: document.fetchedAt)
            return marketZone.start(of: CivilDate(dayNumber: today.dayNumber + Self.priceDays + 1))
        case .importPrice, .exportPrice: return nil
        default:
            let ahead = document.nature == .forecast ? Self.forecastDays * 86_400 : Self.begunSeconds
            return document.fetchedAt.advanced(bySeconds: ahead)
        }
    }

    private func priceRefusal(_ document: FeedDocument, _ knowledge: FeedKnowledge) -> String? {
        for quantity in FeedQuantity.allCases where quantity.kind == .price {
            guard let series = document.series[quantity] else { continue }
            let nothing = SlotSeries(firstSlot: series.firstSlot, values: [Double]())
            let check = PriceCheck(quantity: quantity, zone: marketZone)
            let ofSource = quantity == .spotPrice ? knowledge.pricesOfSource : nil
            if let words = check.refusal(
                series, stored: knowledge.prices[quantity] ?? nothing, ofSource: ofSource ?? nothing)
            {
                return words
            }
        }
        return nil
    }
}
