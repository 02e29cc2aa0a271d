// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc

/// Wakes its owner at every full period since it was made; a late owner is told how late it was.
public struct CycleTimer {
    private let periodNanoseconds: Int64
    private var due: Int64

    /// A timer whose first period begins now.
    ///
    /// - Parameter seconds: the period, > 0; at least a millisecond is used.
    public init(seconds: Double) {
        periodNanoseconds = max(1_000_000, Int64(min(3600, seconds) * 1e9))
        due = MachineClock.nanoseconds(of: CLOCK_MONOTONIC)
    }

    /// Waits for the end of the period, or for a signal.
    ///
    /// - Returns: how far behind the owner was when it came here, s; periods missed are left out, not caught up.
    public mutating func wait() -> Double {
        due += periodNanoseconds
        let now = MachineClock.nanoseconds(of: CLOCK_MONOTONIC)
        let late = now - due
        guard late <= 0 else {
            due += late / periodNanoseconds * periodNanoseconds
            return Double(late) / 1e9
        }
        var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
        _ = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
        return 0
    }
}
