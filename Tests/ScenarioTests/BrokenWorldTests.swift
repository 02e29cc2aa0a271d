// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Policies
import Safety
import Scenario
import Simulator
import Synchronization
import Testing

/// Whole runs in worlds that are broken on purpose: the report must say so.
@Suite struct BrokenWorldTests {
    /// The morning, with a wish that steers from the first minute on.
    private func run(
        _ wish: BatteryIntent = .discharge(Watts(500)), faults: String = "",
        store: ((TemporaryDatabase) -> any ReadingStoring)? = nil, change: (inout ScenarioWorld) -> Void
    ) throws -> ScenarioReport {
        let database = try TemporaryDatabase()
        return try simulate(
            slots: 1, faults: try .init(parsing: faults), policy: ConstantWish(intent: wish), database: database,
            store: store?(database), change: change)
    }

    private func violated(_ report: ScenarioReport) -> Set<String> { Set(report.violations.map(\.invariant)) }

    @Test func wholeWorld_hasNoViolation() throws {
        let report = try run { _ in }
        #expect(report.invariantViolations == 0, "\(report.violations)")
        #expect(report.commandsVerified > 10)
    }

    @Test func inverterWithoutATimer_isFound() throws {
        let report = try run { world in
            let truth = world.truth
            world.truth = {
                var now = truth()
                now.devices[ControlledHouse.inverter].commands.batteryBounds?.expires = nil
                return now
            }
        }
        #expect(violated(report) == ["INV-8"])
    }

    /// An inverter whose timer starts anew by itself and that cannot be released.
    @Test func registersThatSteerOn_areFound() throws {
        let kept = Mutex<PowerBounds?>(nil)
        let time = Mutex(SampleHouse.midnight)
        let report = try run(faults: "meter:silent@300s") { world in
            let (truth, advance) = (world.truth, world.advance)
            world.advance = { now, wall in
                time.withLock { $0 = wall }
                return try advance(now, wall)
            }
            world.truth = {
                var now = truth()
                let told = now.devices[ControlledHouse.inverter].commands.batteryBounds?.value
                let bounds = kept.withLock { kept in
                    kept = told ?? kept
                    return kept
                }
                let expires = time.withLock { $0.advanced(bySeconds: 60) }
                now.devices[ControlledHouse.inverter].commands.batteryBounds = bounds.map {
                    TimedCommand($0, expires: expires)
                }
                return now
            }
        }
        #expect(violated(report).contains("INV-8"), "\(report.violations)")
        #expect(report.violations.allSatisfy { $0.at > 360 })
    }

    /// A bus that repeats the last report of a silent meter with a new time deceives the guard, not the checker.
    @Test func busThatRepeatsOldValues_isFound() throws {
        let report = try run(faults: "meter:silent@300s") { world in
            world.buses[ControlledHouse.meter] = RepeatingBus(world.buses[ControlledHouse.meter])
        }
        #expect(violated(report).contains("INV-9"), "\(report.violations)")
    }

    @Test func missingAndDoubledRows_areFound() throws {
        for change in [RowThief.Change.takes, .doubles] {
            let report = try run(store: { RowThief($0.store, change) }) { _ in }
            #expect(violated(report) == ["INV-18"])
        }
    }

    /// INV-20: only two runs show it, and the digest of the commands tells them apart.
    @Test func digestOfCommands_isEqualForOneSeed_differsWithTheCommands() throws {
        let first = try run { _ in }
        #expect(try run { _ in }.commandDigest == first.commandDigest)
        #expect(try run(.discharge(Watts(501))) { _ in }.commandDigest != first.commandDigest)
        #expect(first.commandDigest.count == 16)
    }
}

/// Delivers a meter's last report again, as if it were new, whenever the meter is silent.
private final class RepeatingBus: DeviceBus {
    private let bus: any DeviceBus
    private let last = Mutex<(report: DeviceReport, age: Double)?>(nil)

    init(_ bus: any DeviceBus) { self.bus = bus }

    var devices: [DeviceIndex] { bus.devices }

    func submit(_ command: AuthorizedCommand) { bus.submit(command) }

    func takeDeliveries() -> [BusDelivery] {
        let reports = bus.takeDeliveries().filter { if case .disconnected = $0 { false } else { true } }
        return last.withLock { last in
            if case .report(let report)? = reports.last {
                last = (report, 0)
                return reports
            }
            guard let (report, age) = last else { return reports }
            last = (report, age + 1)
            return [
                .report(
                    DeviceReport(
                        device: report.device, arrival: report.arrival.advanced(bySeconds: age + 1),
                        readings: report.readings, control: report.control))
            ]
        }
    }
}

/// A database that loses or doubles the meter's first row.
private final class RowThief: ReadingStoring {
    enum Change { case takes, doubles }

    private let store: any ReadingStoring
    private let change: Change

    init(_ store: any ReadingStoring, _ change: Change) { (self.store, self.change) = (store, change) }

    func rows(device: String, slots: Range<Slot>) throws -> [QuarterHourRow] {
        let rows = try store.rows(device: device, slots: slots)
        switch change {
        case .takes: return Array(rows.dropFirst())
        case .doubles: return rows + rows.prefix(1)
        }
    }

    func store(_ batch: StoreBatch) throws -> Int { try store.store(batch) }
    func store(prices: [StoredPrice], source: String) throws -> Int { try store.store(prices: prices, source: source) }
    func store(feed: FeedDocument) throws -> FeedIntake { try store.store(feed: feed) }
    func lastFetch(source: String, kind: FeedKind, place: String, nature: FeedNature) throws -> UTCInstant? {
        try store.lastFetch(source: source, kind: kind, place: place, nature: nature)
    }
    func lastFetch(kind: FeedKind) throws -> UTCInstant? { try store.lastFetch(kind: kind) }
    func feedSeries(
        quantity: FeedQuantity, place: String, nature: FeedNature?, slots: Range<Slot>
    ) throws -> SlotSeries {
        try store.feedSeries(quantity: quantity, place: place, nature: nature, slots: slots)
    }
    func prices(slots: Range<Slot>) throws -> SlotSeries { try store.prices(slots: slots) }
    func prices(slots: Range<Slot>, source: String) throws -> SlotSeries {
        try store.prices(slots: slots, source: source)
    }
    func decisions(slots: Range<Slot>) throws -> [DecisionRecord] { try store.decisions(slots: slots) }
    func outcomes(slots: Range<Slot>) throws -> [OutcomeRecord] { try store.outcomes(slots: slots) }
    func lastJournaledEvent() throws -> EventMark? { try store.lastJournaledEvent() }
    func forecast(target: ForecastTarget, madeAt slot: Slot) throws -> ForecastRecord? {
        try store.forecast(target: target, madeAt: slot)
    }
    func latestForecast(target: ForecastTarget, madeAtOrBefore slot: Slot) throws -> ForecastRecord? {
        try store.latestForecast(target: target, madeAtOrBefore: slot)
    }
    func forecasts(target: ForecastTarget, madeAt slots: Range<Slot>) throws -> [ForecastRecord] {
        try store.forecasts(target: target, madeAt: slots)
    }
    func store(scores: [ForecastScoreRecord]) throws { try store.store(scores: scores) }
    func scores(target: ForecastTarget?, days: Range<CivilDate>) throws -> [ForecastScoreRecord] {
        try store.scores(target: target, days: days)
    }
    func store(models: [ModelRecord], decision: ModelDecisionRecord) throws {
        try store.store(models: models, decision: decision)
    }
    func models(target: ForecastTarget?) throws -> [ModelRecord] { try store.models(target: target) }
    func modelDecisions(target: ForecastTarget?, limit: Int) throws -> [ModelDecisionRecord] {
        try store.modelDecisions(target: target, limit: limit)
    }
    func store(verdict: PolicyVerdictRecord) throws { try store.store(verdict: verdict) }
    func policyVerdicts(changesOnly: Bool, limit: Int) throws -> [PolicyVerdictRecord] {
        try store.policyVerdicts(changesOnly: changesOnly, limit: limit)
    }
    func store(jobRun: JobRun) throws { try store.store(jobRun: jobRun) }
    func jobRuns(job: String?, limit: Int) throws -> [JobRun] { try store.jobRuns(job: job, limit: limit) }
    func lastJobRun(job: String) throws -> JobRun? { try store.lastJobRun(job: job) }
    func prune(now: UTCInstant) throws { try store.prune(now: now) }
}
