// SPDX-License-Identifier: Apache-2.0

import CHost
import Energy
import Glibc

/// A POSIX semaphore: the cheapest way to hand work from one thread to another.
///
/// Unchecked: `sem_t` is made for being shared by threads; it is freed when its last owner is gone.
public final class Semaphore: @unchecked Sendable {
    private let handle: UnsafeMutablePointer<sem_t>

    /// A semaphore at zero.
    public init() {
        handle = .allocate(capacity: 1)
        sem_init(handle, 0, 0)
    }

    deinit {
        sem_destroy(handle)
        handle.deallocate()
    }

    /// Lets one wait end.
    public func signal() { sem_post(handle) }

    /// Waits; a signal handler does not wake it.
    public func wait() { while sem_wait(handle) != 0 && errno == EINTR {} }

    /// Waits until a moment of the boot-time clock at the latest, and an hour at most.
    public func wait(until due: BootInstant) {
        let ahead = max(0, min(3_600_000_000_000, due.nanoseconds - MachineClock.now().nanoseconds))
        let deadline = MachineClock.nanoseconds(of: CLOCK_MONOTONIC) + ahead
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        while sem_clockwait(handle, CLOCK_MONOTONIC, &time) != 0 && errno == EINTR {}
    }
}
