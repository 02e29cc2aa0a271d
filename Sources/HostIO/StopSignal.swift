// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Ctrl-C and `systemctl stop`: the program ends cleanly and gives the battery back.
public enum StopSignal {
    private static let requested = Atomic<Bool>(false)

    /// True since the first signal.
    public static var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Takes the signals over; a second one ends the process at once.
    ///
    /// A peer that closes its connection ends only that connection, not the process.
    public static func install() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                StopSignal.requested.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
        signal(SIGPIPE, SIG_IGN)
        // Whoever started the program may have held them back, and a mask is inherited.
        var own = sigset_t()
        sigemptyset(&own)
        for number in [SIGINT, SIGTERM] { sigaddset(&own, number) }
        sigprocmask(SIG_UNBLOCK, &own, nil)
    }
}
