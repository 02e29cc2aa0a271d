// SPDX-License-Identifier: Apache-2.0

import Energy

/// Day-ahead prices of Nord Pool's data portal.
///
/// The portal is the undocumented back end of a website. Automated or commercial use needs a data licence of Nord Pool, so this
/// source is only for those who have one. It goes back about two months.
public struct NordPool: FeedSource {
    /// The zone.
    public let place: String
    /// The portal's name of the zone.
    private let area: String
    private let currency: String
    private let base: String

    private static let name = "nordpool"
    private static let areas = PriceZone.asNamed(
        "AT", "BE", "BG", "DK1", "DK2", "EE", "FI", "FR", "LT", "LV", "NL", "NO1", "NO2", "NO3", "NO4", "NO5", "PL",
        "SE1",
        "SE2", "SE3", "SE4"
    ).merging(["DE_LU": "GER", "RO": "TEL"]) { first, _ in first }
    private static let currencies = ["BGN", "DKK", "EUR", "NOK", "PLN", "RON", "SEK"]

    /// A source of one zone.
    ///
    /// - Parameters:
    ///   - zone: such as `SE3`, `DE_LU`.
    ///   - currency: what the prices are asked in.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for a zone or a currency that the portal has not.
    public init(
        zone: String, currency: String = "EUR", base: String? = nil
    ) throws(FeedFault) {
        area = try PriceZone.name(of: zone, at: "Nord Pool", Self.areas)
        guard Self.currencies.contains(currency) else {
            let known = Self.currencies.joined(separator: ", ")
            throw .request("Nord Pool has no prices in \(FeedFault.quoted(currency)), only in \(known)")
        }
        (place, self.currency) = (zone, currency)
        self.base = base ?? "https://dataportal-api.nordpoolgroup.com"
    }

    /// Tomorrow appears about 13:00 CET, with status 204 before; requests too near each other are answered with 429.
    public var rules: FeedRules {
        var rules = FeedRules.dayAhead(name: Self.name, attribution: "Nord Pool")
        rules.notYet = [204]
        rules.restSeconds = 2
        return rules
    }

    /// One question for each delivery day, which is a day of CET everywhere.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        DeliveryDays.touched(by: slots, atMost: 1).map { day in
            let query = "market=DayAhead&date=\(day.first)&deliveryArea=\(area)&currency=\(currency)"
            return FeedQuestion(url: "\(base)/api/DayAheadPrices?\(query)", slots: day.slots)
        }
    }

    /// Reads a day.
    ///
    /// - Throws: `.notPublished` as long as its prices are not final.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let answer = try FeedJSON.decode(Answer.self, from: body)
        let date = DeliveryDays.zone.localDate(at: question.slots.lowerBound.start)
        try require(answer.deliveryDateCET, "\(date)", at: "deliveryDateCET")
        try require(answer.market, "DayAhead", at: "market")
        try require(answer.currency, currency, at: "currency")
        try checkState(answer.areaStates)
        if answer.multiAreaEntries.isEmpty { throw .notPublished }
        var intervals: [FeedInterval] = []
        for (k, entry) in answer.multiAreaEntries.enumerated() {
            let start = try FeedTime.stamp(entry.deliveryStart, at: "multiAreaEntries[\(k)].deliveryStart")
            let end = try FeedTime.stamp(entry.deliveryEnd, at: "multiAreaEntries[\(k)].deliveryEnd")
            // An area that is not named has no price; the others are per MWh.
            intervals.append(FeedInterval(start, to: end, entry.entryPerArea[area]?.value.map { $0 / 1000 }))
        }
        return FeedPage(
            [.spotPrice: intervals], nature: .actual, currency: currency,
            publishedAt: try FeedTime.stamp(answer.updatedAt, at: "updatedAt"))
    }

    /// What the body of a status other than 200 says.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        switch status {
        case 400:
            // A document of RFC 9457.
            guard let problem = try? FeedJSON.decode(Problem.self, from: body) else { return nil }
            return (problem.detail ?? problem.title).map { .refused(FeedFault.quoted($0)) }
        case 401: return .request("Nord Pool gives days older than about two months to subscribers only")
        default: return nil
        }
    }

    private func require(_ found: String, _ expected: String, at place: String) throws(FeedFault) {
        guard found == expected else {
            throw .document(at: place, found: FeedFault.quoted(found), expected: expected)
        }
    }

    private func checkState(_ states: [Answer.AreaState]) throws(FeedFault) {
        let own = states.filter { $0.areas.contains(area) }.map(\.state)
        guard !own.isEmpty else {
            throw .document(at: "areaStates", found: "no state of \(area)", expected: "Final")
        }
        if let other = own.first(where: { $0 != "Final" && $0 != "Preliminary" }) {
            throw .document(at: "areaStates", found: FeedFault.quoted(other), expected: "Final or Preliminary")
        }
        if own.contains("Preliminary") { throw .notPublished }
    }
}

/// A delivery day.
private struct Answer: Decodable {
    let deliveryDateCET: String
    let updatedAt: String
    let market: String
    let currency: String
    let areaStates: [AreaState]
    let multiAreaEntries: [Entry]

    struct AreaState: Decodable {
        let state: String
        let areas: [String]
    }
    struct Entry: Decodable {
        let deliveryStart: String
        let deliveryEnd: String
        let entryPerArea: [String: OrNull<Double>]
    }
}

private struct Problem: Decodable {
    let title: String?
    let detail: String?
}
