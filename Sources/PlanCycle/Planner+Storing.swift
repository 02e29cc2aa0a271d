// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What waits, into the database.
extension Planner {
    func storeIfDue(_ slot: Slot, now: BootInstant) {
        let ended = slot.advanced(by: -1)
        if !queue.batch.slices.isEmpty { schedule.noteLateSlices(now: now) }
        if schedule.isStoreDue(
            now: now, isComplete: queue.holdsSlices(of: ended, devices: setup.devices.count))
        {
            settleOutcomes(through: ended)
            storeWaiting(now: now)
            sumUpToday(slot)
        }
    }

    func storeWaiting(now: BootInstant) {
        guard !queue.batch.isEmpty else {
            schedule.noteStored()
            let nothing = PlannerJobs.Result(outcome: .skipped, error: "there was nothing to store")
            return jobs.end(.houseData, nothing, now: now, wall: wall)
        }
        let result = StorageResult(storing: queue.batch, into: store)
        queue.note(result)
        if result.waiting.isEmpty { schedule.noteStored() } else { schedule.noteStoreFailed(now: now) }
        for slice in result.stored.slices { link.acknowledge(slice) }
        if let mark = result.lastEvent { link.accountForEvents(through: mark) }
        status.batchesStored += result.commits
        status.rowsStored += result.rows
        status.slicesStored += result.stored.slices.count
        status.decisionsStored += result.stored.decisions.count
        status.outcomesStored += result.stored.outcomes.count
        status.eventsStored += result.stored.events.count
        status.forecastsStored += result.stored.forecasts.count
        status.storeFailures += result.failures.count
        status.lastStoreError = result.failures.last ?? status.lastStoreError
        status.storeTrouble = result.waiting.isEmpty ? nil : result.failures.last
        if result.waiting.isEmpty { jobs.end(.houseData, .init(rows: result.rows), now: now, wall: wall) }
        if let last = result.stored.slices.filter(\.isClockTrusted).map(\.slot.end).max() {
            lastStored = max(last, lastStored ?? last)
        }
        for refusal in result.refusals { setAside(refusal, now: now) }
        noteQueue()
        refreshHistory(result.stored.slices)
    }

    /// Tells a guard that greeted where the database's events end, so that it sends what came after, whoever was away.
    func accountForEvents(now: BootInstant) {
        guard link.isAccountDue(now: now) else { return }
        let answer: EventMark?? = attempt { try store.lastJournaledEvent() }
        if let last = answer { link.accountForEvents(through: last) } else { link.putOffAccount(now: now) }
    }

    /// Counts and tells what will never be stored; the next batch carries the event.
    private func setAside(_ refusal: StorageResult.Refusal, now: BootInstant) {
        let detail = "\(refusal.records.summary) set aside: \(refusal.reason)"
        status.recordsSetAside += refusal.records.count
        status.lastSetAside = detail
        // An event about such an event would be the next to be refused.
        guard !refusal.records.events.contains(where: { $0.kind == .recordsSetAside }) else { return }
        queue.add(GuardEvent(time: now, wallTime: wall, kind: .recordsSetAside, detail: detail))
    }

    private func refreshHistory(_ slices: [DeviceSlice]) {
        guard let first = slices.map(\.slot).min(), let last = slices.map(\.slot).max() else { return }
        peak.refresh(first..<last.advanced(by: 1))
        attempt { try forecasts.refresh(first..<last.advanced(by: 1), reading: store) }
    }

    func noteQueue() {
        status.waitingForStore = queue.count
        status.recordsGivenUp = queue.givenUp
        status.forecastsGivenUp = queue.forecastsGivenUp
    }

    /// Calls the database; a failure is counted and control goes on.
    @discardableResult func attempt<Result>(_ call: () throws -> Result) -> Result? {
        do {
            return try call()
        } catch {
            noteFailure(error)
            return nil
        }
    }

    /// Counts a call of the database that failed.
    func noteFailure(_ error: any Error) {
        status.storeFailures += 1
        status.lastStoreError = "\(error)"
        status.storeTrouble = "\(error)"
    }
}
