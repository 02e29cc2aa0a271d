// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import PlanCycle
import Synchronization

/// The planner on a thread of its own, for a process that the guard lives in too.
///
/// Whatever a step does, and however long it takes, the guard's cycle is on another thread and sees no more of it than a
/// lease that is not renewed.
public final class PlannerThread: Sendable {
    /// The policy and the database work on this stack, bytes.
    private static let stackBytes = 8 << 20

    private let shared: Shared

    /// Opens the database and the status endpoint, and begins with the steps.
    ///
    /// - Parameters:
    ///   - configuration: whose database and endpoint are opened.
    ///   - port: the planner's end of the link.
    ///   - tell: receives every line a person should see, on the planner's thread.
    ///   - stepped: receives what the planner has done, after each step, on the planner's thread.
    /// - Throws: exit code 1 with one line where the database is not to be had or the system has no thread left.
    public init(
        _ configuration: HearthConfiguration, port: any GuardPort & Sendable,
        tell: @escaping @Sendable (ServiceLog.Level, String) -> Void,
        stepped: @escaping @Sendable (PlannerStatus) -> Void
    ) throws(ServiceFailure) {
        let shared = Shared()
        self.shared = shared
        do throws(ThreadFailure) {
            _ = try WorkerThread(stackBytes: Self.stackBytes) {
                shared.run(stepped: stepped) { () throws(ServiceFailure) in
                    try LivePlanner(configuration, port: port, tell: tell)
                }
            }
        } catch {
            throw .failed("\(error)")
        }
        shared.changed.wait()
        if let failure = shared.failure.withLock({ $0 }) { throw failure }
    }

    /// When the last step ended.
    public var lastStep: BootInstant {
        BootInstant(nanoseconds: shared.lastStep.load(ordering: .relaxed))
    }

    /// Ends the steps, closes the status endpoint and stores what waits.
    ///
    /// - Returns: false where the planner was still busy after so many seconds; its thread then goes with the process.
    public func stop(within seconds: Double) -> Bool {
        shared.isStopping.store(true, ordering: .releasing)
        shared.wake.signal()
        shared.changed.wait(until: MachineClock.now().advanced(bySeconds: seconds))
        return shared.hasEnded.load(ordering: .acquiring)
    }

    /// What the thread and its owner share.
    private final class Shared: Sendable {
        /// Signalled when the planner has begun or could not, and when it has ended.
        let changed = Semaphore()
        let wake = Semaphore()
        let isStopping = Atomic<Bool>(false)
        let hasEnded = Atomic<Bool>(false)
        let lastStep = Atomic<Int64>(MachineClock.now().nanoseconds)
        let failure = Mutex<ServiceFailure?>(nil)

        func run(
            stepped: (PlannerStatus) -> Void, open: () throws(ServiceFailure) -> LivePlanner
        ) {
            let planner: LivePlanner
            do throws(ServiceFailure) { planner = try open() } catch {
                failure.withLock { $0 = error }
                return changed.signal()
            }
            changed.signal()
            while !isStopping.load(ordering: .acquiring) {
                planner.step(trouble: nil)
                lastStep.store(MachineClock.now().nanoseconds, ordering: .relaxed)
                stepped(planner.status)
                wake.wait(until: MachineClock.now().advanced(bySeconds: LivePlanner.stepSeconds))
            }
            planner.stop()
            hasEnded.store(true, ordering: .releasing)
            changed.signal()
        }
    }
}
