// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc

/// The boot-time clock of the machine.
enum BootClock {
    static func now() -> BootInstant { BootInstant(nanoseconds: nanoseconds(of: CLOCK_BOOTTIME)) }

    static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Pacing {
    /// The machine's own clock.
    static var live: Pacing { Pacing(now: BootClock.now, pause: sleep(seconds:)) }

    private static func sleep(seconds: Double) {
        guard seconds > 0 else { return }
        let bounded = min(10, seconds)
        let deadline = BootClock.nanoseconds(of: CLOCK_MONOTONIC) + Int64(bounded * 1e9)
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
