// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardLink
import HostIO
import PlanCycle
import ReadingStore
import StatusServer

/// The installed planner: the database, the line to the guard, the status endpoint, and the steps over them.
public final class PlannerService {
    /// Time between steps, s.
    public static let stepSeconds = 1.0

    private let configuration: HearthConfiguration
    private let notifier: ServiceNotifier
    private let store: ReadingStore
    private let connector: GuardConnector
    private let house: LiveHouse
    private let server: StatusServer?
    private let maker: StatusMaker
    private let planner: Planner
    private var clock: LiveClock
    private var noticesTold = 0
    /// Decisions and commits when memory was last given back.
    private var workDone: [Int] = []
    private var lastTrouble: String?

    /// Reads the configuration and opens the database; the guard need not be there.
    ///
    /// - Parameter path: of the configuration.
    /// - Throws: exit code 2 with every fault of the configuration, 1 with one line where the database is not to be had.
    public init(configuration path: String, notifier: ServiceNotifier) throws(ServiceFailure) {
        let configuration = try Self.load(path)
        self.configuration = configuration
        self.notifier = notifier
        clock = LiveClock(isAssumed: configuration.guardSettings.clock == .assumed)
        store = try Self.openStore(configuration)
        connector = GuardConnector(path: configuration.guardSettings.socketPath)
        house = LiveHouse(configuration, databasePath: configuration.databasePath, clock: clock)
        let (policy, policyTrouble) = PolicyLibrary.policy(configuration.policyName)
        let (server, serverTrouble) = StatusEndpoint.open(configuration.status, source: house)
        self.server = server
        maker = StatusMaker(
            house: configuration.statusHouse, lasting: [policyTrouble, serverTrouble].compactMap { $0 })
        for trouble in maker.lasting { ServiceLog.write(.error, trouble) }
        planner = Planner(setup: configuration.plannerSetup, policy: policy, store: store, port: connector)
    }

    /// Runs until the process is told to stop.
    public func run() {
        for endpoint in server?.endpoints ?? [] { ServiceLog.write(.info, "status page: http://\(endpoint)/") }
        var timer = CycleTimer(seconds: Self.stepSeconds)
        step()
        notifier.send(.ready)
        while true {
            _ = timer.wait()
            if StopSignal.isRequested { break }
            step()
            notifier.send(.watchdog)
        }
        notifier.send(.stopping)
        server?.stop()
        clock.look()
        planner.finish(now: clock.now)
        ServiceLog.write(.info, "planner ended")
    }

    private func step() {
        clock.look()
        planner.step(now: clock.now, wall: clock.wall, isClockTrusted: clock.isTrusted)
        house.publish(
            maker.status(planner.status, clock: clock, trouble: connector.trouble),
            forecasts: planner.status.forecasts)
        tellTroubles()
        giveBackMemory()
    }

    /// A decision and a commit take memory for a moment, then none for a quarter hour.
    private func giveBackMemory() {
        let work = [planner.status.decisionsMade, planner.status.batchesStored]
        guard work != workDone else { return }
        workDone = work
        HeapMemory.giveBack()
    }

    private func tellTroubles() {
        for notice in store.notices.dropFirst(noticesTold) { ServiceLog.write(.warning, "\(notice)") }
        noticesTold = store.notices.count
        guard connector.trouble != lastTrouble else { return }
        lastTrouble = connector.trouble
        ServiceLog.write(lastTrouble == nil ? .info : .warning, lastTrouble ?? "connected to the guard")
    }

    private static func load(_ path: String) throws(ServiceFailure) -> HearthConfiguration {
        do throws(ConfigurationError) {
            return try HearthConfiguration.load(path: path, profiles: ProfileLibrary(folder: DataFolder.devices))
        } catch {
            throw .usage("\(error)")
        }
    }

    private static func openStore(_ configuration: HearthConfiguration) throws(ServiceFailure) -> ReadingStore {
        do throws(ReadingStoreError) {
            return try ReadingStore(path: configuration.databasePath, deviceIDs: configuration.deviceIDs)
        } catch {
            throw .failed("\(error)")
        }
    }
}
