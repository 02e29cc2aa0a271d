// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    /// Forecasts by the sealed columns and the checksum.
    private static let forecastQuery = """
        SELECT target, slot, made_at, name, first_slot, fallback, published, quantiles, crc
        FROM forecast LEFT JOIN forecaster ON forecaster.id = forecaster
        """

    /// The forecast made in a slot; nil where there is none or a damaged one, which `notices` names.
    public func forecast(target: ForecastTarget, madeAt slot: Slot) throws(ReadingStoreError) -> ForecastRecord? {
        try forecasts(where: "target = ? AND slot = ?", [.text(target.rawValue), SQLValue(slot.index)]).first
    }

    /// The latest forecast made in a slot or before it, however old; nil where there is none.
    ///
    /// Damaged ones are passed over, up to eight of them, and `notices` names them.
    public func latestForecast(
        target: ForecastTarget, madeAtOrBefore slot: Slot
    ) throws(ReadingStoreError) -> ForecastRecord? {
        try forecasts(
            where: "target = ? AND slot <= ? ORDER BY slot DESC LIMIT 8",
            [.text(target.rawValue), SQLValue(slot.index)]
        ).first
    }

    /// The forecasts made in some slots, in order of time; damaged ones are left out, and `notices` names them.
    ///
    /// Their numbers are rounded to 16 significant bits, a relative error of at most 1.6e-5.
    public func forecasts(
        target: ForecastTarget, madeAt slots: Range<Slot>
    ) throws(ReadingStoreError) -> [ForecastRecord] {
        let (first, end) = (SQLValue(slots.lowerBound.index), SQLValue(slots.upperBound.index))
        return try forecasts(
            where: "target = ? AND slot >= ? AND slot < ? ORDER BY slot", [.text(target.rawValue), first, end])
    }

    private func forecasts(
        where condition: String, _ values: [SQLValue]
    ) throws(ReadingStoreError) -> [ForecastRecord] {
        let statement = try connection.statement(
            "\(Self.forecastQuery) WHERE \(condition)", purpose: "reading forecasts")
        var forecasts: [ForecastRecord] = []
        try statement.forEachRow(values) { row in
            guard let forecast = row.verified.flatMap(Self.forecast) else {
                return note(.damagedRow(table: "forecast", key: Self.forecastName(row)))
            }
            forecasts.append(forecast)
        }
        return forecasts
    }

    /// Stores a forecast in place of an earlier one of its target that was made in the same slot.
    func storeForecast(_ record: ForecastRecord) throws(ReadingStoreError) {
        let forecast = record.forecast
        guard let quantiles = ForecastPacking.pack(forecast) else {
            throw .forecastOutOfRange(record.target, madeAt: forecast.madeAt)
        }
        let statement = try connection.statement(
            """
            INSERT OR REPLACE INTO forecast
            (target, slot, made_at, first_slot, fallback, published, quantiles, crc, forecaster)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, purpose: "storing a forecast")
        var values: [SQLValue] = [
            .text(record.target.rawValue), SQLValue(try key(of: Slot(containing: forecast.madeAt))),
            SQLValue(forecast.madeAt.secondsSinceEpoch), .text(forecast.model),
            SQLValue(try key(of: forecast.firstSlot)), record.fallback.map(SQLValue.text) ?? .null,
            SQLValue(record.published), .blob(quantiles),
        ].sealed
        values.remove(at: 3)
        try statement.run(values + [SQLValue(try forecasterKey(of: forecast.model))])
    }

    /// The number of a model or naive forecast, entered where it is new.
    func forecasterKey(of name: String) throws(ReadingStoreError) -> Int {
        let purpose = "entering a forecaster"
        let insert = try connection.statement("INSERT OR IGNORE INTO forecaster (name) VALUES (?)", purpose: purpose)
        try insert.run([.text(name)])
        return try connection.statement("SELECT id FROM forecaster WHERE name = ?", purpose: purpose)
            .first([.text(name)])?.first?.integer ?? 0
    }

    /// A forecast from the columns of `forecastQuery` without the checksum.
    private static func forecast(_ row: [SQLValue]) -> ForecastRecord? {
        guard let target = row[0].text.flatMap(ForecastTarget.init(rawValue:)), let madeAt = row[2].integer,
            let model = row[3].text, let firstSlot = row[4].integer, Slot.calendarIndices.contains(firstSlot),
            let published = row[6].integer, let quantiles = row[7].blob.flatMap(ForecastPacking.unpack),
            let forecast = Forecast(
                firstSlot: Slot(index: firstSlot), p10: quantiles.p10, p50: quantiles.p50, p90: quantiles.p90,
                madeAt: UTCInstant(secondsSinceEpoch: madeAt), model: model)
        else { return nil }
        return ForecastRecord(target: target, forecast: forecast, fallback: row[5].text, published: published)
    }

    /// Target and slot of a row that is damaged, and may be in either of them.
    private static func forecastName(_ row: [SQLValue]) -> String {
        let slot = row[1].integer.flatMap { Slot.calendarIndices.contains($0) ? Slot(index: $0) : nil }
        return "\(row[0].text ?? "unknown target") made at \(slot?.description ?? "an unknown time")"
    }
}
