// SPDX-License-Identifier: Apache-2.0

/// A price of one slot with where it came from.
public struct StoredPrice: Hashable, Sendable {
    /// The quarter hour.
    public let slot: Slot
    /// Spot price without tax and fees.
    public let spot: PricePerKWh
    /// Puts a price together.
    public init(slot: Slot, spot: PricePerKWh) { (self.slot, self.spot) = (slot, spot) }
}

/// Everything the planner wants stored at the end of a quarter hour: one transaction, one fsync.
public struct StoreBatch: Sendable {
    /// The guard's slices; a slice stored before is stored once.
    public var slices: [DeviceSlice]
    /// Decisions; a later decision for the same slot replaces the earlier.
    public var decisions: [DecisionRecord]
    /// What became of decisions; a later record of the same slot replaces the earlier.
    public var outcomes: [OutcomeRecord]
    /// The guard's events.
    public var events: [GuardEvent]
    /// Forecasts as they were issued; a later one of the same target, made in the same slot, replaces the earlier.
    public var forecasts: [ForecastRecord]

    /// Puts a batch together.
    public init(
        slices: [DeviceSlice] = [], decisions: [DecisionRecord] = [], outcomes: [OutcomeRecord] = [],
        events: [GuardEvent] = [], forecasts: [ForecastRecord] = []
    ) {
        self.slices = slices
        self.decisions = decisions
        self.outcomes = outcomes
        self.events = events
        self.forecasts = forecasts
    }

    /// True when there is nothing to store.
    public var isEmpty: Bool {
        slices.isEmpty && decisions.isEmpty && outcomes.isEmpty && events.isEmpty && forecasts.isEmpty
    }
}

/// An error that says whether the same call may succeed later.
public protocol RetryAdvising: Error {
    /// False where trying again with the same arguments fails again.
    var isWorthRetrying: Bool { get }
}

/// The database as the planner sees it.
///
/// Errors are thrown as they are. The planner keeps what was not stored and tries again; records that an error which is not
/// worth retrying (`RetryAdvising`) is about are set aside.
public protocol ReadingStoring: AnyObject {
    /// Stores a batch whole or not at all.
    ///
    /// - Returns: the number of device rows that are new (a slice that completes a row counts once).
    @discardableResult func store(_ batch: StoreBatch) throws -> Int
    /// Stores prices; a price of the same slot and source is replaced.
    ///
    /// - Parameter source: where the prices come from, for example `import`.
    /// - Returns: how many slots are new or changed.
    @discardableResult func store(prices: [StoredPrice], source: String) throws -> Int
    /// Takes in what a source told, whole or not at all.
    ///
    /// Day-ahead prices that hold are stored as prices of the source. Of all else a quarter hour keeps one forecast and one fact for each
    /// quantity and place: the one that was fetched last, whoever told it. What is missing in the document deletes nothing.
    ///
    /// - Returns: how many numbers are new, how many corrected, and which were missing.
    @discardableResult func store(feed: FeedDocument) throws -> FeedIntake
    /// When the newest document of a source was fetched that was taken in; nil where none was.
    ///
    /// - Parameters:
    ///   - kind: with place and nature what a source is asked for by itself.
    func lastFetch(source: String, kind: FeedKind, place: String, nature: FeedNature) throws -> UTCInstant?
    /// When the newest document of a kind was fetched that was taken in, whoever told it; nil where none was.
    func lastFetch(kind: FeedKind) throws -> UTCInstant?
    /// Numbers that were taken in, gaps included.
    ///
    /// - Parameters:
    ///   - place: facts of `spotPrice` are the prices of the house, whatever the place.
    ///   - nature: nil for the fact where there is one, and the forecast elsewhere.
    func feedSeries(
        quantity: FeedQuantity, place: String, nature: FeedNature?, slots: Range<Slot>
    ) throws -> SlotSeries
    /// Rows of a device in order of time; missing slots are missing.
    func rows(device: String, slots: Range<Slot>) throws -> [QuarterHourRow]
    /// Prices by slot, gaps included.
    func prices(slots: Range<Slot>) throws -> SlotSeries
    /// Prices of one source by slot, gaps included.
    func prices(slots: Range<Slot>, source: String) throws -> SlotSeries
    /// Decisions in order of time.
    func decisions(slots: Range<Slot>) throws -> [DecisionRecord]
    /// What became of decisions, in order of time.
    func outcomes(slots: Range<Slot>) throws -> [OutcomeRecord]
    /// The event stored last of those that the guard's journal keeps too; nil where there is none.
    func lastJournaledEvent() throws -> EventMark?
    /// The forecast made in a slot; nil where there is none.
    func forecast(target: ForecastTarget, madeAt slot: Slot) throws -> ForecastRecord?
    /// The latest forecast made in a slot or before it, however old; nil where there is none.
    func latestForecast(target: ForecastTarget, madeAtOrBefore slot: Slot) throws -> ForecastRecord?
    /// The forecasts made in some slots, in order of time.
    func forecasts(target: ForecastTarget, madeAt slots: Range<Slot>) throws -> [ForecastRecord]
    /// Stores scores whole or not at all; one of the same target, model, day and lead is replaced.
    func store(scores: [ForecastScoreRecord]) throws
    /// Scores in order of day, target, model and lead, names by their letters.
    ///
    /// - Parameters:
    ///   - target: nil for all.
    ///   - days: the days of UTC that the forecasts were for.
    func scores(target: ForecastTarget?, days: Range<CivilDate>) throws -> [ForecastScoreRecord]
    /// Stores models and the decision on them whole or not at all, so that a promotion is never half done.
    ///
    /// - Parameters:
    ///   - models: those whose record is new or changed; one of the same id is replaced. A target has at most one
    ///     champion: the one that was in use is among these, in its new state, where another comes into use.
    ///   - decision: kept beside all earlier ones.
    func store(models: [ModelRecord], decision: ModelDecisionRecord) throws
    /// Models in the order they were admitted or refused.
    ///
    /// - Parameter target: nil for all.
    func models(target: ForecastTarget?) throws -> [ModelRecord]
    /// The latest decisions on models, the one stored last first, whatever the clock said.
    ///
    /// - Parameters:
    ///   - target: nil for all.
    ///   - limit: most decisions answered, >= 0.
    func modelDecisions(target: ForecastTarget?, limit: Int) throws -> [ModelDecisionRecord]
    /// Stores a verdict on a policy, beside all earlier ones.
    func store(verdict: PolicyVerdictRecord) throws
    /// The latest verdicts on policies, the one stored last first, whatever the clock said.
    ///
    /// - Parameters:
    ///   - changesOnly: true for promotions and demotions alone.
    ///   - limit: most verdicts answered, >= 0.
    func policyVerdicts(changesOnly: Bool, limit: Int) throws -> [PolicyVerdictRecord]
    /// Stores the report of a run beside all earlier ones; one that is stored already is passed over.
    func store(jobRun: JobRun) throws
    /// The latest reports, the one stored last first, whatever the clock said.
    ///
    /// - Parameters:
    ///   - job: nil for all.
    ///   - limit: most reports answered, >= 0.
    func jobRuns(job: String?, limit: Int) throws -> [JobRun]
    /// The report of a job that was stored last; nil where there is none.
    func lastJobRun(job: String) throws -> JobRun?
    /// Deletes what is older than its retention.
    ///
    /// - Parameter now: the trusted wall time.
    func prune(now: UTCInstant) throws
}
