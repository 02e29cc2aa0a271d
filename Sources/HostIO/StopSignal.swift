// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Ctrl-C, `systemctl stop` and a terminal that is closed: the program ends cleanly and gives the battery back.
public enum StopSignal {
    private static let requested = Atomic<Bool>(false)
    private static let isPatient = Atomic<Bool>(false)

    /// True since the first signal.
    public static var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Takes the signals over: SIGINT, SIGTERM, and SIGHUP unless the program was started to outlive its terminal.
    ///
    /// - Parameter endsAtSecond: true where a second signal ends the process at once; false for whoever has a battery to give
    ///   back, which takes no longer than the devices' timeouts. SIGKILL ends either.
    public static func install(endsAtSecond: Bool = true) {
        isPatient.store(!endsAtSecond, ordering: .relaxed)
        // A parent that starts programs from a thread of its own may have left them blocked.
        var handled = sigset_t()
        sigemptyset(&handled)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&handled, number) }
        defer { pthread_sigmask(SIG_UNBLOCK, &handled, nil) }
        for number in [SIGINT, SIGTERM] { take(number) }
        // As nohup(1) leaves it.
        let ignore = unsafeBitCast(SIG_IGN, to: Int.self)
        if unsafeBitCast(take(SIGHUP), to: Int.self) == ignore { signal(SIGHUP, SIG_IGN) }
    }

    @discardableResult private static func take(_ number: Int32) -> __sighandler_t? {
        signal(number) { number in
            StopSignal.requested.store(true, ordering: .relaxed)
            if !StopSignal.isPatient.load(ordering: .relaxed) { signal(number, SIG_DFL) }
        }
    }

    /// A peer that closes its connection, or a reader that goes away, ends only that connection and not the process.
    ///
    /// For whoever steers a battery; a command that only prints ends with its reader.
    public static func surviveClosedPipes() { signal(SIGPIPE, SIG_IGN) }
}
