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
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interrupt.requested.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }
}
