// SPDX-License-Identifier: Apache-2.0

import Energy

/// Carbon intensity of electricity used in Denmark, measured or forecast, from Energinet's Energi Data Service.
///
/// Five-minute means of g CO2 per kWh: `CO2Emis`, what was, and `CO2EmisProg`, the forecast. Only times in UTC are read.
public struct DanishCarbon: FeedSource {
    /// The zone, `DK1` or `DK2`.
    public let place: String
    private let nature: FeedNature
    private let base: String

    private static let name = "energi-data-service-co2"
    /// Length of a value, s: the member that holds its start is called `Minutes5UTC`.
    private static let stepSeconds = 300
    /// Days of one request, so that its answer stays below two megabytes.
    private static let mostDays = 31

    /// A source of one zone.
    ///
    /// - Parameters:
    ///   - zone: `DK1` (west of the Great Belt) or `DK2`.
    ///   - nature: what was, or the forecast.
    ///   - base: scheme, host and port, without a slash at the end; nil for the source's own.
    /// - Throws: `.request` for another zone.
    public init(
        zone: String, nature: FeedNature, base: String? = nil
    ) throws(FeedFault) {
        guard ["DK1", "DK2"].contains(zone) else {
            throw .request("Energi Data Service has no carbon intensity of \(FeedFault.quoted(zone)), only of DK1, DK2")
        }
        (place, self.nature) = (zone, nature)
        self.base = base ?? "https://api.energidataservice.dk"
    }

    /// One request per dataset and minute is allowed.
    public var rules: FeedRules {
        var rules = FeedRules(
            name: Self.name, kind: .carbon,
            attribution: "Source: Energinet (www.energidataservice.dk), CC BY 4.0")
        rules.restSeconds = 60
        return rules
    }

    /// One question for each month; start and end are midnights of Danish time.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        let dataset = nature == .actual ? "CO2Emis" : "CO2EmisProg"
        return DeliveryDays.touched(by: slots, atMost: Self.mostDays).map { days in
            EnergiDataset.question(days, "\(base)/dataset/\(dataset)", area: place, time: "Minutes5UTC")
        }
    }

    /// Reads the records of either dataset; none of them say that there is nothing yet.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let records = try EnergiDataset.records(Record.self, from: body)
        if records.isEmpty { throw .notPublished }
        var intervals: [FeedInterval] = []
        for (k, record) in records.enumerated() {
            guard record.area == place else {
                throw .document(at: "records[\(k)].PriceArea", found: FeedFault.quoted(record.area), expected: place)
            }
            let start = try FeedTime.stamp(record.start, at: "records[\(k)].Minutes5UTC", .utc)
            intervals.append(FeedInterval(start, seconds: Self.stepSeconds, record.emission.value))
        }
        return FeedPage([.carbonIntensity: intervals], nature: nature)
    }
}

private struct Record: Decodable {
    let start: String
    let area: String
    /// g per kWh.
    let emission: OrNull<Double>

    enum CodingKeys: String, CodingKey {
        case start = "Minutes5UTC"
        case area = "PriceArea"
        case emission = "CO2Emission"
    }
}
