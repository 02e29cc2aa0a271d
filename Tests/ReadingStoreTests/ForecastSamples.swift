// SPDX-License-Identifier: Apache-2.0

import Energy

/// Forecasts, scores and models the tests share.
extension Samples {
    /// A forecast made 17 s into a slot; its numbers have at most 16 significant bits, so that they come back as they are.
    static func forecast(
        _ target: ForecastTarget = .demand, slot offset: Int, model: String = "demand-1", count: Int = 192,
        fallback: String? = nil, published: Int = 0, scale: Double = 1
    ) throws -> ForecastRecord {
        let p50 = (0..<count).map { scale * (Double($0 * 7 + offset % 16) * 0.25 - 12) }
        let forecast = Forecast(
            firstSlot: firstSlot.advanced(by: offset + 1), p10: p50.map { $0 - 100 }, p50: p50,
            p90: p50.map { $0 + 250 }, madeAt: firstSlot.advanced(by: offset).start.advanced(bySeconds: 17),
            model: model)
        guard let forecast else { throw NoForecast() }
        return ForecastRecord(target: target, forecast: forecast, fallback: fallback, published: published)
    }

    struct NoForecast: Error {}

    static func day(_ offset: Int) -> CivilDate { CivilDate(dayNumber: firstSlot.start.date.dayNumber + offset) }

    /// A score with another number in each sum.
    static func score(
        _ target: ForecastTarget = .demand, model: String = "demand-1", day offset: Int, lead: Int = 4,
        error: Double = 1234.5
    ) -> ForecastScoreRecord {
        var sums = ForecastErrorSums()
        (sums.count, sums.relativeCount, sums.persistenceCount, sums.hits, sums.inBand) = (96, 80, 95, 61, 77)
        (sums.absoluteError, sums.squaredError, sums.relativeError) = (error, 1.0 / 3, 0.0)
        (sums.symmetricError, sums.actual, sums.actualSquared) = (9.25, -0.0, 1e12)
        (sums.persistenceError, sums.comparedError) = (2000.125, 1200.5)
        return ForecastScoreRecord(target: target, model: model, day: day(offset), lead: lead, sums: sums)
    }

    static func model(
        _ id: String, _ state: ModelRecord.State, target: ForecastTarget = .demand, admitted day: Int = 0
    ) -> ModelRecord {
        let now = self.day(day).startUTC
        return ModelRecord(
            id: id, target: target, state: state, training: now.advanced(bySeconds: -31_536_000)..<now,
            admittedAt: now.advanced(bySeconds: 11_700), bytes: 123_456)
    }

    static func modelDecision(
        _ outcome: ModelDecisionRecord.Outcome = .promoted, target: ForecastTarget = .demand, model: String = "new",
        champion: String? = "old", day: Int = 0
    ) -> ModelDecisionRecord {
        ModelDecisionRecord(
            time: self.day(day).startUTC.advanced(bySeconds: 11_701), target: target, outcome: outcome, model: model,
            champion: champion, modelError: 101.5, championError: champion == nil ? nil : 110.25, naiveError: 140,
            reason: "8 % below “\(champion ?? "naive")” on 14 days")
    }
}
