// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardCycle
import HostIO
import JournalIO
import ModbusIO
import Safety

/// The guard over the real lines, with its journal, on the machine's clock; whoever owns it calls its cycle.
///
/// `hearth-guard` and `hearth run` are both built on it.
public final class LiveGuard {
    /// Length of a cycle, s.
    public static let cycleSeconds = 1.0

    /// True where nothing is ever written.
    public let isDryRun: Bool
    /// What the last cycle, or `stop`, had to tell.
    public private(set) var events: [GuardEvent] = []
    private let locks: [LockFile]
    private let journal: any Journal
    private let lines: ModbusLines
    private let subject: Guard
    private var clock: LiveClock
    private let tell: (ServiceLog.Level, String) -> Void
    /// As it was told last.
    private var journalFailure: String?

    /// Takes hold of everything the guard owns, the line to the planner aside; nothing is written to a device yet.
    ///
    /// - Parameters:
    ///   - configuration: whose journal is taken; its folder exists.
    ///   - locks: kept as long as the guard lives, the bus lock among them.
    ///   - planner: the guard's end of the link.
    ///   - tell: receives what is wrong with the journal, once, and that it is written again.
    /// - Throws: exit code 1 with one line where the system has no thread left.
    public init(
        _ configuration: HearthConfiguration, locks: [LockFile], planner: any PlannerPort,
        tell: @escaping (ServiceLog.Level, String) -> Void
    ) throws(ServiceFailure) {
        let settings = configuration.guardSettings
        isDryRun = settings.isDryRun
        self.locks = locks
        clock = LiveClock(isAssumed: settings.clock == .assumed)
        self.tell = tell
        journal = Self.openJournal(settings, clock: clock, tell: tell)
        // That of a journal that could not be opened has been told.
        journalFailure = journal.failure
        lines = try Self.openLines(configuration)
        subject = Guard(
            setup: configuration.guardSetup(bootID: BootIdentity.read() ?? 0), access: lines.access, planner: planner,
            journal: journal, start: clock.now)
    }

    /// The values of the last cycle, nil before the first.
    public var snapshot: PlantSnapshot? { subject.snapshot }

    /// Runs one cycle; never waits.
    public func cycle() {
        clock.look()
        subject.cycle(now: clock.now, wall: clock.wall, isClockTrusted: clock.isTrusted)
        events = subject.cycleEvents
        tellJournalFailure()
    }

    /// Gives every battery back, waits until the lines have written it, and closes the journal.
    ///
    /// The lines end within their own timeouts, whatever anybody else does.
    ///
    /// - Returns: false where a battery was steered and did not take the command.
    @discardableResult public func stop() -> Bool {
        defer { tellJournalFailure() }
        clock.look()
        subject.stop(now: clock.now, wall: clock.wall)
        // The buses write what is queued before they end.
        lines.stop()
        let isReleased = subject.drain(now: clock.now, wall: clock.wall)
        events = subject.cycleEvents
        (journal as? JournalFile)?.close()
        return isReleased
    }

    /// A journal whose disk takes no more costs no control, but somebody has to know.
    private func tellJournalFailure() {
        let failure = journal.failure
        guard failure != journalFailure else { return }
        journalFailure = failure
        if let failure {
            tell(.error, "journal: \(failure)")
        } else {
            tell(.info, "journal: written again")
        }
    }
}

// MARK: - Taking hold

extension LiveGuard {
    /// A journal that cannot be opened costs steering, never monitoring and the neutral command.
    private static func openJournal(
        _ settings: GuardSettings, clock: LiveClock, tell: (ServiceLog.Level, String) -> Void
    ) -> any Journal {
        do {
            let journal = try JournalFile(path: settings.journalPath, now: clock.now, wall: clock.wall)
            for finding in journal.findings { tell(.warning, "journal: \(finding)") }
            return journal
        } catch {
            tell(.error, "no battery is steered without a journal: \(error)")
            return LostJournal(reason: "\(error)")
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
