// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization

/// What the connections of one server have in common.
final class ServerShared: Sendable {
    let limits: ServerLimits
    let responder: Responder
    let feed: EventFeed
    /// The one thread on which the database is read.
    let reader: NIOThreadPool
    private let readers = Mutex(0)

    init(limits: ServerLimits, responder: Responder, feed: EventFeed, reader: NIOThreadPool) {
        (self.limits, self.responder, self.feed, self.reader) = (limits, responder, feed, reader)
    }

    /// Takes one of the few places of answers that read the database; false when all are taken.
    func takePlace() -> Bool {
        readers.withLock { taken in
            guard taken < limits.waitingAnswers else { return false }
            taken += 1
            return true
        }
    }

    /// Gives a place back.
    func leavePlace() { readers.withLock { $0 -= 1 } }
}
