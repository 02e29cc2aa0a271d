// SPDX-License-Identifier: Apache-2.0

import Energy

/// A database in memory that keeps what the port promises: batches whole or not at all, each slice and event once.
public final class MemoryStore: ReadingStoring {
    /// What a failing call throws.
    public struct Failure: RetryAdvising, Hashable, CustomStringConvertible {
        /// Names the call.
        public let description: String
        /// False for a batch that can never be stored.
        public var isWorthRetrying = true
    }

    /// While true every write fails and changes nothing.
    public var writesFail = false
    /// True for an event that is refused for good, and the batch with it.
    public var refuses: (GuardEvent) -> Bool = { _ in false }
    /// While true every read fails.
    public var readsFail = false
    /// Writes of a batch that were tried, failed ones included.
    public private(set) var storeCalls = 0
    /// Slices that were stored before they came, which a planner should hardly ever send.
    public private(set) var repeatedSlices = 0
    /// Events that were stored before they came.
    public private(set) var repeatedEvents = 0
    /// Everything stored, in the order it came.
    public private(set) var stored = StoreBatch()
    /// The moments `prune` was called for.
    public private(set) var prunedAt: [UTCInstant] = []

    private let devices: [String]
    private var slices: Set<SliceKey> = []
    private var events: Set<GuardEvent> = []
    private var rowsByKey: [RowKey: QuarterHourRow] = [:]
    private var spotPrices: [Slot: PricePerKWh] = [:]
    private var spotPricesBySource: [String: [Slot: PricePerKWh]] = [:]
    private var feeds = FeedMemory()
    private var jobRuns: [JobRun] = []
    private var decisionsBySlot: [Slot: DecisionRecord] = [:]
    private var outcomesBySlot: [Slot: OutcomeRecord] = [:]
    private var forecastsByKey: [ForecastKey: ForecastRecord] = [:]
    private var scoresByKey: [ScoreKey: ForecastScoreRecord] = [:]
    private var modelsByID: [String: ModelRecord] = [:]
    private var modelDecisions: [ModelDecisionRecord] = []
    private var verdicts: [PolicyVerdictRecord] = []

    private struct SliceKey: Hashable {
        let bootID: UInt64
        let device: DeviceIndex
        let start: BootInstant
    }

    private struct RowKey: Hashable {
        let device: String
        let slot: Slot
    }

    private struct ForecastKey: Hashable {
        let target: ForecastTarget
        let slot: Slot
    }

    private struct ScoreKey: Hashable {
        let day: CivilDate
        let target: ForecastTarget
        let model: String
        let lead: Int
    }

    /// An empty database.
    ///
    /// - Parameter devices: ids in the order of the configuration.
    public init(devices: [String]) { self.devices = devices }

    /// Puts a row there without a slice, as history.
    public func insert(_ row: QuarterHourRow) { rowsByKey[RowKey(device: row.device, slot: row.slot)] = row }

    /// Stores a batch; a slice of an unknown device makes it fail as a whole.
    @discardableResult public func store(_ batch: StoreBatch) throws -> Int {
        storeCalls += 1
        guard !writesFail else { throw Failure(description: "database or disk is full") }
        guard batch.slices.allSatisfy({ devices.indices.contains($0.device.rawValue) }) else {
            throw Failure(description: "unknown device", isWorthRetrying: false)
        }
        guard !batch.events.contains(where: refuses) else {
            throw Failure(description: "refused for good", isWorthRetrying: false)
        }
        let before = rowsByKey.count
        for slice in batch.slices { add(slice) }
        for decision in batch.decisions { decisionsBySlot[decision.slot] = decision }
        for outcome in batch.outcomes { outcomesBySlot[outcome.slot] = outcome }
        stored.decisions += batch.decisions
        stored.outcomes += batch.outcomes
        for record in batch.forecasts {
            let slot = Slot(containing: record.forecast.madeAt)
            forecastsByKey[ForecastKey(target: record.target, slot: slot)] = record
        }
        stored.forecasts += batch.forecasts
        for event in batch.events {
            if events.insert(event).inserted { stored.events.append(event) } else { repeatedEvents += 1 }
        }
        return rowsByKey.count - before
    }

    /// Stores prices; those stored last count.
    @discardableResult public func store(prices: [StoredPrice], source: String) throws -> Int {
        guard !writesFail else { throw Failure(description: "database or disk is full") }
        var changed = 0
        for price in prices {
            if spotPrices[price.slot] != price.spot { changed += 1 }
            spotPrices[price.slot] = price.spot
            spotPricesBySource[source, default: [:]][price.slot] = price.spot
        }
        return changed
    }

    /// Rows of a device in order of time.
    public func rows(device: String, slots: Range<Slot>) throws -> [QuarterHourRow] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return slots.compactMap { rowsByKey[RowKey(device: device, slot: $0)] }
    }

    /// Prices by slot, gaps included.
    public func prices(slots: Range<Slot>) throws -> SlotSeries {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return SlotSeries(firstSlot: slots.lowerBound, values: slots.map { spotPrices[$0]?.value })
    }

    /// Prices of one source by slot, gaps included.
    public func prices(slots: Range<Slot>, source: String) throws -> SlotSeries {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        let known = spotPricesBySource[source] ?? [:]
        return SlotSeries(firstSlot: slots.lowerBound, values: slots.map { known[$0]?.value })
    }

    /// Decisions in order of time.
    public func decisions(slots: Range<Slot>) throws -> [DecisionRecord] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return slots.compactMap { decisionsBySlot[$0] }
    }

    /// What became of decisions, in order of time.
    public func outcomes(slots: Range<Slot>) throws -> [OutcomeRecord] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return slots.compactMap { outcomesBySlot[$0] }
    }

    /// The event stored last of those that the guard's journal keeps too.
    public func lastJournaledEvent() throws -> EventMark? {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return stored.events.last(where: \.kind.isJournaled)?.mark
    }

    /// Notes the call and deletes nothing.
    public func prune(now: UTCInstant) throws { prunedAt.append(now) }

    private func add(_ slice: DeviceSlice) {
        let key = SliceKey(bootID: slice.bootID, device: slice.device, start: slice.start)
        guard slices.insert(key).inserted else {
            repeatedSlices += 1
            return
        }
        stored.slices.append(slice)
        let id = devices[slice.device.rawValue]
        let row = RowKey(device: id, slot: slice.slot)
        rowsByKey[row] = Self.row(slice, device: id, after: rowsByKey[row])
    }

    private static func row(_ slice: DeviceSlice, device: String, after earlier: QuarterHourRow?) -> QuarterHourRow {
        let seconds = (earlier?.observedSeconds ?? 0) + Int(slice.end.seconds(since: slice.start))
        var quality = earlier?.quality ?? []
        if !slice.isClockTrusted { quality.insert(.clockUncertain) }
        if seconds < 855 { quality.insert(.partial) } else { quality.remove(.partial) }
        var signals = earlier?.signals ?? []
        for summary in slice.signals {
            if let k = signals.firstIndex(where: { $0.signal == summary.signal }) {
                signals[k] = signals[k].merged(withLater: summary)
            } else {
                signals.append(summary)
            }
        }
        return QuarterHourRow(
            slot: slice.slot, device: device, observedSeconds: min(Slot.seconds, seconds), quality: quality,
            signals: signals.sorted { $0.signal.rawValue < $1.signal.rawValue })
    }
}

// MARK: - Forecasts and models

extension MemoryStore {
    /// The forecast made in a slot.
    public func forecast(target: ForecastTarget, madeAt slot: Slot) throws -> ForecastRecord? {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return forecastsByKey[ForecastKey(target: target, slot: slot)]
    }

    /// The latest forecast made in a slot or before it.
    public func latestForecast(target: ForecastTarget, madeAtOrBefore slot: Slot) throws -> ForecastRecord? {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return forecastsByKey.filter { $0.key.target == target && $0.key.slot <= slot }
            .max { $0.key.slot < $1.key.slot }?.value
    }

    /// The forecasts made in some slots, in order of time.
    public func forecasts(target: ForecastTarget, madeAt slots: Range<Slot>) throws -> [ForecastRecord] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return forecastsByKey.filter { $0.key.target == target && slots.contains($0.key.slot) }
            .sorted { $0.key.slot < $1.key.slot }.map(\.value)
    }

    /// Stores scores; a sum that is not a number makes all of them fail.
    public func store(scores: [ForecastScoreRecord]) throws {
        guard !writesFail else { throw Failure(description: "database or disk is full") }
        guard scores.allSatisfy(\.sums.isFinite) else {
            throw Failure(description: "a sum is not a number", isWorthRetrying: false)
        }
        for score in scores {
            let key = ScoreKey(day: score.day, target: score.target, model: score.model, lead: score.lead)
            scoresByKey[key] = score
        }
    }

    /// Scores in order of day, target, model and lead.
    public func scores(target: ForecastTarget?, days: Range<CivilDate>) throws -> [ForecastScoreRecord] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return scoresByKey.values.filter { days.contains($0.day) && (target == nil || $0.target == target) }
            .sorted {
                ($0.day, $0.target.rawValue, $0.model, $0.lead) < ($1.day, $1.target.rawValue, $1.model, $1.lead)
            }
    }

    /// Stores models and the decision on them; a second champion of a target makes all of it fail.
    public func store(models: [ModelRecord], decision: ModelDecisionRecord) throws {
        guard !writesFail else { throw Failure(description: "database or disk is full") }
        var changed = modelsByID
        for model in models { changed[model.id] = model }
        let inUse = changed.values.filter { $0.state == .champion }.map(\.target)
        guard Set(inUse).count == inUse.count else {
            throw Failure(description: "two models in use", isWorthRetrying: false)
        }
        modelsByID = changed
        modelDecisions.append(decision)
    }

    /// Models in the order they were admitted or refused.
    public func models(target: ForecastTarget?) throws -> [ModelRecord] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return modelsByID.values.filter { target == nil || $0.target == target }
            .sorted { ($0.admittedAt, $0.id) < ($1.admittedAt, $1.id) }
    }

    /// The latest decisions on models, the one stored last first.
    public func modelDecisions(target: ForecastTarget?, limit: Int) throws -> [ModelDecisionRecord] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return Array(modelDecisions.reversed().filter { target == nil || $0.target == target }.prefix(max(0, limit)))
    }
}

// MARK: - Policies

extension MemoryStore {
    /// Stores a verdict on a policy.
    public func store(verdict: PolicyVerdictRecord) throws {
        guard !writesFail else { throw Failure(description: "database or disk is full") }
        verdicts.append(verdict)
    }

    /// The latest verdicts on policies, the one stored last first.
    public func policyVerdicts(changesOnly: Bool, limit: Int) throws -> [PolicyVerdictRecord] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return Array(verdicts.reversed().filter { !changesOnly || $0.verdict.isChange }.prefix(max(0, limit)))
    }
}

// MARK: - Feeds and jobs

extension MemoryStore {
    /// Takes in what a source told; a number out of range makes all of it fail.
    @discardableResult public func store(feed: FeedDocument) throws -> FeedIntake {
        guard !writesFail else { throw Failure(description: "database or disk is full") }
        for (quantity, series) in feed.series {
            guard series.slots.allSatisfy({ series[$0].map(quantity.range.contains) ?? true }) else {
                throw Failure(description: "a number out of range", isWorthRetrying: false)
            }
        }
        var intake = FeedIntake()
        for (quantity, series) in feed.series {
            intake.note(gapsOf: series, quantity)
            guard quantity == .spotPrice, feed.nature == .actual else {
                feeds.take(quantity, series, of: feed, &intake)
                continue
            }
            for slot in series.slots {
                guard let spot = series[slot].map(PricePerKWh.init) else { continue }
                intake.note(spotPrices[slot].map { $0 == spot ? .unchanged : .corrected } ?? .new)
                try store(prices: [StoredPrice(slot: slot, spot: spot)], source: feed.source)
            }
        }
        feeds.noteFetch(of: feed)
        return intake
    }

    /// When the newest document of a source was fetched that was taken in.
    public func lastFetch(
        source: String, kind: FeedKind, place: String, nature: FeedNature
    ) throws -> UTCInstant? {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return feeds.lastFetch(source, kind, place, nature)
    }

    /// When the newest document of a kind was fetched.
    public func lastFetch(kind: FeedKind) throws -> UTCInstant? {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return feeds.lastFetch(kind)
    }

    /// Numbers that were taken in, gaps included.
    public func feedSeries(
        quantity: FeedQuantity, place: String, nature: FeedNature?, slots: Range<Slot>
    ) throws -> SlotSeries {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        let known = feeds.series(quantity, place, nature, slots)
        guard quantity == .spotPrice, nature != .forecast else { return known }
        let values = slots.map { spotPrices[$0]?.value ?? known[$0] }
        return SlotSeries(firstSlot: slots.lowerBound, values: values)
    }

    /// Stores the report of a run once.
    public func store(jobRun: JobRun) throws {
        guard !writesFail else { throw Failure(description: "database or disk is full") }
        let isKnown = jobRuns.contains { ($0.job, $0.start, $0.end) == (jobRun.job, jobRun.start, jobRun.end) }
        if !isKnown { jobRuns.append(jobRun) }
    }

    /// The latest reports, the one stored last first.
    public func jobRuns(job: String?, limit: Int) throws -> [JobRun] {
        guard !readsFail else { throw Failure(description: "disk I/O error") }
        return Array(jobRuns.reversed().filter { job == nil || $0.job == job }.prefix(max(0, limit)))
    }

    /// The report of a job that was stored last.
    public func lastJobRun(job: String) throws -> JobRun? { try jobRuns(job: job, limit: 1).first }
}

extension ForecastErrorSums {
    fileprivate var isFinite: Bool {
        [
            absoluteError, squaredError, relativeError, symmetricError, actual, actualSquared, persistenceError,
            comparedError,
        ].allSatisfy(\.isFinite)
    }
}
