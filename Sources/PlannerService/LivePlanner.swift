// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import PlanCycle
import ReadingStore

/// The planner over the real database, with the status endpoint, on the machine's clock; whoever owns it calls its steps.
///
/// `hearthd` and `hearth run` are both built on it. Belongs to one thread.
public final class LivePlanner {
    /// Time between steps, s.
    public static let stepSeconds = 1.0

    private let store: RecoveringStore
    private let house: LiveHouse
    private let endpoint: StatusEndpoint
    private var maker: StatusMaker
    private let planner: Planner
    private let tell: (ServiceLog.Level, String) -> Void
    private var models: ModelKeeper
    private var policies: PolicyKeeper
    private var jobs: JobKeeper
    private var feeds: FeedKeeper
    private var clock: LiveClock
    private var lastTrouble: String?

    /// Opens the database and the status endpoint; the guard need not be there.
    ///
    /// - Parameters:
    ///   - configuration: whose database and endpoint are opened.
    ///   - port: the planner's end of the link.
    ///   - library: where the policies are.
    ///   - hasTimers: whether timers of systemd run beside it, of whose units reports are expected.
    ///   - tell: receives every line a person should see.
    /// - Throws: exit code 1 with one line where the database is not to be had.
    public init(
        _ configuration: HearthConfiguration, port: any GuardPort, library: PolicyLibrary = PolicyLibrary(),
        hasTimers: Bool = false, tell: @escaping (ServiceLog.Level, String) -> Void
    ) throws(ServiceFailure) {
        self.tell = tell
        clock = LiveClock(isAssumed: configuration.guardSettings.clock == .assumed)
        store = try Self.openStore(configuration)
        house = LiveHouse(configuration, databasePath: configuration.databasePath, clock: clock)
        policies = PolicyKeeper(configuration, library: library, store: store, tell: tell)
        endpoint = StatusEndpoint(configuration.status, source: house)
        maker = StatusMaker(house: configuration.statusHouse, lasting: policies.troubles)
        let begin = clock.now
        planner = Planner(
            setup: configuration.plannerSetup(jobs: hasTimers ? configuration.jobs : HouseJob.ofPlanner),
            policy: policies.driver, store: store, port: port,
            compared: policies.compared, clock: { MachineClock.now().seconds(since: begin) })
        models = ModelKeeper(configuration, store: store, tell: tell)
        jobs = JobKeeper(database: configuration.databasePath, tell: tell)
        feeds = FeedKeeper(configuration.feedCheck, database: configuration.databasePath, store: store, tell: tell)
        models.load(into: planner)
        policies.load(into: planner)
        for trouble in maker.lasting { tell(.error, trouble) }
        endpoint.look(now: clock.now, tell: tell)
    }

    /// What the planner has done so far.
    public var status: PlannerStatus { planner.status }

    /// Does what is due, and shows it at the status endpoint.
    ///
    /// - Parameter trouble: why there is no connection to the guard, nil while there is one.
    public func step(trouble currentTrouble: @autoclosure () -> String?) {
        clock.look()
        endpoint.look(now: clock.now, tell: tell)
        models.look(now: clock.now, wall: clock.wall, planner: planner)
        policies.look(now: clock.now, wall: clock.isTrusted ? clock.wall : nil, planner: planner)
        if feeds.look(now: clock.now, wall: clock.isTrusted ? clock.wall : nil) { planner.notePricesChanged() }
        jobs.look(now: clock.now, planner: planner)
        planner.step(now: clock.now, wall: clock.wall, isClockTrusted: clock.isTrusted)
        for edge in planner.status.alarmEdges { tell(edge) }
        // Asked after the step, which connects where that is needed.
        let trouble = currentTrouble()
        tellNotices()
        var status = maker.status(planner.status, clock: clock, trouble: trouble)
        status.policy = policies.standing
        if let warning = policies.warning(now: clock.wall) { status.warnings.append(warning) }
        house.publish(status, forecasts: planner.status.forecasts)
        guard trouble != lastTrouble else { return }
        lastTrouble = trouble
        tell(trouble == nil ? .info : .warning, trouble ?? "connected to the guard")
    }

    private func tell(_ edge: AlarmEdge) {
        switch edge {
        case .raised(let alarm): tell(.warning, "alarm \(alarm.kind): \(alarm.text)")
        case .cleared(let alarm): tell(.info, "alarm \(alarm.kind) is over")
        }
    }

    private func tellNotices() {
        for notice in store.takeNotices() {
            tell(.warning, "\(notice)")
            guard notice.isSetAside else { continue }
            // Its history is gone from every page and report: told there until the next start.
            maker.lasting.append("\(notice)")
            house.databaseWasReplaced()
        }
    }

    /// Closes the status endpoint and stores what waits.
    public func stop() {
        endpoint.stop()
        clock.look()
        planner.finish(now: clock.now)
    }

    private static func openStore(_ configuration: HearthConfiguration) throws(ServiceFailure) -> RecoveringStore {
        do throws(ReadingStoreError) {
            return try RecoveringStore(path: configuration.databasePath, deviceIDs: configuration.deviceIDs)
        } catch {
            throw .failed("\(error)")
        }
    }
}
