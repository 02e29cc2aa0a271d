// SPDX-License-Identifier: Apache-2.0

import Energy

/// Prices of one time out of an answer, CHF/kWh.
struct SwissTariffRow {
    let start: UTCInstant
    let end: UTCInstant
    /// Sum of the components asked for; nil where one of them is missing.
    var importPrice: Double?
    var exportPrice: Double?
}

/// An answer in the shape of VSE.
struct SwissTariffAnswer: Decodable {
    /// Of ESIT only.
    private let status: String?
    private let message: String?
    private let error: String?
    /// Empty where there are no prices.
    private let publication: String?
    private let prices: [Entry]?

    private enum CodingKeys: String, CodingKey {
        case status, message, error, prices
        case publication = "publication_timestamp"
    }

    private struct Entry: Decodable {
        let start: String
        let end: String
        let electricity: [Price]?
        let grid: [Price]?
        let regionalFees: [Price]?
        let integrated: [Price]?
        let feedIn: [Price]?

        enum CodingKeys: String, CodingKey {
            case electricity, grid, integrated
            case start = "start_timestamp"
            case end = "end_timestamp"
            case regionalFees = "regional_fees"
            case feedIn = "feed_in"
        }
    }

    private struct Price: Decodable {
        let unit: String
        let value: OrNull<Double>
    }

    /// Why there are no prices, in the source's words.
    var refusal: FeedFault? {
        let isRefusal = error != nil || !(status == nil || status == "ok")
        return isRefusal ? .refused(FeedFault.quoted(error ?? message ?? status ?? "")) : nil
    }

    /// When the prices were published, where that is said.
    var publishedAt: UTCInstant? {
        get throws(FeedFault) {
            guard let publication, !publication.isEmpty else { return nil }
            return try FeedTime.stamp(publication, at: "publication_timestamp")
        }
    }

    /// The prices of every time in it.
    ///
    /// - Throws: also where a component that is asked for has no number at all, as an operator has it who does not publish it.
    func rows(_ components: [SwissTariff.Component], feedIn: Bool) throws(FeedFault) -> [SwissTariffRow] {
        if let refusal { throw refusal }
        guard let prices else { throw .document(at: "the answer", found: "no member prices", expected: "one") }
        var rows: [SwissTariffRow] = []
        for (k, entry) in prices.enumerated() {
            let place = "prices[\(k)]"
            rows.append(
                SwissTariffRow(
                    start: try FeedTime.stamp(entry.start, at: place + ".start_timestamp"),
                    end: try FeedTime.stamp(entry.end, at: place + ".end_timestamp")))
            rows[k].importPrice = try Self.sum(components, of: entry, at: place)
            if feedIn { rows[k].exportPrice = try Self.perKWh(entry.feedIn, at: place + ".feed_in") }
        }
        if !components.isEmpty {
            try Self.requireOne(rows.map(\.importPrice), of: components.map(\.rawValue).joined(separator: " + "))
        }
        if feedIn { try Self.requireOne(rows.map(\.exportPrice), of: "feed_in") }
        return rows
    }

    private static func requireOne(_ values: [Double?], of name: String) throws(FeedFault) {
        guard values.isEmpty || values.contains(where: { $0 != nil }) else {
            throw .document(at: "prices", found: "no number for \(name)", expected: "CHF per kWh")
        }
    }

    private static func sum(
        _ components: [SwissTariff.Component], of entry: Entry, at place: String
    ) throws(FeedFault) -> Double? {
        var sum: Double?
        for component in components {
            let list =
                switch component {
                case .electricity: entry.electricity
                case .grid: entry.grid
                case .regionalFees: entry.regionalFees
                case .integrated: entry.integrated
                }
            guard let value = try perKWh(list, at: "\(place).\(component.rawValue)") else { return nil }
            sum = (sum ?? 0) + value
        }
        return sum
    }

    /// The price of energy in a list of prices, found by its unit: the order differs.
    private static func perKWh(_ list: [Price]?, at place: String) throws(FeedFault) -> Double? {
        var found: [Double?] = []
        for (k, price) in (list ?? []).enumerated() {
            switch try SwissTariffUnit.read(price.unit, at: "\(place)[\(k)].unit") {
            case .energy(let factor): found.append(price.value.value.map { $0 * factor })
            case .other: continue
            }
        }
        guard found.count <= 1 else {
            throw .document(at: place, found: "\(found.count) prices per kWh", expected: "one")
        }
        return found.first ?? nil
    }
}

extension SwissTariffRow {
    /// Reads the first version of Groupe E's answers: a list, with a number for each tariff and one unit for all.
    static func rows(
        version1 body: [UInt8], _ tariff: SwissTariff.GroupeETariff
    ) throws(FeedFault) -> [SwissTariffRow] {
        var rows: [SwissTariffRow] = []
        for (k, entry) in try FeedJSON.decode([Version1Entry].self, from: body).enumerated() {
            guard case .energy(let factor) = try SwissTariffUnit.read(entry.unit, at: "[\(k)].unit") else {
                throw .document(at: "[\(k)].unit", found: entry.unit, expected: "Rp./kWh")
            }
            let value =
                switch tariff {
                case .varioPlus: entry.varioPlus
                case .varioGrid: entry.varioGrid
                case .dtPlus: entry.dtPlus
                }
            rows.append(
                SwissTariffRow(
                    start: try FeedTime.stamp(entry.start, at: "[\(k)].start_timestamp"),
                    end: try FeedTime.stamp(entry.end, at: "[\(k)].end_timestamp"),
                    importPrice: value.value.map { $0 * factor }))
        }
        return rows
    }
}

private struct Version1Entry: Decodable {
    let start: String
    let end: String
    let varioPlus: OrNull<Double>
    let varioGrid: OrNull<Double>
    let dtPlus: OrNull<Double>
    let unit: String

    enum CodingKeys: String, CodingKey {
        case start = "start_timestamp"
        case end = "end_timestamp"
        case varioPlus = "vario_plus"
        case varioGrid = "vario_grid"
        case dtPlus = "dt_plus"
        case unit
    }
}

extension SwissTariffUnit {
    /// Reads a unit that has to be known.
    fileprivate static func read(_ text: String, at place: String) throws(FeedFault) -> SwissTariffUnit {
        guard let unit = SwissTariffUnit(text) else {
            throw .document(at: place, found: FeedFault.quoted(text), expected: "CHF_kWh, CHF/kWh, Rp./kWh or CHF_M")
        }
        return unit
    }
}
