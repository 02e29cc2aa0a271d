// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// The daily look back: how the forecasts of the days that are over did, and whether a model is to be trained anew.
struct ForecastReview {
    /// Days before today that are scored where they were not: those of a planner that was away.
    private static let days = 7
    /// Days of actuals that say how wide they range, and that a drift is told from.
    private static let rangeDays = InputDrift.days
    /// Those of a month and more, one question and one answer a day.
    private static let decisionsLookedAt = 64

    let setup: PlannerSetup
    let today: CivilDate

    /// Scores the last days that have no scores yet.
    func score(_ target: ForecastTarget, store: any ReadingStoring) throws {
        let days = CivilDate(dayNumber: today.dayNumber - Self.days)..<today
        let scored = Set(try store.scores(target: target, days: days).map(\.day))
        let missing = (days.lowerBound.dayNumber..<today.dayNumber).map(CivilDate.init).filter { !scored.contains($0) }
        guard !missing.isEmpty, let actual = try actual(target, store: store) else { return }
        let known = actual.slots.compactMap { actual[$0] }
        let range = (known.max() ?? 0) - (known.min() ?? 0)
        for day in missing {
            let records = try records(target, day, actual, range: range, store: store)
            if !records.isEmpty { try store.store(scores: records) }
        }
    }

    /// What came in the last weeks; nil for what a house has no records of.
    private func actual(_ target: ForecastTarget, store: any ReadingStoring) throws -> SlotSeries? {
        let end = Slot(containing: today.startUTC)
        let slots = end.advanced(by: -96 * Self.rangeDays)..<end
        switch target {
        case .price: return try store.prices(slots: slots)
        case .demand, .solar:
            let recording = try HouseRecording(slots, devices: setup.devices, store: store)
            return SlotSeries(firstSlot: slots.lowerBound, values: target == .demand ? recording.load : recording.pv)
        case .carbon: return nil
        }
    }

    private func records(
        _ target: ForecastTarget, _ day: CivilDate, _ actual: SlotSeries, range: Double, store: any ReadingStoring
    ) throws -> [ForecastScoreRecord] {
        let first = Slot(containing: day.startUTC)
        var result: [ForecastScoreRecord] = []
        for lead in target.scoredLeads {
            var sums: [String: ForecastErrorSums] = [:]
            let made = try forecasts(target, first.advanced(by: -lead)..<first.advanced(by: 96 - lead), store)
            for slot in first..<first.advanced(by: 96) {
                guard let record = made[slot.advanced(by: -lead)], let value = actual[slot], record.isForecast(slot),
                    let found = record.forecast.quantiles(at: slot),
                    // That the night is dark is no forecast.
                    target != .solar || found.p90 > 0 || value > 0
                else { continue }
                sums[record.forecast.model, default: ForecastErrorSums()].add(
                    forecast: found.p50, actual: value, dayBefore: actual[slot.advanced(by: -96)],
                    band: (found.p10, found.p90), range: range, mapeFloor: Self.mapeFloor * range)
            }
            result += sums.sorted { $0.key < $1.key }.map {
                ForecastScoreRecord(target: target, model: $0.key, day: day, lead: lead, sums: $0.value)
            }
        }
        return result
    }

    /// Share of the range below which an actual is near zero and does not count for MAPE.
    private static let mapeFloor = 0.02

    /// The forecast in force at the beginning of each slot.
    private func forecasts(
        _ target: ForecastTarget, _ slots: Range<Slot>, _ store: any ReadingStoring
    ) throws -> [Slot: ForecastRecord] {
        let made = try store.forecasts(target: target, madeAt: slots)
        guard target == .price else {
            // Demand and sun are forecast each quarter hour: an older forecast is none at this lead.
            return Dictionary(made.map { (Slot(containing: $0.forecast.madeAt), $0) }) { $1 }
        }
        var latest = try store.latestForecast(target: target, madeAtOrBefore: slots.lowerBound)
        var (result, place): ([Slot: ForecastRecord], Int) = ([:], 0)
        for slot in slots {
            while place < made.count, Slot(containing: made[place].forecast.madeAt) <= slot {
                latest = made[place]
                place += 1
            }
            result[slot] = latest
        }
        return result
    }

    /// Asks for retraining where the rule says so.
    ///
    /// - Parameter model: in use.
    /// - Returns: whether it was asked for.
    func askForRetraining(
        _ target: ForecastTarget, _ model: String, _ models: ForecastersInUse, now: UTCInstant,
        store: any ReadingStoring
    ) throws -> Bool {
        let days = CivilDate(dayNumber: today.dayNumber - RetrainingRule.days)..<today
        let scores = try store.scores(target: target, days: days).filter { $0.model == model }
        let recent = try actual(target, store: store).map { DailyValues($0) }
        let decisions = try store.modelDecisions(target: target, limit: Self.decisionsLookedAt)
        let reason = RetrainingRule.reason(
            scores: scores, drift: recent.flatMap { models.drift(target, of: $0) }, lastAsked: decisions.first?.time,
            lastJudged: decisions.first { $0.modelError != nil }?.time, now: now)
        guard let reason else { return false }
        try store.store(
            models: [],
            decision: ModelDecisionRecord(
                time: now, target: target, outcome: .retrainingAsked, model: model, champion: model, modelError: nil,
                championError: nil, naiveError: nil, reason: "\(reason)"))
        return true
    }
}
