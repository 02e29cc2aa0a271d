// SPDX-License-Identifier: Apache-2.0

import Energy

/// Day-ahead prices of all European zones from the ENTSO-E Transparency Platform, mostly in EUR.
///
/// Needs a token, which is sent in a header field and stands in no address. What is asked for is documents of type A44 with
/// contract A01; each has whole delivery days. Where there are no prices, and for other refusals, the answer is an
/// acknowledgement, with status 200 or 400.
/// Source: "Transparency Platform RESTful API - user guide", 4.2.10 day ahead prices.
public struct Entsoe: FeedSource {
    /// Name in the configuration: `entsoe`.
    public let rules: FeedRules
    /// The zone.
    public let place: String

    private let base: String
    private let token: String
    private let code: String

    /// Days of one request: an answer is cut off after 100 series, and a day may have three.
    private static let mostDays = 30
    private static let mostSeries = 100
    /// Zones with a second auction, whose prices are not those of the coupled market.
    private static let zonesWithTwoAuctions: Set<String> = ["AT", "DE_LU"]

    /// EIC codes of the bidding zones.
    private static let codes = [
        "AT": "10YAT-APG------L", "BE": "10YBE----------2", "CH": "10YCH-SWISSGRIDZ", "DE_LU": "10Y1001A1001A82H",
        "DK1": "10YDK-1--------W", "DK2": "10YDK-2--------M", "EE": "10Y1001A1001A39I", "ES": "10YES-REE------0",
        "FI": "10YFI-1--------U", "FR": "10YFR-RTE------C", "LT": "10YLT-1001A0008Q", "LV": "10YLV-1001A00074",
        "NL": "10YNL----------L", "NO1": "10YNO-1--------2", "NO2": "10YNO-2--------T", "NO3": "10YNO-3--------J",
        "NO4": "10YNO-4--------9", "NO5": "10Y1001A1001A48H", "PL": "10YPL-AREA-----S", "SE1": "10Y1001A1001A44P",
        "SE2": "10Y1001A1001A45N", "SE3": "10Y1001A1001A46L", "SE4": "10Y1001A1001A47J",
    ]

    /// A source of one zone.
    ///
    /// - Parameters:
    ///   - zone: such as `SE3`, `DE_LU`, `FI`.
    ///   - token: as the platform gives it on request.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for a zone that is not known and for a token that cannot be one.
    public init(
        zone: String, token: String, base: String? = nil
    ) throws(FeedFault) {
        let name = "entsoe"
        code = try PriceZone.name(of: zone, at: name, Self.codes)
        self.token = try SourceParameters.token(token, of: name)
        self.base = base ?? "https://web-api.tp.entsoe.eu"
        place = zone
        var rules = FeedRules.dayAhead(name: name, attribution: "ENTSO-E Transparency Platform")
        // 400 requests per minute are allowed.
        rules.restSeconds = 0.2
        self.rules = rules
    }

    /// One request for a month.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) -> [FeedQuestion] {
        DeliveryDays.touched(by: slots, atMost: Self.mostDays).map { days in
            var query = "documentType=A44&in_Domain=\(code)&out_Domain=\(code)"
            query += "&periodStart=\(Self.stamp(days.slots.lowerBound.start))"
            query += "&periodEnd=\(Self.stamp(days.slots.upperBound.start))"
            query += "&contract_MarketAgreement.type=A01"
            if Self.zonesWithTwoAuctions.contains(place) {
                query += "&classificationSequence_AttributeInstanceComponent.position=1"
            }
            return FeedQuestion(
                url: "\(base)/api?\(query)", fields: [("Authorization", "Bearer \(token)")], slots: days.slots)
        }
    }

    /// As `202602012300`, UTC.
    private static func stamp(_ instant: UTCInstant) -> String {
        String(instant.iso8601.filter(\.isNumber).prefix(12))
    }

    /// Reads prices or an acknowledgement.
    ///
    /// - Throws: `.notPublished` where there are no prices, `.refused` for any other acknowledgement.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let document = try EntsoeDocument(body)
        if let fault = Self.fault(document) { throw fault }
        guard document.members["type"] ?? "A44" == "A44" else {
            throw .document(at: "type", found: FeedFault.quoted(document.members["type"] ?? ""), expected: "A44")
        }
        guard document.series.count < Self.mostSeries else {
            throw .document(
                at: "the answer", found: "\(document.series.count) TimeSeries",
                expected: "less than \(Self.mostSeries), as further ones are cut off")
        }
        let prices = try EntsoePrices(document, zone: code)
        guard !prices.intervals.isEmpty else { throw .notPublished }
        let madeAt = document.members["createdDateTime"].flatMap { FeedTime.read($0) }
        return FeedPage(
            [.spotPrice: prices.intervals], nature: .actual, currency: prices.currency, publishedAt: madeAt)
    }

    /// What the body of a refusal says; nil for a status or a body that says nothing.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        guard status == 400, let document = try? EntsoeDocument(body) else { return nil }
        return Self.fault(document)
    }

    /// What an acknowledgement says; nil for another document.
    private static func fault(_ document: EntsoeDocument) -> FeedFault? {
        guard document.isAcknowledgement else { return nil }
        if document.reasons.contains(where: { $0.contains("No matching data found") }) { return .notPublished }
        let words = document.reasons.joined(separator: "; ")
        return .refused(words.isEmpty ? "an acknowledgement without a reason" : FeedFault.quoted(words))
    }
}
