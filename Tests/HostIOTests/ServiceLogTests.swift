// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import HostIO

/// What the log does with a reader that does not read.
@Suite struct ServiceLogTests {
    @Test func fullPipe_costsTheLineAndNotTheWriter() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let line = Array("a line\n".utf8)
        #expect(ServiceLog.put(line, to: ends[1]))
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        var filling = [UInt8](repeating: 0, count: 4096)
        while write(ends[1], filling, filling.count) > 0 {}
        while write(ends[1], filling, 1) > 0 {}
        _ = fcntl(ends[1], F_SETFL, 0)
        // A write would now wait for ever.
        #expect(!ServiceLog.put(line, to: ends[1]))
        for _ in 0..<4 { _ = read(ends[0], &filling, filling.count) }
        #expect(ServiceLog.put(line, to: ends[1]))
    }

    @Test func descriptorThatIsClosed_isNoError() {
        #expect(!ServiceLog.put([0x0A], to: 4000))
    }
}
