// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Safety
import Synchronization

/// The journal on disk, written by a thread of its own so that a slow disk never holds up the guard's cycle.
public final class JournalFile: Journal, Sendable {
    /// Most records that wait for a disk that takes none; beyond them the oldest is given up and `failure` says so.
    public static let mostWaiting = 10_000

    /// What earlier lives of the guard left.
    public let memory: JournalMemory
    /// What was found when it was opened.
    public let findings: [JournalFinding]

    private let shared: Shared
    private let thread: WorkerThread

    /// Opens the journal, made where there is none.
    ///
    /// A record that was not written to its end is cut off; a damaged file is renamed, kept and begun anew, and the new one
    /// says so in its first record.
    ///
    /// - Parameters:
    ///   - path: of the file, in a folder that exists.
    ///   - now: boot-time clock, for that record.
    ///   - wall: wall clock, for that record.
    /// - Throws: `JournalFailure` where the folder or the disk does not let it.
    public convenience init(path: String, now: BootInstant, wall: UTCInstant) throws {
        try self.init(path: path, longestFile: JournalWriter.longestFile, now: now, wall: wall)
    }

    init(path: String, longestFile: Int, now: BootInstant, wall: UTCInstant) throws {
        var writer = try JournalWriter(path: path, longestFile: longestFile)
        let damages = writer.findings.compactMap { Self.record(of: $0, now: now, wall: wall) }
        try writer.append(damages)
        var history = JournalHistory()
        swap(&history, &writer.history)
        history.append(damages[...])
        memory = writer.memory
        findings = writer.findings
        let shared = Shared(history)
        self.shared = shared
        let box = WriterBox(consume writer)
        thread = try WorkerThread { shared.run(box) }
    }

    /// The last events of earlier lives, handed out once.
    public func takeHistory() -> JournalHistory {
        shared.state.withLock { state in
            defer { state.history = JournalHistory() }
            return state.history
        }
    }

    /// True when everything handed over has reached the disk.
    public var isDurable: Bool { shared.state.withLock { $0.waiting.isEmpty && !$0.isWriting } }

    /// Why records do not reach the disk, nil while they do.
    public var failure: String? { shared.state.withLock { $0.failure } }

    /// Hands an event over; never waits.
    public func append(_ event: GuardEvent, device: String?) {
        shared.state.withLock { state in
            state.waiting.append(JournalRecord(event: event, device: device))
            if state.waiting.count > Self.mostWaiting { state.waiting.removeFirst() }
        }
        shared.wake.signal()
    }

    /// Writes what waits and ends the thread.
    public func close() {
        shared.state.withLock { $0.isClosing = true }
        shared.wake.signal()
        thread.join()
    }

    private static func record(of finding: JournalFinding, now: BootInstant, wall: UTCInstant) -> JournalRecord? {
        guard case .damaged(let kept, let reason) = finding else { return nil }
        return JournalRecord(
            event: GuardEvent(time: now, wallTime: wall, kind: .journalDamaged, detail: "\(reason); kept as \(kept)"),
            device: nil)
    }
}

/// Carries the writer into its thread.
private final class WriterBox: Sendable {
    let writer: Mutex<JournalWriter?>
    init(_ writer: consuming sending JournalWriter) { self.writer = Mutex(consume writer) }
}

/// What the guard and the journal's thread share.
private final class Shared: Sendable {
    struct State {
        /// Of earlier lives, until somebody takes it.
        var history: JournalHistory
        var waiting: [JournalRecord] = []
        var isWriting = false
        var isClosing = false
        var failure: String?
    }

    /// Time before the disk is tried again, s.
    private static let retrySeconds = 10.0

    let state: Mutex<State>
    let wake = Semaphore()

    init(_ history: JournalHistory) { state = Mutex(State(history: history)) }

    func run(_ box: WriterBox) {
        box.writer.withLock { writer in
            guard var owned = writer.take() else { return }
            while work(&owned) {}
        }
    }

    /// Writes what waits; false at the end.
    private func work(_ writer: inout JournalWriter) -> Bool {
        let (batch, isClosing) = state.withLock { state in
            defer { state.waiting.removeAll(keepingCapacity: true) }
            state.isWriting = !state.waiting.isEmpty
            return (state.waiting, state.isClosing)
        }
        guard !batch.isEmpty else {
            if !isClosing { wake.wait() }
            return !isClosing
        }
        do throws(JournalFailure) {
            try writer.append(batch)
            state.withLock { ($0.isWriting, $0.failure) = (false, nil) }
        } catch {
            state.withLock { state in
                state.waiting.insert(contentsOf: batch, at: 0)
                (state.isWriting, state.failure) = (false, "\(error)")
            }
            if isClosing { return false }
            wake.wait(until: MachineClock.now().advanced(bySeconds: Self.retrySeconds))
        }
        return true
    }
}
