// SPDX-License-Identifier: Apache-2.0

/// What the sources of prices have in common: names of bidding zones and texts of units.
enum PriceZone {
    /// A source's own name of a bidding zone.
    ///
    /// - Parameters:
    ///   - zone: as Hearth writes it, such as `SE3` or `DE_LU`.
    ///   - names: what the source calls the zones it has.
    /// - Throws: `.request`, with the zones there are.
    static func name(
        of zone: String, at source: String, _ names: [String: String]
    ) throws(FeedFault) -> String {
        guard let name = names[zone] else {
            let known = names.keys.sorted().joined(separator: ", ")
            throw .request("\(source) has no prices of \(FeedFault.quoted(zone)), only of \(known)")
        }
        return name
    }

    /// Zones whose names at a source are the usual ones.
    static func asNamed(_ zones: String...) -> [String: String] {
        Dictionary(uniqueKeysWithValues: zones.map { ($0, $0) })
    }
}

/// The unit of a price as sources write it.
enum PriceUnit {
    /// Checks that a text says euros per MWh, whatever its spaces and capitals.
    ///
    /// - Parameter place: where it stands.
    static func checkEuroPerMWh(_ text: String, at place: String) throws(FeedFault) {
        guard text.filter({ $0 != " " }).lowercased() == "eur/mwh" else {
            throw .document(at: place, found: FeedFault.quoted(text), expected: "EUR/MWh")
        }
    }
}
