// SPDX-License-Identifier: Apache-2.0

import Devices
import Glibc

/// Times reads of a server in the same process, for benchmarks; it can only read.
public struct LoopbackProbe: Sendable {
    private let port: UInt16

    /// A probe for a port on the loopback interface.
    public init(port: UInt16) { self.port = port }

    /// Processor time of this thread for one read of 100 holding registers, us.
    ///
    /// - Parameter repetitions: how many reads to average over, > 0.
    public func microsecondsPerRead(repetitions: Int) throws(LinkFailure) -> Double {
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: port), timeoutSeconds: 1)
        try link.open()
        defer { link.close() }
        guard let range = RegisterRange(table: .holding, address: 0, count: 100) else { return 0 }
        var words: [UInt16] = []
        let begin = BootClock.nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)
        for _ in 0..<max(1, repetitions) { try link.read(range, unit: 1, into: &words) }
        return Double(BootClock.nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) - begin) / Double(max(1, repetitions)) / 1000
    }
}
