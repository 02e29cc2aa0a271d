// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import Inbox
import Testing

@Suite struct JobRequestInboxTests {
    private let home: TemporaryInbox
    private let now = UTCInstant(secondsSinceEpoch: 1_770_000_000)

    init() throws { home = try TemporaryInbox() }

    @Test func wish_waitsOnce_untilItIsTakenAway() throws {
        var inbox = JobRequestInbox(besideDatabase: home.database)
        #expect(inbox.waiting().isEmpty)
        try inbox.leave(JobRequest(job: "prune", askedAt: now))
        let again = JobRequest(job: "prune", askedAt: now.advanced(bySeconds: 5))
        #expect(try inbox.leave(again) == home["prune.ask"])
        let waiting = inbox.waiting()
        #expect(try waiting.map { try $0.document.get() } == [again])
        for wish in waiting { try inbox.takeAway(wish) }
        #expect(inbox.waiting().isEmpty)
    }

    @Test func fileThatIsNoWish_isTold() throws {
        try DurableFile.write(Array("job_request = 2\n".utf8), to: home["prune.ask"])
        var inbox = JobRequestInbox(besideDatabase: home.database)
        let waiting = try #require(inbox.waiting().first)
        #expect(throws: DocumentFault.self) { try waiting.document.get() }
        try inbox.takeAway(waiting)
        #expect(inbox.waiting().isEmpty)
    }
}
