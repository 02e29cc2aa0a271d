// SPDX-License-Identifier: Apache-2.0

import Energy

/// Day-ahead prices of many European zones from energy-charts.info of the Fraunhofer ISE, in EUR whatever the zone.
///
/// The answer has two lists of the same length: starts and prices. Its licence depends on the zone and stands in the answer;
/// some zones are for private use only.
/// Source: api.energy-charts.info, `/price`.
public struct EnergyCharts: FeedSource {
    /// Name in the configuration: `energy-charts`.
    public let rules: FeedRules
    /// The zone.
    public let place: String

    private let base: String
    private let zone: String

    /// Days of one request.
    private static let mostDays = 92

    private static let zones = PriceZone.asNamed(
        "AT", "BE", "CH", "CZ", "DK1", "DK2", "FR", "HU", "NL", "NO2", "PL", "SE4", "SI"
    ).merging(["DE_LU": "DE-LU", "DE_AT_LU": "DE-AT-LU", "IT_NORTH": "IT-NORTH"]) { first, _ in first }

    /// A source of one zone.
    ///
    /// - Parameters:
    ///   - zone: such as `DE_LU`, `DK1`, `SE4`.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for a zone that the source has not.
    public init(zone: String, base: String? = nil) throws(FeedFault) {
        let name = "energy-charts"
        self.zone = try PriceZone.name(of: zone, at: name, Self.zones)
        self.base = base ?? "https://api.energy-charts.info"
        place = zone
        var rules = FeedRules.dayAhead(
            name: name, attribution: "Bundesnetzagentur | SMARD.de by energy-charts.info (CC BY 4.0)")
        rules.notYet = [404]
        self.rules = rules
    }

    /// One request for a quarter of a year.
    ///
    /// The day after the last one is named as the end, so that the last one comes whole whether or not the end belongs to it.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) -> [FeedQuestion] {
        DeliveryDays.touched(by: slots, atMost: Self.mostDays).map { days in
            FeedQuestion(
                url: "\(base)/price?bzn=\(zone)&start=\(days.first)&end=\(days.end)", slots: days.slots)
        }
    }

    /// Reads the two lists; empty ones say that there is nothing yet.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let answer = try FeedJSON.decode(Answer.self, from: body)
        try PriceUnit.checkEuroPerMWh(answer.unit, at: "unit")
        guard answer.starts.count == answer.prices.count else {
            throw .document(
                at: "price", found: "\(answer.prices.count) prices for \(answer.starts.count) times",
                expected: "one for each")
        }
        guard !answer.starts.isEmpty else { throw .notPublished }
        var prices: [(start: UTCInstant, price: Double?)] = []
        for (index, (seconds, price)) in zip(answer.starts, answer.prices).enumerated() {
            guard let start = FeedTime.read(seconds: seconds) else {
                throw .document(
                    at: "unix_seconds[\(index)]", found: "\(seconds)", expected: "seconds since 1970")
            }
            prices.append((start, price.map { $0 / 1000 }))
        }
        let intervals = try DerivedLengths.intervals(prices, at: "unix_seconds")
        return FeedPage([.spotPrice: intervals], nature: .actual, currency: "EUR")
    }
}

private struct Answer: Decodable {
    /// Seconds since 1970.
    let starts: [Int]
    /// EUR per MWh.
    let prices: [Double?]
    let unit: String

    private enum CodingKeys: String, CodingKey {
        case starts = "unix_seconds"
        case prices = "price"
        case unit
    }
}
