// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    /// Stores prices in one commit; a price of the same slot and source is replaced.
    ///
    /// Prices that are stored already and are the latest of their slot cost no write.
    ///
    /// - Parameters:
    ///   - prices: of one import; of two for one slot the second counts.
    ///   - source: where they come from, for example `import`.
    /// - Returns: how many slots are new or have another price from this source.
    @discardableResult public func store(prices: [StoredPrice], source: String) throws(ReadingStoreError) -> Int {
        if let bad = prices.first(where: { !$0.spot.isFinite }) { throw .priceNotFinite(bad.slot) }
        return try connection.transaction(purpose: "storing prices") { () throws(ReadingStoreError) in
            try enterPrices(prices, source: source)
        }
    }

    /// What `store(prices:source:)` does, inside of a transaction.
    @discardableResult func enterPrices(_ prices: [StoredPrice], source: String) throws(ReadingStoreError) -> Int {
        let latest = Dictionary(prices.map { ($0.slot, $0.spot.value) }, uniquingKeysWith: { $1 })
        var (changed, importKey) = (0, Int?.none)
        for (slot, spot) in latest.sorted(by: { $0.key < $1.key }) {
            let slotKey = try key(of: slot)
            let stored = try storedPrices(slot: slotKey)
            let own = stored.first { $0.source == source }
            if own?.spot != spot { changed += 1 }
            guard own?.spot != spot || stored.first?.source != source else { continue }
            let number: Int
            if let importKey { number = importKey } else { number = try beginImport(source: source) }
            importKey = number
            try storePrice(spot, slot: slotKey, source: source, importKey: number)
        }
        return changed
    }

    /// Prices by slot, gaps included; of several sources the latest imported counts.
    ///
    /// A damaged price counts as missing; `notices` names it.
    public func prices(slots: Range<Slot>) throws(ReadingStoreError) -> SlotSeries {
        try prices(slots: slots, sourceKey: .null)
    }

    /// Prices of one source by slot, gaps included; none of a source that the database has never heard of.
    ///
    /// A damaged price counts as missing; `notices` names it.
    public func prices(slots: Range<Slot>, source: String) throws(ReadingStoreError) -> SlotSeries {
        let known = try connection.statement(
            "SELECT id FROM price_source WHERE name = ?", purpose: "finding a source of prices")
        // No key of a row is 0.
        return try prices(slots: slots, sourceKey: known.first([.text(source)])?.first ?? SQLValue(0))
    }

    /// - Parameter sourceKey: null for all sources.
    private func prices(slots: Range<Slot>, sourceKey: SQLValue) throws(ReadingStoreError) -> SlotSeries {
        let statement = try connection.statement(
            """
            SELECT slot, source, import, spot, crc FROM price
            WHERE slot >= ?1 AND slot < ?2 AND (?3 IS NULL OR source = ?3) ORDER BY slot, import
            """, purpose: "reading prices")
        var values = [Double?](repeating: nil, count: slots.count)
        let range = [SQLValue(slots.lowerBound.index), SQLValue(slots.upperBound.index)]
        try statement.forEachRow(range + [sourceKey]) { row in
            guard let index = row[0].integer else { return }
            let slot = Slot(index: index)
            guard let spot = row.verified?[3].real else {
                return note(.damagedRow(table: "price", key: slot.description))
            }
            values[slots.lowerBound.distance(to: slot)] = spot
        }
        return SlotSeries(firstSlot: slots.lowerBound, values: values)
    }

    /// The prices of a slot by source, the latest imported first; damaged ones are left out, so that they are replaced.
    private func storedPrices(slot: Int) throws(ReadingStoreError) -> [(source: String, spot: Double)] {
        let statement = try connection.statement(
            """
            SELECT slot, source, import, spot, crc, name FROM price JOIN price_source ON price_source.id = source
            WHERE slot = ? ORDER BY import DESC
            """, purpose: "reading the prices of a slot")
        var prices: [(String, Double)] = []
        try statement.forEachRow([SQLValue(slot)]) { row in
            guard let name = row[5].text, let spot = Array(row[..<5]).verified?[3].real else { return }
            prices.append((name, spot))
        }
        return prices
    }

    private func storePrice(_ spot: Double, slot: Int, source: String, importKey: Int) throws(ReadingStoreError) {
        let statement = try connection.statement(
            "INSERT OR REPLACE INTO price (slot, source, import, spot, crc) VALUES (?, ?, ?, ?, ?)",
            purpose: "storing a price")
        let values = [SQLValue(slot), SQLValue(try sourceKey(of: source)), SQLValue(importKey), .real(spot)]
        try statement.run(values.sealed)
    }

    /// Imports are numbered, because the order of two must not hang on a clock; their time is a label.
    private func beginImport(source: String) throws(ReadingStoreError) -> Int {
        try connection.statement(
            "INSERT INTO price_import (source) VALUES (?) RETURNING id", purpose: "numbering an import"
        ).first([.text(source)])?.first?.integer ?? 0
    }

    private func sourceKey(of name: String) throws(ReadingStoreError) -> Int {
        let purpose = "entering a source of prices"
        let insert = try connection.statement("INSERT OR IGNORE INTO price_source (name) VALUES (?)", purpose: purpose)
        try insert.run([.text(name)])
        return try connection.statement("SELECT id FROM price_source WHERE name = ?", purpose: purpose)
            .first([.text(name)])?.first?.integer ?? 0
    }
}
