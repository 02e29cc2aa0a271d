// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    private enum SumField {
        case count(WritableKeyPath<ForecastErrorSums, Int>)
        case amount(WritableKeyPath<ForecastErrorSums, Double>)
    }

    private static var sumColumns: [(name: String, field: SumField)] {
        [
            ("count", .count(\.count)), ("absolute_error", .amount(\.absoluteError)),
            ("squared_error", .amount(\.squaredError)), ("relative_error", .amount(\.relativeError)),
            ("relative_count", .count(\.relativeCount)), ("symmetric_error", .amount(\.symmetricError)),
            ("actual", .amount(\.actual)), ("actual_squared", .amount(\.actualSquared)),
            ("persistence_error", .amount(\.persistenceError)), ("compared_error", .amount(\.comparedError)),
            ("persistence_count", .count(\.persistenceCount)), ("hits", .count(\.hits)),
            ("in_band", .count(\.inBand)),
        ]
    }

    private static var sumNames: String { sumColumns.map(\.name).joined(separator: ", ") }

    /// Stores scores in one commit; one of the same target, model, day and lead is replaced.
    public func store(scores: [ForecastScoreRecord]) throws(ReadingStoreError) {
        guard !scores.isEmpty else { return }
        try connection.transaction(purpose: "storing scores") { () throws(ReadingStoreError) in
            for score in scores { try storeScore(score) }
        }
    }

    /// Scores in order of day, target, model and lead; damaged ones are left out, and `notices` names them.
    ///
    /// - Parameters:
    ///   - target: nil for all.
    ///   - days: the days of UTC that the forecasts were for.
    public func scores(
        target: ForecastTarget?, days: Range<CivilDate>
    ) throws(ReadingStoreError) -> [ForecastScoreRecord] {
        let statement = try connection.statement(
            """
            SELECT day, target, name, lead, \(Self.sumNames), crc
            FROM forecast_score LEFT JOIN forecaster ON forecaster.id = forecaster
            WHERE day >= ?1 AND day < ?2 AND (?3 IS NULL OR target = ?3) ORDER BY day, target, name, lead
            """, purpose: "reading scores")
        let values = [
            SQLValue(days.lowerBound.dayNumber), SQLValue(days.upperBound.dayNumber),
            target.map { .text($0.rawValue) } ?? .null,
        ]
        var scores: [ForecastScoreRecord] = []
        try statement.forEachRow(values) { row in
            guard let score = row.verified.flatMap(Self.score) else {
                return note(.damagedRow(table: "forecast_score", key: Self.scoreName(row)))
            }
            scores.append(score)
        }
        return scores
    }

    private static func scoreName(_ row: [SQLValue]) -> String {
        let day = row[0].integer.flatMap { Slot.calendarDays.contains($0) ? CivilDate(dayNumber: $0) : nil }
        let model = row[2].text ?? "an unknown model"
        return "\(row[1].text ?? "unknown target") by \(model) on \(day?.description ?? "an unknown day")"
    }

    private func storeScore(_ score: ForecastScoreRecord) throws(ReadingStoreError) {
        let sums = Self.values(of: score.sums)
        guard !sums.contains(.null) else {
            throw .scoreNotFinite(score.target, model: score.model, day: score.day)
        }
        let statement = try connection.statement(
            """
            INSERT OR REPLACE INTO forecast_score (day, target, lead, \(Self.sumNames), crc, forecaster)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, purpose: "storing a score")
        let key: [SQLValue] = [
            SQLValue(score.day.dayNumber), .text(score.target.rawValue), .text(score.model), SQLValue(score.lead),
        ]
        var values = (key + sums).sealed
        values.remove(at: 2)
        try statement.run(values + [SQLValue(try forecasterKey(of: score.model))])
    }

    /// The sums in the order of their columns; null for one that is not a number.
    private static func values(of sums: ForecastErrorSums) -> [SQLValue] {
        sumColumns.map { _, field in
            switch field {
            case .count(let path): SQLValue(sums[keyPath: path])
            case .amount(let path): SQLValue(finite: sums[keyPath: path])
            }
        }
    }

    /// More points than any day has, few enough for sums of them.
    private static let mostPoints: Int64 = 1_000_000

    /// A score from day, target, name, lead and the sums.
    private static func score(_ row: [SQLValue]) -> ForecastScoreRecord? {
        guard let day = row[0].integer, Slot.calendarDays.contains(day),
            let target = row[1].text.flatMap(ForecastTarget.init(rawValue:)),
            let model = row[2].text, let lead = row[3].integer
        else { return nil }
        var sums = ForecastErrorSums()
        for ((_, field), value) in zip(sumColumns, row[4...]) {
            switch (field, value) {
            case (.count(let path), .integer(let number)):
                guard (0...mostPoints).contains(number) else { return nil }
                sums[keyPath: path] = Int(number)
            case (.amount(let path), .real(let number)): sums[keyPath: path] = number
            default: return nil
            }
        }
        return ForecastScoreRecord(
            target: target, model: model, day: CivilDate(dayNumber: day), lead: lead, sums: sums)
    }
}
