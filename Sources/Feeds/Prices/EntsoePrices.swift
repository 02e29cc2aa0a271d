// SPDX-License-Identifier: Apache-2.0

import Energy

/// The day-ahead prices that a document of ENTSO-E comes to.
///
/// One delivery day may stand in several series. Those of another contract than day-ahead are left out. Of several
/// auctions (sequences) of a day the one with the lowest number counts: prices of two are never mixed. Inside an auction
/// the shortest resolution that has a quarter hour counts, and longer ones fill what it leaves out. Repetitions are fine,
/// contradictions are not.
struct EntsoePrices {
    /// ISO 4217 code; nil where no series counts.
    let currency: String?
    /// By quarter hours in order, per kWh; empty where no series counts.
    let intervals: [FeedInterval]

    /// Most quarter hours that the series of one document may come to: three years.
    private static let mostSlots = 3 * 366 * 96
    /// Currencies that prices are published in.
    private static let currencies: Set<String> = [
        "BGN", "CHF", "CZK", "DKK", "EUR", "GBP", "HUF", "NOK", "PLN", "RON", "SEK",
    ]

    /// Reads the series of a document.
    ///
    /// - Parameter zone: EIC code that every series has to be of.
    /// - Throws: `.document` for another zone, another unit, several currencies, and for prices that contradict each other.
    init(_ document: EntsoeDocument, zone: String) throws(FeedFault) {
        var quarters: [EntsoeQuarter] = []
        var currencies: Set<String> = []
        for (index, series) in document.series.enumerated() where Self.isDayAhead(series) {
            let place = "TimeSeries \(index + 1)"
            currencies.insert(try Self.currency(of: series, zone: zone, at: place))
            let sequence = try Self.sequence(of: series, at: place)
            for (index, period) in series.periods.enumerated() {
                let curve = try EntsoeCurve(period, of: series, at: "\(place), Period \(index + 1)")
                guard quarters.count + curve.slotCount <= Self.mostSlots else {
                    throw .document(at: place, found: "more than \(Self.mostSlots) quarter hours", expected: "less")
                }
                quarters += curve.quarters(sequence: sequence)
            }
        }
        guard currencies.count <= 1 else {
            let found = currencies.sorted().joined(separator: " and ")
            throw .document(at: "currency_Unit.name", found: found, expected: "one currency")
        }
        currency = currencies.first
        intervals = try Self.merged(quarters)
    }

    private static func isDayAhead(_ series: EntsoeDocument.Series) -> Bool {
        series.members["contract_MarketAgreement.type"] ?? "A01" == "A01"
    }

    /// The currency of a series, once its zone and unit are as they should be.
    private static func currency(
        of series: EntsoeDocument.Series, zone: String, at place: String
    ) throws(FeedFault) -> String {
        for name in ["in_Domain.mRID", "out_Domain.mRID"] {
            try check(series, name, at: place, expected: zone) { $0 == zone }
        }
        try check(series, "price_Measure_Unit.name", at: place, expected: "MWH") { $0 == "MWH" }
        let known = currencies.sorted().joined(separator: ", ")
        return try check(series, "currency_Unit.name", at: place, expected: "one of \(known)", currencies.contains)
    }

    @discardableResult private static func check(
        _ series: EntsoeDocument.Series, _ name: String, at place: String, expected: String, _ isRight: (String) -> Bool
    ) throws(FeedFault) -> String {
        guard let text = series.members[name], isRight(text) else {
            let found = series.members[name].map { FeedFault.quoted($0) } ?? "none"
            throw .document(at: "\(place), \(name)", found: found, expected: expected)
        }
        return text
    }

    /// The number of the auction; 1 where none is said.
    private static func sequence(of series: EntsoeDocument.Series, at place: String) throws(FeedFault) -> Int {
        let name = "classificationSequence_AttributeInstanceComponent.position"
        guard let text = series.members[name] else { return 1 }
        guard let number = Int(text), number > 0 else {
            throw .document(at: "\(place), \(name)", found: FeedFault.quoted(text), expected: "a number from 1 on")
        }
        return number
    }

    private static func merged(_ quarters: [EntsoeQuarter]) throws(FeedFault) -> [FeedInterval] {
        var lowest: [CivilDate: Int] = [:]
        for quarter in quarters {
            lowest[quarter.day] = min(quarter.sequence, lowest[quarter.day] ?? quarter.sequence)
        }
        var best: [Slot: EntsoeQuarter] = [:]
        for quarter in quarters where quarter.sequence == lowest[quarter.day] {
            if let other = best[quarter.slot] {
                guard other.step != quarter.step || other.price == quarter.price else {
                    throw .document(
                        at: "\(quarter.slot)", found: "prices of \(other.price) and \(quarter.price) per MWh",
                        expected: "one price")
                }
                if other.step <= quarter.step { continue }
            }
            best[quarter.slot] = quarter
        }
        return best.values.sorted { $0.slot < $1.slot }.map {
            FeedInterval($0.slot.start, seconds: Slot.seconds, $0.price / 1000)
        }
    }
}
