// SPDX-License-Identifier: Apache-2.0

import Energy

/// A document of the ENTSO-E Transparency Platform: prices, or an acknowledgement that says why there are none.
///
/// Kept as it is written, but for numbers and times; what it comes to is in `EntsoePrices`. Elements are told by their local
/// names, as the namespace's version changes, and those that are not named here are left out.
/// Source: IEC 62325-451-3, publication document 7.0 to 7.3; IEC 62325-451-1, acknowledgement document 7.0.
struct EntsoeDocument: Hashable {
    /// Prices of one contract in one zone.
    struct Series: Hashable {
        /// Texts by the names of their elements, such as `currency_Unit.name`.
        var members: [String: String] = [:]
        var periods: [Period] = []
    }

    /// Prices over one time.
    struct Period: Hashable {
        var start: UTCInstant?
        var end: UTCInstant?
        /// As `PT15M`.
        var resolution = ""
        var points: [Point] = []
    }

    /// A price and its number in the period.
    struct Point: Hashable {
        /// From 1 on.
        var position: Int?
        /// In the unit of the series.
        var amount: Double?
    }

    /// True for one that says why there are no prices.
    fileprivate(set) var isAcknowledgement = false
    /// Texts of the document's own by the names of their elements, such as `createdDateTime`.
    fileprivate(set) var members: [String: String] = [:]
    fileprivate(set) var series: [Series] = []
    /// What an acknowledgement says.
    fileprivate(set) var reasons: [String] = []

    /// Reads a body.
    ///
    /// - Throws: `.document` for what is no XML, for another document, and for numbers and times that are none.
    init(_ body: [UInt8]) throws(FeedFault) {
        var reader = EntsoeReader()
        try XMLEvents.read(body) { event throws(FeedFault) in try reader.take(event) }
        self = reader.document
    }

    fileprivate init() {}
}

/// Puts a document together from what is met in it.
private struct EntsoeReader {
    private(set) var document = EntsoeDocument()
    private var series = EntsoeDocument.Series()
    private var period = EntsoeDocument.Period()
    private var point = EntsoeDocument.Point()

    private static let prices = "Publication_MarketDocument"
    private static let acknowledgement = "Acknowledgement_MarketDocument"

    mutating func take(_ event: XMLEvent) throws(FeedFault) {
        switch event {
        case .begin(let name, let parent): try begin(name, in: parent)
        case .end(let name, let parent, let text): try end(name, in: parent, text)
        }
    }

    private mutating func begin(_ name: String, in parent: String) throws(FeedFault) {
        switch (parent, name) {
        case ("", Self.prices): document.isAcknowledgement = false
        case ("", Self.acknowledgement): document.isAcknowledgement = true
        case ("", _):
            throw .document(
                at: "the answer", found: "the element \(FeedFault.quoted(name))", expected: Self.prices)
        case (Self.prices, "TimeSeries"): series = EntsoeDocument.Series()
        case ("TimeSeries", "Period"): period = EntsoeDocument.Period()
        case ("Period", "Point"): point = EntsoeDocument.Point()
        default: break
        }
    }

    private mutating func end(_ name: String, in parent: String, _ text: String) throws(FeedFault) {
        switch (parent, name) {
        case (Self.prices, "TimeSeries"): document.series.append(series)
        case (Self.prices, _): document.members[name] = text
        case ("TimeSeries", "Period"): series.periods.append(period)
        case ("TimeSeries", _): series.members[name] = text
        case ("timeInterval", "start"): period.start = try moment(text, name)
        case ("timeInterval", "end"): period.end = try moment(text, name)
        case ("Period", "resolution"): period.resolution = text
        case ("Period", "Point"): period.points.append(point)
        case ("Point", "position"): point.position = try position(text)
        case ("Point", "price.amount"): point.amount = try amount(text, name)
        case ("Reason", "text"): document.reasons.append(text)
        default: break
        }
    }

    /// Where the reading is, as `TimeSeries 1, Period 2, Point 3`.
    private func place(_ name: String, isInPoint: Bool) -> String {
        let period = "TimeSeries \(document.series.count + 1), Period \(series.periods.count + 1), "
        return period + (isInPoint ? "Point \(self.period.points.count + 1), " : "") + name
    }

    private func moment(_ text: String, _ name: String) throws(FeedFault) -> UTCInstant {
        guard let moment = FeedTime.read(text) else {
            let place = place(name, isInPoint: false)
            throw .document(at: place, found: FeedFault.quoted(text), expected: "a time such as 2026-02-01T23:00Z")
        }
        return moment
    }

    private func position(_ text: String) throws(FeedFault) -> Int {
        guard let position = Int(exactly: try amount(text, "position")) else {
            let place = place("position", isInPoint: true)
            throw .document(at: place, found: FeedFault.quoted(text), expected: "a whole number")
        }
        return position
    }

    private func amount(_ text: String, _ name: String) throws(FeedFault) -> Double {
        guard let amount = GroupedDecimal.read(text) else {
            let place = place(name, isInPoint: true)
            throw .document(at: place, found: FeedFault.quoted(text), expected: "a number such as 1,234.56")
        }
        return amount
    }
}
