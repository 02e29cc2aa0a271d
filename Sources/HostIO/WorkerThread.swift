// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The system gave no thread.
public struct ThreadFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's error number.
    public let systemError: Int32
    /// As `no thread: Resource temporarily unavailable`.
    public var description: String { "no thread: \(String(cString: strerror(systemError)))" }
}

/// A thread with a small stack of its own.
///
/// Signals stay with the main thread: one that arrived here would end a wait for a reply and cost the connection.
public final class WorkerThread: Sendable {
    /// Nil once it was joined.
    private let thread: Mutex<pthread_t?>

    /// Enough for libmodbus and a bus driver; measured use is below 64 KiB.
    public static let stackBytes = 512 * 1024

    /// Starts a thread; the work must end by itself.
    public init(
        stackBytes: Int = stackBytes, _ work: @escaping @Sendable () -> Void
    ) throws(ThreadFailure) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackBytes)
        defer { pthread_attr_destroy(&attributes) }
        let box = Unmanaged.passRetained(WorkBox(work))
        var thread = pthread_t()
        let status = pthread_create(&thread, &attributes, runWork, box.toOpaque())
        guard status == 0 else {
            box.release()
            throw ThreadFailure(systemError: status)
        }
        self.thread = Mutex(thread)
    }

    /// Waits for the end of the work.
    public func join() {
        thread.withLock { thread in
            if let running = thread { pthread_join(running, nil) }
            thread = nil
        }
    }
}

private final class WorkBox: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}

private func runWork(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    Unmanaged<WorkBox>.fromOpaque(argument).takeRetainedValue().work()
    return nil
}
