// SPDX-License-Identifier: Apache-2.0

import Energy

/// Prices of today and tomorrow of a customer of Tibber, from its GraphQL API.
///
/// `total`, with fees and VAT, is the import price, and `energy` the spot price. Earlier days cannot be asked for.
public struct Tibber: FeedSource {
    /// The home's id, or `tibber` for the only home of a customer.
    public let place: String
    private let token: String
    private let home: String?
    private let base: String

    private static let name = "tibber"
    /// Today may have begun so long ago, s.
    private static let longestDay = 25 * 3600
    private static let query = """
        {"query":"{viewer{homes{id currentSubscription{priceInfo(resolution: QUARTER_HOURLY)\
        {today{startsAt total energy currency} tomorrow{startsAt total energy currency}}}}}}"}
        """

    /// A source of one customer's prices.
    ///
    /// - Parameters:
    ///   - token: of the customer; sent in a header field, shown nowhere.
    ///   - home: id of the home; may be left out by a customer with one home.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for a token or an id that cannot be one.
    public init(token: String, home: String? = nil, base: String? = nil) throws(FeedFault) {
        self.token = try SourceParameters.token(token, of: Self.name)
        if let home {
            let example = "96a14971-525a-4420-aae9-e5aedaa129ff"
            self.home = try SourceParameters.word(home, "the home", of: Self.name, example: example)
        } else {
            self.home = nil
        }
        place = home ?? Self.name
        self.base = base ?? "https://api.tibber.com"
    }

    /// At most 100 requests in five minutes; tomorrow appears about 13:00.
    public var rules: FeedRules {
        var rules = FeedRules(name: Self.name, kind: .price, attribution: "Tibber")
        rules.restSeconds = 3
        rules.publication = FeedPublication(.centralEuropean, hour: 13)
        return rules
    }

    /// One question, always for today and tomorrow.
    ///
    /// - Throws: `.request` for slots that all lie before today.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        guard slots.upperBound.start > now.advanced(bySeconds: -Self.longestDay) else {
            throw .request("\(Self.name) gives prices of today and tomorrow, not of \(slots.lowerBound)")
        }
        let fields = [(name: "Authorization", value: "Bearer \(token)")]
        return [
            FeedQuestion(
                url: base + "/v1-beta/gql", fields: fields, json: Array(Self.query.utf8), slots: slots)
        ]
    }

    /// Reads the prices of the home.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let answer = try FeedJSON.decode(Answer.self, from: body)
        if let refusal = answer.refusal { throw refusal }
        guard let homes = answer.data?.viewer.homes else {
            throw .document(at: "data", found: "null", expected: "a viewer with homes")
        }
        let (index, home) = try chosen(homes)
        guard let subscription = home.currentSubscription else {
            throw .request("\(Self.name): the home \(FeedFault.quoted(home.id)) has no subscription, so no prices")
        }
        let path = "data.viewer.homes[\(index)].currentSubscription.priceInfo"
        guard let info = subscription.priceInfo else {
            throw .document(at: path, found: "null", expected: "today and tomorrow")
        }
        return try page(info, at: path)
    }

    /// What the body of a status other than 200 says.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        guard status == 400, let answer = try? FeedJSON.decode(Answer.self, from: body) else { return nil }
        return answer.refusal
    }

    private func chosen(_ homes: [Answer.Home]) throws(FeedFault) -> (Int, Answer.Home) {
        let ids = homes.map { FeedFault.quoted($0.id) }.joined(separator: ", ")
        if let home {
            guard let index = homes.firstIndex(where: { $0.id == home }) else {
                throw .request("\(Self.name): found no home \(home), only \(ids.isEmpty ? "none" : ids)")
            }
            return (index, homes[index])
        }
        guard let only = homes.first, homes.count == 1 else {
            let found = homes.isEmpty ? "no home" : "\(homes.count) homes (\(ids))"
            throw .request("\(Self.name): found \(found), expected one, or the id of the one that is meant")
        }
        return (0, only)
    }

    private func page(_ info: Answer.PriceInfo, at path: String) throws(FeedFault) -> FeedPage {
        let days = [("today", info.today), ("tomorrow", info.tomorrow)]
        var prices: [(start: UTCInstant, price: Answer.Price)] = []
        var currency: String?
        for (name, day) in days {
            for (k, price) in day.enumerated() {
                let place = "\(path).\(name)[\(k)]"
                prices.append((try FeedTime.stamp(price.startsAt, at: place + ".startsAt"), price))
                guard price.currency == currency ?? price.currency, Self.isCurrency(price.currency) else {
                    throw .document(
                        at: place + ".currency", found: FeedFault.quoted(price.currency),
                        expected: currency ?? "a code such as SEK")
                }
                currency = price.currency
            }
        }
        if prices.isEmpty { throw .notPublished }
        let imports = try DerivedLengths.intervals(prices.map { ($0.start, $0.price.total.value) }, at: path)
        let spots = try DerivedLengths.intervals(prices.map { ($0.start, $0.price.energy.value) }, at: path)
        return FeedPage([.importPrice: imports, .spotPrice: spots], nature: .actual, currency: currency)
    }

    private static func isCurrency(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}

/// Data, or errors with the same status.
private struct Answer: Decodable {
    let errors: [Problem]?
    let data: Content?

    /// Why there is no data, in the source's words.
    var refusal: FeedFault? {
        guard let errors, !errors.isEmpty else { return nil }
        let words = errors.compactMap(\.message).joined(separator: "; ")
        return .refused(words.isEmpty ? "an error without a message" : FeedFault.quoted(words))
    }

    struct Problem: Decodable { let message: String? }
    struct Content: Decodable { let viewer: Viewer }
    struct Viewer: Decodable { let homes: [Home] }
    struct Home: Decodable {
        let id: String
        let currentSubscription: Subscription?
    }
    struct Subscription: Decodable { let priceInfo: PriceInfo? }
    struct PriceInfo: Decodable {
        let today: [Price]
        let tomorrow: [Price]
    }
    struct Price: Decodable {
        let startsAt: String
        let total: OrNull<Double>
        let energy: OrNull<Double>
        let currency: String
    }
}
