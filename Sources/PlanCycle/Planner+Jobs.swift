// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// The planner's part of the recurring work.
extension Planner {
    /// Takes in the report of a job that ran outside of the planner.
    public func take(_ run: JobRun, now: BootInstant) { jobs.take(run, now: now) }

    /// Makes a job of the planner due whatever its schedule says; false for one that it does not run, nil before the database has
    /// told the past.
    public func ask(_ job: String) -> Bool? { jobs.ask(job) }

    /// Begins what is due, and looks whether somebody should be told of something.
    func runJobs(now: BootInstant, isClockTrusted: Bool) {
        let due = jobs.due(now: now, wall: wall, isClockTrusted: isClockTrusted, store: store, failed: noteFailure)
        for job in due where jobs.begin(job, now: now, wall: wall) {
            switch job {
            case .scoreForecasts: end(job, now: now) { try scoreForecasts() }
            case .prune:
                end(job, now: now) {
                    try store.prune(now: wall)
                    return 0
                }
            // Ends when what waits is stored, also where no quarter hour begins.
            case .houseData: schedule.noteLateSlices(now: now)
            case .fetchPrices, .fetchWeather, .fetchCarbon, .trainPrice, .trainDemand, .shadow, .backup: break
            }
        }
        status.alarmEdges = jobs.lookForAlarms(
            now: now, wall: wall, isClockTrusted: isClockTrusted, data: moment(of:), failed: noteFailure)
        status.alarms = jobs.alarms
    }

    private func end(_ job: HouseJob, now: BootInstant, _ work: () throws -> Int) {
        var result = PlannerJobs.Result()
        do { result.rows = try work() } catch {
            noteFailure(error)
            result = .init(outcome: .failed, error: "\(error)")
        }
        jobs.end(job, result, now: now, wall: wall)
    }

    /// When the newest data of a kind was made, or where it ends; nil for none.
    private func moment(of data: DataKind) throws -> UTCInstant? {
        let slot = Slot(containing: wall)
        switch data {
        case .readings:
            if lastStored == nil { lastStored = try lastReading(before: slot) }
            return lastStored
        case .prices:
            let known = try store.prices(slots: slot..<slot.advanced(by: setup.horizonSlots))
            return known.slots.first { known[$0] == nil }.map { $0 == slot ? nil : $0.start }
                ?? known.slots.upperBound.start
        case .weather: return try store.lastFetch(kind: .weather)
        case .carbon: return try store.lastFetch(kind: .carbon)
        }
    }

    /// End of the last quarter hour that was stored in the days before this life of the planner.
    private func lastReading(before slot: Slot) throws -> UTCInstant? {
        let days = slot.advanced(by: -3 * 96)..<slot
        return try setup.devices.compactMap { try store.rows(device: $0.id, slots: days).last?.slot.end }.max()
    }

    /// Compares the forecasts of the days that are over with what came, and asks for retraining where it is due.
    ///
    /// - Returns: how many targets were looked at.
    private func scoreForecasts() throws -> Int {
        // Just after midnight the last readings of the day before are not stored yet.
        let review = ForecastReview(setup: setup, today: wall.advanced(bySeconds: -3600).date)
        var (scored, failure) = (0, (any Error)?.none)
        for target in ForecastTarget.allCases {
            do {
                try review.score(target, store: store)
                scored += 1
                guard let model = forecasts.models.id(target) else { continue }
                if try review.askForRetraining(target, model, forecasts.models, now: wall, store: store) {
                    status.retrainingsAsked += 1
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return scored
    }
}
