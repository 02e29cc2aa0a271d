// SPDX-License-Identifier: Apache-2.0

import CHost

/// The memory of a service that runs for months beside others on a small machine.
public enum ProcessMemory {
    /// One heap for all threads, as they ask for little, and memory of 128 KiB on straight from the system and back to it.
    ///
    /// Without the second, glibc keeps what a large array once took for the next one. For the start of a program.
    public static func keepSmall() {
        _ = mallopt(M_ARENA_MAX, 1)
        _ = mallopt(M_MMAP_THRESHOLD, 128 * 1024)
    }

    /// Gives the system back what is free, also between what is in use, and what only the work just done needed of the
    /// program file; below a millisecond for a few MiB.
    public static func giveBack() {
        _ = malloc_trim(0)
        ProgramPages.letGo()
    }
}
