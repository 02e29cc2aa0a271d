// SPDX-License-Identifier: Apache-2.0

import Energy

/// Day-ahead prices of Sweden from elprisetjustnu.se and of Norway from its sister hvakosterstrommen.no.
///
/// One static JSON file for each local day, in the country's currency and in euros per kWh without VAT, fees and taxes; hourly
/// up to 2025-09-30. Of every entry the two prices and the rate of exchange beside them are checked against each other.
/// Source: the page on the API at either site.
public struct ElprisetJustNu: FeedSource {
    /// Whose site is asked.
    public enum Country: Sendable {
        /// elprisetjustnu.se, in SEK; Sweden has prices there from 2022-11-01 on.
        case sweden
        /// hvakosterstrommen.no, in NOK.
        case norway
    }

    /// Names of the sites in the configuration: `elprisetjustnu` and `hvakosterstrommen`.
    public let rules: FeedRules
    /// The zone.
    public let place: String

    private let base: String
    /// The country's.
    private let ownCurrency: String
    private let isInEuros: Bool

    /// A source of one zone.
    ///
    /// - Parameters:
    ///   - zone: `SE1` to `SE4` in Sweden, `NO1` to `NO5` in Norway.
    ///   - isInEuros: true for the prices in euros in place of those in the country's currency.
    ///   - base: scheme, host and port, without a slash at the end; nil for the country's site.
    /// - Throws: `.request` for another zone.
    public init(
        _ country: Country, zone: String, isInEuros: Bool = false, base: String? = nil
    ) throws(FeedFault) {
        let site: String
        let name: String
        let zones: [String: String]
        switch country {
        case .sweden:
            (site, name, ownCurrency) = ("elprisetjustnu.se", "elprisetjustnu", "SEK")
            zones = PriceZone.asNamed("SE1", "SE2", "SE3", "SE4")
        case .norway:
            (site, name, ownCurrency) = ("hvakosterstrommen.no", "hvakosterstrommen", "NOK")
            zones = PriceZone.asNamed("NO1", "NO2", "NO3", "NO4", "NO5")
        }
        place = try PriceZone.name(of: zone, at: name, zones)
        self.base = base ?? "https://www.\(site)"
        self.isInEuros = isInEuros
        var rules = FeedRules.dayAhead(name: name, attribution: "https://www.\(site)")
        rules.notYet = [404]
        self.rules = rules
    }

    /// One file for each day.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) -> [FeedQuestion] {
        DeliveryDays.touched(by: slots, atMost: 1).map { day in
            let date = day.first.description
            let file = "\(date.prefix(4))/\(date.dropFirst(5))_\(place).json"
            return FeedQuestion(url: "\(base)/api/v1/prices/\(file)", slots: day.slots)
        }
    }

    /// Reads a file.
    ///
    /// - Throws: `.document` also for a price of another day than the one asked for.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let entries = try FeedJSON.decode([Entry].self, from: body)
        guard !entries.isEmpty else { throw .notPublished }
        var intervals: [FeedInterval] = []
        for (index, entry) in entries.enumerated() {
            intervals.append(try interval(entry, at: "[\(index)]", of: question.slots))
        }
        return FeedPage([.spotPrice: intervals], nature: .actual, currency: isInEuros ? "EUR" : ownCurrency)
    }

    private func interval(_ entry: Entry, at place: String, of day: Range<Slot>) throws(FeedFault) -> FeedInterval {
        let start = try FeedTime.stamp(entry.start, at: "\(place).time_start")
        let end = try FeedTime.stamp(entry.end, at: "\(place).time_end")
        guard day.lowerBound.start <= start, start < end, end <= day.upperBound.start else {
            throw .document(
                at: place, found: "\(start) to \(end)",
                expected: "a time from \(day.lowerBound.start) to \(day.upperBound.start)")
        }
        guard let price = entry.prices["\(ownCurrency)_per_kWh"] else {
            throw .document(at: place, found: "no member \(ownCurrency)_per_kWh", expected: "one")
        }
        if let price = price.value { try check(price, entry, at: place) }
        // Without a price of the country's own there is nothing to check the one in euros against.
        return FeedInterval(start, to: end, isInEuros && price.value != nil ? entry.euros.value : price.value)
    }

    /// Compares a price with the one in euros: the difference may come from rounding alone.
    private func check(_ price: Double, _ entry: Entry, at place: String) throws(FeedFault) {
        guard let euros = entry.euros.value, let rate = entry.rate.value else {
            throw .document(at: place, found: "a price without EUR_per_kWh or EXR", expected: "both beside it")
        }
        // Prices have five decimals and rates three or more, rounded or cut off.
        let rounding = 1e-5 * (1 + rate) + 1e-3 * euros.magnitude
        guard rate > 0, (price - euros * rate).magnitude <= rounding else {
            throw .document(
                at: place, found: "\(price) \(ownCurrency) with \(euros) EUR and a rate of \(rate)",
                expected: "EUR x EXR = \(ownCurrency)")
        }
    }
}

/// One price of the file.
private struct Entry: Decodable {
    /// By the names of their members.
    let prices: [String: OrNull<Double>]
    let euros: OrNull<Double>
    /// Price of a euro.
    let rate: OrNull<Double>
    let start: String
    let end: String

    private enum Key: String, CodingKey {
        case kronor = "SEK_per_kWh"
        case kroner = "NOK_per_kWh"
        case euros = "EUR_per_kWh"
        case rate = "EXR"
        case start = "time_start"
        case end = "time_end"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        var prices: [String: OrNull<Double>] = [:]
        for key in [Key.kronor, .kroner] where members.contains(key) {
            prices[key.rawValue] = try members.decode(OrNull<Double>.self, forKey: key)
        }
        self.prices = prices
        euros = try members.decode(OrNull<Double>.self, forKey: .euros)
        rate = try members.decode(OrNull<Double>.self, forKey: .rate)
        start = try members.decode(String.self, forKey: .start)
        end = try members.decode(String.self, forKey: .end)
    }
}
