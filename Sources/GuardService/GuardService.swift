// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardCycle
import GuardLink
import HostIO
import JournalIO
import ModbusIO
import Safety

/// The installed guard: the bus lock, the journal, the socket, the lines, and the one-second cycle over them.
public final class GuardService {
    /// Length of a cycle, s.
    public static let cycleSeconds = 1.0
    /// A cycle that begins later than this counts as overrun, s.
    public static let overrunSeconds = 2.0
    /// Overruns in a row after which the watchdog is no longer fed, so that the guard is started anew.
    public static let mostOverruns = 3

    private let configuration: HearthConfiguration
    private let notifier: ServiceNotifier
    private let lock: LockFile
    private let journal: any Journal
    private let listener: PlannerListener
    private let lines: ModbusLines
    private let subject: Guard
    private var clock: LiveClock
    private var overruns = 0

    /// Reads the configuration and takes hold of everything the guard owns; nothing is written to a device yet.
    ///
    /// - Parameter path: of the configuration.
    /// - Throws: exit code 2 with every fault of the configuration, 1 with one line where another guard lives or the
    ///   socket cannot be made.
    public init(configuration path: String, notifier: ServiceNotifier) throws(ServiceFailure) {
        let configuration = try HearthConfiguration.forService(path)
        let settings = configuration.guardSettings
        self.configuration = configuration
        self.notifier = notifier
        lock = try Self.takeLock(settings)
        clock = LiveClock(isAssumed: settings.clock == .assumed)
        journal = Self.openJournal(settings, clock: clock)
        Self.keepLastGood(configuration, path: path)
        listener = try Self.listen(settings)
        lines = try Self.openLines(configuration)
        subject = Guard(
            setup: configuration.guardSetup(bootID: BootIdentity.read() ?? 0), access: lines.access, planner: listener,
            journal: journal, start: clock.now)
    }

    /// Runs until the process is told to stop, and gives every battery back.
    public func run() {
        ServiceLog.write(
            .info, "guard of \(configuration.site.name): \(configuration.deviceIDs.joined(separator: ", "))")
        if configuration.guardSettings.isDryRun { ServiceLog.write(.warning, "dry run: nothing is written") }
        var timer = CycleTimer(seconds: Self.cycleSeconds)
        cycle(late: 0)
        notifier.send(.ready)
        while true {
            let late = timer.wait()
            if StopSignal.isRequested { break }
            cycle(late: late)
        }
        stop()
    }

    private func cycle(late: Double) {
        clock.look()
        subject.cycle(now: clock.now, wall: clock.wall, isClockTrusted: clock.isTrusted)
        for event in subject.cycleEvents { log(event) }
        for end in listener.takeEnds() { ServiceLog.write(.warning, "the planner's connection ended: \(end)") }
        overruns = late > Self.overrunSeconds ? overruns + 1 : 0
        if overruns < Self.mostOverruns { notifier.send(.watchdog) }
    }

    private func stop() {
        notifier.send(.stopping)
        clock.look()
        subject.stop(now: clock.now, wall: clock.wall)
        // The buses write what is queued before they end, each within its own timeouts.
        lines.stop()
        subject.drain(now: clock.now, wall: clock.wall)
        for event in subject.cycleEvents { log(event) }
        (journal as? JournalFile)?.close()
        ServiceLog.write(.info, "guard ended")
    }

    private func log(_ event: GuardEvent) {
        let device = event.device.map { configuration.devices[$0.rawValue].id + ": " } ?? ""
        let interlock = event.interlock.map { "\($0) " } ?? ""
        ServiceLog.write(event.logLevel, "\(device)\(event.kind) \(interlock)\(event.detail)")
    }
}

// MARK: - Taking hold

extension GuardService {
    private static func takeLock(_ settings: GuardSettings) throws(ServiceFailure) -> LockFile {
        do throws(LockFailure) { return try LockFile(settings.lockPath) } catch {
            throw .failed("the bus lock is not to be had: \(error)")
        }
    }

    /// A journal that cannot be opened costs steering, never monitoring and the neutral command.
    private static func openJournal(_ settings: GuardSettings, clock: LiveClock) -> any Journal {
        do {
            let journal = try JournalFile(path: settings.journalPath, now: clock.now, wall: clock.wall)
            for finding in journal.findings { ServiceLog.write(.warning, "journal: \(finding)") }
            return journal
        } catch {
            ServiceLog.write(.error, "no battery is steered without a journal: \(error)")
            return LostJournal(reason: "\(error)")
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

    private static func openLines(_ configuration: HearthConfiguration) throws(ServiceFailure) -> ModbusLines {
        do throws(LinkFailure) {
            return try ModbusLines(
                configuration.devices.enumerated(), isDryRun: configuration.guardSettings.isDryRun,
                seed: BootIdentity.read() ?? 1)
        } catch {
            throw .failed("\(error)")
        }
    }
}

extension HearthConfiguration {
    /// Reads the configuration of a service; exit code 2 with every fault at once.
    static func forService(_ path: String) throws(ServiceFailure) -> HearthConfiguration {
        do throws(ConfigurationError) {
            return try load(path: path, profiles: ProfileLibrary(folder: DataFolder.devices))
        } catch {
            throw .usage("\(error)")
        }
    }
}

extension GuardEvent {
    /// How much an event matters to whoever looks after the service.
    fileprivate var logLevel: ServiceLog.Level {
        switch kind {
        case .noResponse, .otherMaster, .faultLatched, .journalDamaged, .commandFailed, .recordsSetAside: .error
        case .deviceLost, .signalLost, .leaseExpired, .frameRefused, .nativeLimit: .warning
        case .started, .deviceConnected, .commandIssued, .commandVerified, .interlockTripped, .interlockCleared,
            .signalRestored, .stopped, .nativeSettings, .faultAcknowledged, .commandWithheld:
            .info
        }
    }
}
