// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Inbox
import Testing

@Suite struct ComparisonInboxTests {
    private let home: TemporaryInbox

    init() throws { home = try TemporaryInbox() }

    @Test func comparison_waitsUntilItIsTakenAway_theLatestAlone() throws {
        var inbox = ComparisonInbox(besideDatabase: home.database)
        #expect(inbox.waiting().isEmpty)
        try inbox.leave(TemporaryInbox.comparison())
        let later = TemporaryInbox.comparison(madeAt: 1_768_200_000)
        let path = try inbox.leave(later)
        #expect(path == home["policies.comparison"])
        let found = inbox.waiting()
        #expect(try found.map { try $0.comparison.get() } == [later])
        try inbox.takeAway(found[0])
        #expect(inbox.waiting().isEmpty && FileIdentity(path) == nil)
    }

    @Test func comparisonThatWasReplacedMeanwhile_isNotTakenAwayUnread() throws {
        var inbox = ComparisonInbox(besideDatabase: home.database)
        try inbox.leave(TemporaryInbox.comparison())
        let old = try #require(inbox.waiting().first)
        let later = TemporaryInbox.comparison(madeAt: 1_768_200_000)
        try inbox.leave(later)
        try inbox.takeAway(old)
        #expect(try inbox.waiting().map { try $0.comparison.get() } == [later])
    }

    /// A pipe would be waited for, a link could lead to what only the planner may read.
    @Test func pipesLinksAndLongFiles_areFaults_andTakenAway() throws {
        try #require(mkfifo(home["a.comparison"], 0o600) == 0)
        try DurableFile.write(Array(TemporaryInbox.comparison().text.utf8), to: home["elsewhere"])
        try #require(symlink(home["elsewhere"], home["b.comparison"]) == 0)
        try DurableFile.write(
            [UInt8](repeating: 10, count: PolicyComparison.longestText + 1), to: home["c.comparison"])
        try DurableFile.write(Array("nonsense".utf8), to: home["d.comparison"])
        var inbox = ComparisonInbox(besideDatabase: home.database)
        let found = inbox.waiting()
        #expect(found.count == 4)
        for waiting in found {
            #expect(throws: ComparisonFileFault.self) { try waiting.comparison.get() }
            try inbox.takeAway(waiting)
        }
        guard case .failure(let fault) = found[3].comparison else { return }
        #expect("\(fault)" == "line 1: found \"nonsense\", expected comparison = the version 1")
        #expect(inbox.waiting().isEmpty && FileIdentity(home["elsewhere"]) != nil)
    }
}
