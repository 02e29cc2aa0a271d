// SPDX-License-Identifier: Apache-2.0

import Energy
import ReadingStore

/// The database of a planner that runs for months: where the file turns out to be damaged while it is in use, it is opened
/// anew, and what is damaged is then set aside as at a start.
///
/// Without that every record would be refused until somebody restarted the planner. Belongs to one thread.
final class RecoveringStore: ReadingStoring {
    private let path: String
    private let deviceIDs: [String]
    /// Nil while the file could not be opened again.
    private var store: ReadingStore?
    private var told = 0
    /// Notices nobody has taken yet, of stores that were closed.
    private var untold: [StoreNotice] = []

    /// Opens the database.
    init(path: String, deviceIDs: [String]) throws(ReadingStoreError) {
        (self.path, self.deviceIDs) = (path, deviceIDs)
        store = try ReadingStore(path: path, deviceIDs: deviceIDs)
    }

    /// What a person should hear about, each handed over once.
    func takeNotices() -> [StoreNotice] {
        defer { (untold, told) = ([], store?.notices.count ?? 0) }
        return untold + (store?.notices.dropFirst(told) ?? [])
    }

    func store(_ batch: StoreBatch) throws -> Int { try asking { try $0.store(batch) } }

    func store(prices: [StoredPrice], source: String) throws -> Int {
        try asking { try $0.store(prices: prices, source: source) }
    }

    func store(feed: FeedDocument) throws -> FeedIntake { try asking { try $0.store(feed: feed) } }

    func lastFetch(source: String, kind: FeedKind, place: String, nature: FeedNature) throws -> UTCInstant? {
        try asking { try $0.lastFetch(source: source, kind: kind, place: place, nature: nature) }
    }

    func lastFetch(kind: FeedKind) throws -> UTCInstant? { try asking { try $0.lastFetch(kind: kind) } }

    func feedSeries(
        quantity: FeedQuantity, place: String, nature: FeedNature?, slots: Range<Slot>
    ) throws -> SlotSeries {
        try asking { try $0.feedSeries(quantity: quantity, place: place, nature: nature, slots: slots) }
    }

    func rows(device: String, slots: Range<Slot>) throws -> [QuarterHourRow] {
        try asking { try $0.rows(device: device, slots: slots) }
    }

    func prices(slots: Range<Slot>) throws -> SlotSeries { try asking { try $0.prices(slots: slots) } }

    func prices(slots: Range<Slot>, source: String) throws -> SlotSeries {
        try asking { try $0.prices(slots: slots, source: source) }
    }

    func decisions(slots: Range<Slot>) throws -> [DecisionRecord] { try asking { try $0.decisions(slots: slots) } }

    func outcomes(slots: Range<Slot>) throws -> [OutcomeRecord] { try asking { try $0.outcomes(slots: slots) } }

    func lastJournaledEvent() throws -> EventMark? { try asking { try $0.lastJournaledEvent() } }

    func forecast(target: ForecastTarget, madeAt slot: Slot) throws -> ForecastRecord? {
        try asking { try $0.forecast(target: target, madeAt: slot) }
    }

    func latestForecast(target: ForecastTarget, madeAtOrBefore slot: Slot) throws -> ForecastRecord? {
        try asking { try $0.latestForecast(target: target, madeAtOrBefore: slot) }
    }

    func forecasts(target: ForecastTarget, madeAt slots: Range<Slot>) throws -> [ForecastRecord] {
        try asking { try $0.forecasts(target: target, madeAt: slots) }
    }

    func store(scores: [ForecastScoreRecord]) throws { try asking { try $0.store(scores: scores) } }

    func scores(target: ForecastTarget?, days: Range<CivilDate>) throws -> [ForecastScoreRecord] {
        try asking { try $0.scores(target: target, days: days) }
    }

    func store(models: [ModelRecord], decision: ModelDecisionRecord) throws {
        try asking { try $0.store(models: models, decision: decision) }
    }

    func models(target: ForecastTarget?) throws -> [ModelRecord] { try asking { try $0.models(target: target) } }

    func modelDecisions(target: ForecastTarget?, limit: Int) throws -> [ModelDecisionRecord] {
        try asking { try $0.modelDecisions(target: target, limit: limit) }
    }

    func store(verdict: PolicyVerdictRecord) throws { try asking { try $0.store(verdict: verdict) } }

    func policyVerdicts(changesOnly: Bool, limit: Int) throws -> [PolicyVerdictRecord] {
        try asking { try $0.policyVerdicts(changesOnly: changesOnly, limit: limit) }
    }

    func store(jobRun: JobRun) throws { try asking { try $0.store(jobRun: jobRun) } }

    func jobRuns(job: String?, limit: Int) throws -> [JobRun] {
        try asking { try $0.jobRuns(job: job, limit: limit) }
    }

    func lastJobRun(job: String) throws -> JobRun? { try asking { try $0.lastJobRun(job: job) } }

    func prune(now: UTCInstant) throws { try asking { try $0.prune(now: now) } }

    private func asking<Answer>(_ question: (ReadingStore) throws -> Answer) throws -> Answer {
        do {
            return try question(try opened())
        } catch ReadingStoreError.sqlite(let failure) where failure.kind == .damaged {
            untold = takeNotices()
            // The lock on the file goes with the store that holds it.
            (store, told) = (nil, 0)
            let fresh = try opened()
            guard fresh.notices.contains(where: \.isSetAside) else { throw ReadingStoreError.sqlite(failure) }
            return try question(fresh)
        }
    }

    private func opened() throws(ReadingStoreError) -> ReadingStore {
        if let store { return store }
        let fresh = try ReadingStore(path: path, deviceIDs: deviceIDs)
        store = fresh
        return fresh
    }
}

extension StoreNotice {
    /// True where the history is gone from the database.
    var isSetAside: Bool { if case .setAside = self { true } else { false } }
}
