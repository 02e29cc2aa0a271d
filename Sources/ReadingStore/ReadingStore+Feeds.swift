// SPDX-License-Identifier: Apache-2.0

import Energy

/// A fetched number as the database keeps it.
private struct FeedValue {
    let value: Double
    let fetchedAt: Int
}

extension ReadingStore {
    private static let feedColumns = "series, slot, source, value, fetched_at, published_at, crc"

    /// Takes in what a source told in one commit, or nothing of it.
    ///
    /// A number that is stored already costs no write.
    ///
    /// - Returns: how many numbers are new, how many corrected, and which were missing.
    @discardableResult public func store(feed: FeedDocument) throws(ReadingStoreError) -> FeedIntake {
        for (quantity, series) in feed.series {
            if let bad = series.slots.first(where: { !(series[$0].map(quantity.range.contains) ?? true) }) {
                throw .feedOutOfRange(quantity, bad)
            }
        }
        return try connection.transaction(purpose: "taking in a feed") { () throws(ReadingStoreError) in
            var intake = FeedIntake()
            for quantity in FeedQuantity.allCases {
                guard let series = feed.series[quantity] else { continue }
                intake.note(gapsOf: series, quantity)
                if quantity == .spotPrice && feed.nature == .actual {
                    try takeIn(prices: series, source: feed.source, &intake)
                } else {
                    try takeIn(series, quantity, of: feed, &intake)
                }
            }
            try noteFetch(of: feed)
            return intake
        }
    }

    /// When the newest document of a source was fetched that was taken in; nil where none was.
    ///
    /// A damaged row counts as missing; `notices` names it.
    public func lastFetch(
        source: String, kind: FeedKind, place: String, nature: FeedNature
    ) throws(ReadingStoreError) -> UTCInstant? {
        let statement = try connection.statement(
            """
            SELECT source, kind, place, nature, fetched_at, crc FROM feed_fetch
            WHERE source = ? AND kind = ? AND place = ? AND nature = ?
            """, purpose: "looking for the last fetch")
        let names = [source, kind.rawValue, place, nature.rawValue]
        return try statement.first(names.map(SQLValue.text)).flatMap(fetchTime)
    }

    /// When the newest document of a kind was fetched that was taken in, whoever told it; nil where none was.
    ///
    /// A damaged note of a fetch counts as none; `notices` names it.
    public func lastFetch(kind: FeedKind) throws(ReadingStoreError) -> UTCInstant? {
        let statement = try connection.statement(
            "SELECT source, kind, place, nature, fetched_at, crc FROM feed_fetch WHERE kind = ?",
            purpose: "looking for the last fetch of a kind")
        var times: [UTCInstant] = []
        try statement.forEachRow([.text(kind.rawValue)]) { row in
            if let time = fetchTime(row) { times.append(time) }
        }
        return times.max()
    }

    private func fetchTime(_ row: [SQLValue]) -> UTCInstant? {
        guard let fetchedAt = row.verified?[4].integer else {
            let key = row.prefix(4).map { $0.text ?? "?" }.joined(separator: " ")
            note(.damagedRow(table: "feed_fetch", key: key))
            return nil
        }
        return UTCInstant(secondsSinceEpoch: fetchedAt)
    }

    /// Numbers that were taken in, gaps included; damaged ones count as missing, and `notices` names them.
    ///
    /// - Parameters:
    ///   - place: facts of `spotPrice` are the prices of the house, whatever the place.
    ///   - nature: nil for the fact where there is one, and the forecast elsewhere.
    public func feedSeries(
        quantity: FeedQuantity, place: String, nature: FeedNature?, slots: Range<Slot>
    ) throws(ReadingStoreError) -> SlotSeries {
        var values = [Double?](repeating: nil, count: slots.count)
        // The fact last, so that it stays.
        for nature in nature.map({ [$0] }) ?? [.forecast, .actual] {
            let known = try feedValues(quantity, place: place, nature: nature, slots: slots)
            for (k, slot) in slots.enumerated() { values[k] = known[slot] ?? values[k] }
        }
        return SlotSeries(firstSlot: slots.lowerBound, values: values)
    }

    private func feedValues(
        _ quantity: FeedQuantity, place: String, nature: FeedNature, slots: Range<Slot>
    ) throws(ReadingStoreError) -> SlotSeries {
        if quantity == .spotPrice && nature == .actual { return try prices(slots: slots) }
        let key = try seriesKey(quantity, place: place, nature: nature)
        let stored = try key.map { key throws(ReadingStoreError) in try feedValues(series: key, quantity, slots: slots)
        }
        return SlotSeries(firstSlot: slots.lowerBound, values: slots.map { stored?[$0]?.value })
    }
}

// MARK: - Taking in

extension ReadingStore {
    private func takeIn(
        prices series: SlotSeries, source: String, _ intake: inout FeedIntake
    ) throws(ReadingStoreError) {
        let before = try prices(slots: series.slots)
        let prices = series.slots.compactMap { slot in
            series[slot].map { StoredPrice(slot: slot, spot: PricePerKWh($0)) }
        }
        try enterPrices(prices, source: source)
        for price in prices {
            intake.note(before[price.slot].map { $0 == price.spot.value ? .unchanged : .corrected } ?? .new)
        }
    }

    private func takeIn(
        _ series: SlotSeries, _ quantity: FeedQuantity, of feed: FeedDocument, _ intake: inout FeedIntake
    ) throws(ReadingStoreError) {
        // Refused before anything is looked for in a range that cannot be meant.
        for slot in [series.slots.lowerBound, series.slots.upperBound] { _ = try key(of: slot) }
        let seriesKey = try enterSeries(quantity, place: feed.place, nature: feed.nature)
        let sourceKey = try enterSource(feed.source)
        let stored = try feedValues(series: seriesKey, quantity, slots: series.slots)
        let statement = try connection.statement(
            "INSERT OR REPLACE INTO feed_value (\(Self.feedColumns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
            purpose: "storing a fetched number")
        let fetchedAt = feed.fetchedAt.secondsSinceEpoch
        for slot in series.slots {
            guard let value = series[slot] else { continue }
            let known = stored[slot]
            // A document that was left behind does not undo what was fetched after it.
            let stays =
                known.map { known in
                    let moment = UTCInstant(secondsSinceEpoch: known.fetchedAt)
                    return known.value == value || FeedIntake.isFetched(moment, after: feed.fetchedAt)
                } ?? false
            intake.note(stays ? .unchanged : known == nil ? .new : .corrected)
            guard !stays else { continue }
            let values = [
                SQLValue(seriesKey), SQLValue(slot.index), SQLValue(sourceKey), .real(value), SQLValue(fetchedAt),
                SQLValue(feed.publishedAt?.secondsSinceEpoch),
            ]
            try statement.run(values.sealed)
        }
    }

    /// The numbers of a series by slot; damaged ones are left out, so that they are replaced.
    private func feedValues(
        series key: Int, _ quantity: FeedQuantity, slots: Range<Slot>
    ) throws(ReadingStoreError) -> [Slot: FeedValue] {
        let statement = try connection.statement(
            "SELECT \(Self.feedColumns) FROM feed_value WHERE series = ? AND slot >= ? AND slot < ?",
            purpose: "reading fetched numbers")
        var values: [Slot: FeedValue] = [:]
        let range = [SQLValue(key), SQLValue(slots.lowerBound.index), SQLValue(slots.upperBound.index)]
        try statement.forEachRow(range) { row in
            guard let index = row[1].integer else { return }
            let slot = Slot(index: index)
            guard let row = row.verified, let value = row[3].real, let fetchedAt = row[4].integer else {
                return note(.damagedRow(table: "feed_value", key: "\(quantity.rawValue) at \(slot)"))
            }
            values[slot] = FeedValue(value: value, fetchedAt: fetchedAt)
        }
        return values
    }

    private func noteFetch(of feed: FeedDocument) throws(ReadingStoreError) {
        let last = try lastFetch(source: feed.source, kind: feed.kind, place: feed.place, nature: feed.nature)
        guard last.map({ $0 != feed.fetchedAt && !FeedIntake.isFetched($0, after: feed.fetchedAt) }) ?? true else {
            return
        }
        let values: [SQLValue] = [
            .text(feed.source), .text(feed.kind.rawValue), .text(feed.place), .text(feed.nature.rawValue),
            SQLValue(feed.fetchedAt.secondsSinceEpoch),
        ]
        try connection.statement(
            "INSERT OR REPLACE INTO feed_fetch (source, kind, place, nature, fetched_at, crc) VALUES (?, ?, ?, ?, ?, ?)",
            purpose: "noting a fetch"
        ).run(values.sealed)
    }

    /// The number of a series; nil where the database has never heard of it.
    private func seriesKey(
        _ quantity: FeedQuantity, place: String, nature: FeedNature
    ) throws(ReadingStoreError) -> Int? {
        try connection.statement(
            "SELECT id FROM feed_series WHERE quantity = ? AND place = ? AND nature = ?",
            purpose: "finding a fetched series"
        ).first([.text(quantity.rawValue), .text(place), .text(nature.rawValue)])?.first?.integer
    }

    private func enterSeries(
        _ quantity: FeedQuantity, place: String, nature: FeedNature
    ) throws(ReadingStoreError) -> Int {
        try connection.statement(
            "INSERT OR IGNORE INTO feed_series (quantity, place, nature) VALUES (?, ?, ?)",
            purpose: "entering a fetched series"
        ).run([.text(quantity.rawValue), .text(place), .text(nature.rawValue)])
        return try seriesKey(quantity, place: place, nature: nature) ?? 0
    }

    private func enterSource(_ name: String) throws(ReadingStoreError) -> Int {
        let purpose = "entering a source"
        let insert = try connection.statement("INSERT OR IGNORE INTO feed_source (name) VALUES (?)", purpose: purpose)
        try insert.run([.text(name)])
        return try connection.statement("SELECT id FROM feed_source WHERE name = ?", purpose: purpose)
            .first([.text(name)])?.first?.integer ?? 0
    }
}
