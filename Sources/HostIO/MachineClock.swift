// SPDX-License-Identifier: Apache-2.0

import CHost
import Energy
import Glibc

/// The clocks of this machine.
public enum MachineClock {
    /// The boot-time clock, which counts through suspend.
    public static func now() -> BootInstant { BootInstant(nanoseconds: nanoseconds(of: CLOCK_BOOTTIME)) }

    /// The wall clock.
    public static func wall() -> UTCInstant {
        UTCInstant(secondsSinceEpoch: Int(nanoseconds(of: CLOCK_REALTIME) / 1_000_000_000))
    }

    /// Nanoseconds of one of the system's clocks.
    public static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// True when the kernel says that something keeps the wall clock synchronised.
    ///
    /// A sandbox may forbid the question; the file that systemd-timesyncd leaves then answers it.
    public static var isSynchronised: Bool {
        var state = timex()
        let answer = adjtimex(&state)
        guard answer < 0 else { return answer != TIME_ERROR && state.status & STA_UNSYNC == 0 }
        return access("/run/systemd/timesync/synchronized", F_OK) == 0
    }
}
