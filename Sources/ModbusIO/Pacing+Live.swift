// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO

extension Pacing {
    /// The machine's own clock.
    static var live: Pacing { Pacing(now: MachineClock.now, pause: sleep(seconds:)) }

    private static func sleep(seconds: Double) {
        guard seconds > 0 else { return }
        let bounded = min(10, seconds)
        let deadline = MachineClock.nanoseconds(of: CLOCK_MONOTONIC) + Int64(bounded * 1e9)
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
