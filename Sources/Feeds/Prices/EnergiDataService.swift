// SPDX-License-Identifier: Apache-2.0

import Energy

/// Day-ahead prices of Denmark and its neighbours from Energinet's Energi Data Service, in DKK or EUR.
///
/// Two datasets: `Elspotprices`, hourly up to 2025-09-30, and `DayAheadPrices` from 2025-10-01 on. Only times in UTC are read. A
/// price in DKK is null until the rate of exchange is fixed; then it is missing, as a document has one currency.
/// Source: "Energi Data Service API Guide".
public struct EnergiDataService: FeedSource {
    /// A currency that there are prices in.
    public enum Currency: String, Sendable {
        /// Danish kroner.
        case dkk = "DKK"
        /// Euros.
        case eur = "EUR"
    }

    /// Name in the configuration: `energi-data-service`.
    public let rules: FeedRules
    /// The zone.
    public let place: String

    private let base: String
    private let area: String
    private let currency: Currency

    /// Days of one request, so that its answer stays below two megabytes.
    private static let mostDays = 92
    /// The first delivery day of quarter hours, 2025-10-01, as a day of `CivilDate`.
    private static let firstQuarterHourly = CivilDate(dayNumber: 20_362)

    /// A source of one zone.
    ///
    /// - Parameters:
    ///   - zone: `DK1`, `DK2`, `NO2`, `SE3`, `SE4` or `DE_LU`.
    ///   - currency: of the prices wanted.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for another zone.
    public init(
        zone: String, currency: Currency, base: String? = nil
    ) throws(FeedFault) {
        let name = "energi-data-service"
        let zones = PriceZone.asNamed("DK1", "DK2", "NO2", "SE3", "SE4").merging(["DE_LU": "DE"]) { first, _ in first }
        area = try PriceZone.name(of: zone, at: name, zones)
        self.base = base ?? "https://api.energidataservice.dk"
        self.currency = currency
        place = zone
        var rules = FeedRules.dayAhead(
            name: name, attribution: "Source: Energinet (www.energidataservice.dk), CC BY 4.0")
        // One request per dataset and minute is allowed.
        rules.restSeconds = 60
        self.rules = rules
    }

    /// One request for a quarter of a year and dataset.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) -> [FeedQuestion] {
        let change = Slot(containing: DeliveryDays.zone.start(of: Self.firstQuarterHourly))
        var questions: [FeedQuestion] = []
        if slots.lowerBound < change {
            let hourly = slots.lowerBound..<min(change, slots.upperBound)
            questions += self.questions(hourly, dataset: "Elspotprices", time: "HourUTC")
        }
        if change < slots.upperBound {
            let quarterHourly = max(change, slots.lowerBound)..<slots.upperBound
            questions += self.questions(quarterHourly, dataset: "DayAheadPrices", time: "TimeUTC")
        }
        return questions
    }

    private func questions(_ slots: Range<Slot>, dataset: String, time: String) -> [FeedQuestion] {
        DeliveryDays.touched(by: slots, atMost: Self.mostDays).map {
            EnergiDataset.question($0, "\(base)/dataset/\(dataset)", area: area, time: time)
        }
    }

    /// Reads the records of either dataset; none of them say that there is nothing yet.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let records = try EnergiDataset.records(Record.self, from: body)
        guard !records.isEmpty else { throw .notPublished }
        var prices: [(start: UTCInstant, price: Double?)] = []
        for (index, record) in records.enumerated() {
            prices.append(try price(record, at: "records[\(index)]"))
        }
        let intervals = try DerivedLengths.intervals(prices, at: "records")
        return FeedPage([.spotPrice: intervals], nature: .actual, currency: currency.rawValue)
    }

    private func price(
        _ record: Record, at place: String
    ) throws(FeedFault) -> (start: UTCInstant, price: Double?) {
        guard record.area == area else {
            throw .document(at: "\(place).PriceArea", found: FeedFault.quoted(record.area), expected: area)
        }
        let start = try FeedTime.stamp(record.time, at: "\(place).\(record.timeName)", .utc)
        let perMWh = currency == .dkk ? record.kroner : record.euros
        return (start, perMWh.value.map { $0 / 1000 })
    }
}

/// One price of either dataset.
private struct Record: Decodable {
    let timeName: String
    let time: String
    let area: String
    /// Per MWh.
    let kroner: OrNull<Double>
    let euros: OrNull<Double>

    private enum Key: String, CodingKey {
        case area = "PriceArea"
        case hour = "HourUTC"
        case hourlyKroner = "SpotPriceDKK"
        case hourlyEuros = "SpotPriceEUR"
        case time = "TimeUTC"
        case kroner = "DayAheadPriceDKK"
        case euros = "DayAheadPriceEUR"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        let isHourly = members.contains(.hour)
        let timeKey = isHourly ? Key.hour : .time
        timeName = timeKey.rawValue
        time = try members.decode(String.self, forKey: timeKey)
        area = try members.decode(String.self, forKey: .area)
        kroner = try members.decode(OrNull<Double>.self, forKey: isHourly ? .hourlyKroner : .kroner)
        euros = try members.decode(OrNull<Double>.self, forKey: isHourly ? .hourlyEuros : .euros)
    }
}
