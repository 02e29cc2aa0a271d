// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Ctrl-C and `systemctl stop`: the program ends cleanly and gives the battery back.
public enum StopSignal {
    private static let requested = Atomic<Bool>(false)

    /// True since the first signal.
    public static var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Takes the signals over; a second one ends the process at once.
    public static func install() {
        // A parent that starts programs from a thread of its own may have left them blocked.
        var handled = sigset_t()
        sigemptyset(&handled)
        sigaddset(&handled, SIGINT)
        sigaddset(&handled, SIGTERM)
        defer { pthread_sigmask(SIG_UNBLOCK, &handled, nil) }
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                StopSignal.requested.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }

    /// A peer that closes its connection, or a reader that goes away, ends only that connection and not the process.
    ///
    /// For whoever steers a battery; a command that only prints ends with its reader.
    public static func surviveClosedPipes() { signal(SIGPIPE, SIG_IGN) }
}
