// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardLink
import HostIO

/// The installed guard: the one-second cycle over the real lines, the socket for the planner, and systemd.
public final class GuardService {
    /// A cycle that begins later than this counts as overrun, s.
    public static let overrunSeconds = 2.0
    /// Cycles between two looks at the memory: a quarter hour.
    private static let trimCycles = 900
    /// Overruns in a row after which the watchdog is no longer fed, so that the guard is started anew.
    public static let mostOverruns = 3

    private let configuration: HearthConfiguration
    private let notifier: ServiceNotifier
    private let listener: PlannerListener
    /// Below the socket: its lock is let go after the socket's path was taken away, which might else be another guard's.
    private let subject: LiveGuard
    private var cycles = 0
    private var overruns = 0

    /// Reads the configuration and takes hold of everything the guard owns; nothing is written to a device yet.
    ///
    /// - Parameter path: of the configuration.
    /// - Throws: exit code 2 with every fault of the configuration, 1 with one line where another guard lives or the
    ///   socket cannot be made.
    public init(configuration path: String, notifier: ServiceNotifier) throws(ServiceFailure) {
        let configuration = try HearthConfiguration.forService(path)
        self.configuration = configuration
        self.notifier = notifier
        // The lock comes first: whoever does not hold it must not take another guard's socket away.
        let lock = try BusLock.take(configuration.guardSettings.lockPath)
        Self.keepLastGood(configuration, path: path)
        listener = try Self.listen(configuration.guardSettings)
        subject = try LiveGuard(configuration, locks: [lock], planner: listener, tell: ServiceLog.write)
    }

    /// Runs until the process is told to stop, and gives every battery back.
    public func run() {
        ServiceLog.write(
            .info, "guard of \(configuration.site.name): \(configuration.deviceIDs.joined(separator: ", "))")
        if subject.isDryRun { ServiceLog.write(.warning, "dry run: nothing is written") }
        var timer = CycleTimer(seconds: LiveGuard.cycleSeconds)
        cycle(late: 0)
        notifier.send(.ready)
        while true {
            let late = timer.wait()
            if StopSignal.isRequested { break }
            cycle(late: late)
        }
        notifier.send(.stopping)
        let isReleased = subject.stop()
        log(subject.events)
        if !isReleased { ServiceLog.write(.error, "a battery was not given back; its inverter's own timer will") }
        ServiceLog.write(.info, "guard ended")
    }

    private func cycle(late: Double) {
        subject.cycle()
        cycles += 1
        log(subject.events)
        for end in listener.takeEnds() { ServiceLog.write(.warning, "the planner's connection ended: \(end)") }
        // At first when every device that is there has been found, which takes the most memory of all.
        if cycles % Self.trimCycles == 10 { ProcessMemory.giveBack() }
        overruns = late > Self.overrunSeconds ? overruns + 1 : 0
        if overruns < Self.mostOverruns { notifier.send(.watchdog) }
    }

    private func log(_ events: [GuardEvent]) {
        for event in events {
            let device = event.device.map { configuration.devices[$0.rawValue].id + ": " } ?? ""
            let interlock = event.interlock.map { "\($0) " } ?? ""
            ServiceLog.write(event.logLevel, "\(device)\(event.kind) \(interlock)\(event.detail)")
        }
    }

    private static func keepLastGood(_ configuration: HearthConfiguration, path: String) {
        do throws(FileFailure) {
            try LastGoodConfiguration(stateFolder: configuration.guardSettings.stateFolder).save(
                configuration, path: path)
        } catch {
            ServiceLog.write(.warning, "the configuration could not be kept for bad times: \(error)")
        }
    }

    private static func listen(_ settings: GuardSettings) throws(ServiceFailure) -> PlannerListener {
        let planner = UserDirectory.id(named: settings.plannerUser)
        if planner == nil {
            ServiceLog.write(.warning, "there is no user \(settings.plannerUser): only root and this user may connect")
        }
        do throws(ListenFailure) {
            return try PlannerListener(path: settings.socketPath, users: planner.map { [$0] } ?? [])
        } catch {
            throw .failed("the socket cannot be made: \(error)")
        }
    }
}

extension GuardEvent {
    /// How much an event matters to whoever looks after the service.
    fileprivate var logLevel: ServiceLog.Level {
        switch kind {
        case .noResponse, .otherMaster, .faultLatched, .journalDamaged, .commandFailed, .recordsSetAside: .error
        case .deviceLost, .signalLost, .leaseExpired, .frameRefused, .nativeLimit, .eventsLeftOut: .warning
        case .started, .deviceConnected, .commandIssued, .commandVerified, .interlockTripped, .interlockCleared,
            .signalRestored, .stopped, .nativeSettings, .faultAcknowledged, .commandWithheld:
            .info
        }
    }
}
