// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardLink
import GuardService
import HostIO
import PlannerService

/// Guard and planner over a real house: the guard's cycle on the main thread, the planner on one of its own, and between
/// them the frames that cross the socket of the service.
struct HouseRun {
    /// Between two lines about the power, cycles.
    private static let powerEvery = 60
    /// The planner is waited for at the end so long, s; the batteries were given back before.
    private static let plannerSeconds = 15.0
    /// A planner that ended no step for so long is said to hang, s: its lease is over by then.
    private static let hangSeconds = 60.0

    private let configuration: HearthConfiguration
    private let installedLock: String
    private let folder: StateFolder
    private let log: RunLog

    init(_ configuration: HearthConfiguration, isDryRun: Bool, folder: StateFolder) {
        self.configuration = configuration.keepingState(in: folder.path, isDryRun: isDryRun)
        installedLock = configuration.guardSettings.lockPath
        self.folder = folder
        log = RunLog(zone: configuration.site.timeZone, deviceIDs: configuration.deviceIDs)
    }

    /// Runs until the process is told to stop, and gives every battery back.
    func run() throws {
        do {
            try start()
        } catch let failure as ServiceFailure {
            throw CommandFailure(failure)
        } catch let failure as ListenFailure {
            throw CommandFailure.failed("\(failure)")
        }
    }

    private func start() throws {
        // Both: that of the service, so that no two masters meet, and that of the folder.
        let locks = [
            try BusLock.takeInstalled(installedLock), try BusLock.take(configuration.guardSettings.lockPath),
        ]
        introduce()
        let link = try SocketPair()
        let log = log
        let decisions = DecisionTeller(log: log, currency: configuration.tariff.currency)
        let planner = try PlannerThread(
            configuration, port: link.guardPort, tell: { log.write($0, $1) }, stepped: { decisions.look($0) })
        let house: LiveGuard
        do {
            house = try LiveGuard(
                configuration, locks: locks.compactMap { $0 }, planner: link.plannerPort, tell: { log.write($0, $1) })
        } catch {
            _ = planner.stop(within: Self.plannerSeconds)
            throw error
        }
        cycle(house, planner)
        let isReleased = house.stop()
        log.write(house.events)
        log.write(.info, ending(isDryRun: house.isDryRun, isReleased: isReleased))
        if !planner.stop(within: Self.plannerSeconds) {
            log.write(.warning, "the planner is still busy and is left behind; what it had not stored is lost")
        }
        if !isReleased { throw CommandFailure.failed("a battery was not given back; its inverter's own timer will") }
    }

    private func introduce() {
        log.write(.info, "house \(configuration.site.name): \(configuration.deviceIDs.joined(separator: ", "))")
        log.write(.info, "state in \(folder.path)\(folder.isTemporary ? ", which goes with the run" : "")")
        if configuration.guardSettings.isDryRun { log.write(.info, "dry run: nothing is written to a device") }
    }

    private func cycle(_ house: LiveGuard, _ planner: PlannerThread) {
        var timer = CycleTimer(seconds: LiveGuard.cycleSeconds)
        var cycles = 0
        var isHanging = false
        while !StopSignal.isRequested {
            house.cycle()
            log.write(house.events)
            cycles += 1
            if cycles % Self.powerEvery == 5, let snapshot = house.snapshot { log.write(snapshot) }
            let silent = MachineClock.now().seconds(since: planner.lastStep)
            if isHanging != (silent > Self.hangSeconds) {
                isHanging.toggle()
                log.write(.warning, isHanging ? "the planner hangs; the guard goes on alone" : "the planner goes on")
            }
            _ = timer.wait()
        }
    }

    private func ending(isDryRun: Bool, isReleased: Bool) -> String {
        if isDryRun { return "ended; nothing was written to a device" }
        return isReleased ? "ended; every battery is in its inverter's own mode" : "ended"
    }
}
