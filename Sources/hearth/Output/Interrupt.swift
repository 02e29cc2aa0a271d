// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Ctrl-C and `systemctl stop`: the running command ends cleanly and gives the battery back.
enum Interrupt {
    private static let requested = Atomic<Bool>(false)

    /// True since the first signal.
    static var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Takes the signals over; a second one ends the process at once.
    static func install() {
        // A parent that starts programs from a thread of its own may have left them blocked.
        var handled = sigset_t()
        sigemptyset(&handled)
        sigaddset(&handled, SIGINT)
        sigaddset(&handled, SIGTERM)
        defer { pthread_sigmask(SIG_UNBLOCK, &handled, nil) }
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interrupt.requested.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }
}
