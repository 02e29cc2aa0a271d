// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ModbusIO

struct LoopbackProbeTests {
    @Test func probe_reads_andGivesTheThreadItsCoresBack() throws {
        let before = ThreadAffinity.current.cores
        #expect(LoopbackProbe.coreCount == before.count)
        #expect(!before.isEmpty)
        let probe = try LoopbackProbe(bank: TableBank(), placement: .oneCore)
        #expect(try probe.microsecondsPerRead(repetitions: 3) > 0)
        #expect(ThreadAffinity.current.cores == before)
    }

    @Test func oneCoreAlone_isTooFewForTwo() throws {
        let before = ThreadAffinity.current
        defer { before.apply() }
        ThreadAffinity(core: try #require(before.cores.last)).apply()
        #expect(ThreadAffinity.current.cores == before.cores.suffix(1))
        #expect(throws: LinkFailure.notConnected("found 1 processor cores, expected 2")) {
            _ = try LoopbackProbe(bank: TableBank(), placement: .twoCores)
        }
    }
}
