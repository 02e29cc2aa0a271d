// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import Testing

@testable import HostIO

@Suite struct WorkerThreadTests {
    @Test func work_isDoneWhenJoined() throws {
        let turn = Semaphore()
        let counter = Counter()
        let thread = try WorkerThread {
            turn.wait()
            counter.count.withLock { $0 += 1 }
        }
        #expect(counter.count.withLock { $0 } == 0)
        turn.signal()
        thread.join()
        thread.join()
        #expect(counter.count.withLock { $0 } == 1)
    }

    @Test func threadThatCannotBeHad_isOneClearLine() {
        #expect(throws: ThreadFailure(systemError: EAGAIN)) { _ = try WorkerThread(stackBytes: 1 << 60) {} }
        #expect("\(ThreadFailure(systemError: EAGAIN))" == "no thread: Resource temporarily unavailable")
    }
}

private final class Counter: Sendable {
    let count = Mutex(0)
}
