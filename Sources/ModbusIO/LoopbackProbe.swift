// SPDX-License-Identifier: Apache-2.0

import Devices
import Glibc
import HostIO

/// Times reads of a server in the same process, for benchmarks; it can only read.
public final class LoopbackProbe: Sendable {
    /// Where client and server run.
    public enum Placement: Sendable {
        /// On one core: what is measured is the work of the client.
        case oneCore
        /// On a core each: the client's time then includes waking the other core, and being woken by it, at every read.
        case twoCores
    }

    private let server: ModbusServer
    private let clientCore: Int

    /// Cores that the calling thread may use.
    public static var coreCount: Int { ThreadAffinity.current.cores.count }

    /// Starts a server on the loopback interface.
    ///
    /// - Throws: `LinkFailure.notConnected` with one clear line, also when there are too few cores.
    public init(bank: any RegisterBank, placement: Placement) throws(LinkFailure) {
        let allowed = ThreadAffinity.current
        let places =
            switch placement {
            case .oneCore: allowed.cores.prefix(1) + allowed.cores.prefix(1)
            case .twoCores: allowed.cores.prefix(2)
            }
        guard places.count == 2 else { throw .notConnected("found \(allowed.cores.count) processor cores, expected 2") }
        clientCore = places[1]
        ThreadAffinity(core: places[0]).apply()
        defer { allowed.apply() }
        server = try ModbusServer(bank: bank)
    }

    deinit { server.stop() }

    /// Processor time of this thread for one read of 100 holding registers, us.
    ///
    /// - Parameter repetitions: how many reads to average over, > 0.
    public func microsecondsPerRead(repetitions: Int) throws(LinkFailure) -> Double {
        let allowed = ThreadAffinity.current
        ThreadAffinity(core: clientCore).apply()
        defer { allowed.apply() }
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: 1)
        try link.open()
        defer { link.close() }
        guard let range = RegisterRange(table: .holding, address: 0, count: 100) else { return 0 }
        var words: [UInt16] = []
        let begin = MachineClock.nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)
        for _ in 0..<max(1, repetitions) { try link.read(range, unit: 1, into: &words) }
        return Double(MachineClock.nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) - begin) / Double(max(1, repetitions))
            / 1000
    }
}
