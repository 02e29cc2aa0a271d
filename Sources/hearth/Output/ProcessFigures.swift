// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the process has used so far; for reports and the budget of a training, never for a decision of the house.
enum ProcessFigures {
    /// Seconds of a clock that never jumps.
    static func wallSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }

    /// Processor seconds of all threads.
    static func cpuSeconds() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

    /// Processor seconds of the calling thread.
    static func threadSeconds() -> Double { seconds(of: CLOCK_THREAD_CPUTIME_ID) }

    /// Resident memory now, KiB; 0 where the kernel does not say.
    static func residentKiB() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return 0 }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024
    }

    /// The most resident memory there ever was, KiB; 0 where the kernel does not say.
    ///
    /// Of this program alone: the figure of `getrusage` may be that of the program that started it.
    static func peakResidentKiB() -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        while fgets(&buffer, Int32(buffer.count), file) != nil {
            let line = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if line.hasPrefix("VmHWM:") { return line.split(separator: " ").compactMap { Int($0) }.first ?? 0 }
        }
        return 0
    }

    private static func seconds(of clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
