// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import HearthTestKit
import Testing

/// Answers of several pages, and such that are read while they arrive.
@Suite(.serialized) struct FeedClientPagesTests {
    private static let streamed = NumberSource(isStreamed: true)

    private func page(_ number: Int, next: String) -> SwitchedServer.Answer {
        .http(200, ["ETag: \"\(number)\""], "\(number)\n\(next)")
    }

    @Test func pages_areReadInTurn_withTheSameFields_andHaveNoValidators() throws {
        let server = try SwitchedServer(page(1, next: "?page=2"), .http(200, ["ETag: \"3\""], "2"))
        server.change(
            to: page(1, next: "\(server.url)?page=2"), page(2, next: "?page=3"), .http(200, ["ETag: \"3\""], "3"))
        var asking = try Asking()
        let question = NumberSource.question(server.url + "?page=1", fields: [("X-API-Key", "secret")])
        let answers = try #require(try asking.answers(question))
        #expect(answers.map { $0.page.intervals[.spotPrice]?.first?.value } == [1, 2, 3])
        #expect(answers.allSatisfy { $0.validators == nil })
        #expect(server.requests.map(\.target) == ["/?page=1", "/?page=2", "/?page=3"])
        #expect(server.requests.allSatisfy { $0.fields["x-api-key"] == "secret" })
    }

    @Test func pagesOfASourceThatNeedsRest_haveItBetween() throws {
        let server = try SwitchedServer(page(1, next: "?page=2"), .http(200, [], "2"))
        var source = NumberSource()
        source.rules.restSeconds = 3
        var asking = try Asking()
        #expect(try asking.numbers(NumberSource.question(server.url), source) == [1, 2])
        #expect(asking.time.pauses == [3])
    }

    @Test func pageOfAnotherServer_isNotAskedFor() throws {
        let other = try SwitchedServer(.http(200, [], "2"))
        let server = try SwitchedServer(page(1, next: other.url + "?key=secret"))
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url))
        let (there, here) = (other.url.dropLast(), server.url.dropLast())
        #expect(rejection.fault == .document(at: "the next page", found: "one at \(there)", expected: "one at \(here)"))
        #expect(rejection.status == 200 && !rejection.body.isEmpty && other.requests.isEmpty)
    }

    @Test func pageWithoutAnAddress_isSaid() throws {
        let server = try SwitchedServer(page(1, next: "https://me:secret@127.0.0.1/"))
        var asking = try Asking()
        #expect(
            try asking.rejection(NumberSource.question(server.url)).fault
                == .document(
                    at: "the next page", found: "the address has a user or a password", expected: "its address"))
    }

    @Test func ringOfPages_isLeft() throws {
        let server = try SwitchedServer(page(1, next: "/b"), page(2, next: "/a"))
        var asking = try Asking()
        #expect(
            try asking.rejection(NumberSource.question(server.url + "a")).fault
                == .document(at: "the next page", found: "one that was there already", expected: "another"))
        #expect(server.requests.count == 2)
    }

    @Test func moreThan32Pages_areNotRead() throws {
        let server = try SwitchedServer(page(1, next: "a/"))
        var asking = try Asking()
        // Each is in a folder of the one before.
        #expect(
            try asking.rejection(NumberSource.question(server.url)).fault
                == .document(at: "the next page", found: "one more", expected: "at most 32 pages"))
        #expect(server.requests.count == 32)
    }

    @Test func laterPageThatIsRefused_rejectsAll() throws {
        let server = try SwitchedServer(page(1, next: "?page=2"), .http(404))
        var asking = try Asking()
        #expect(
            try asking.rejection(NumberSource.question(server.url)).fault
                == .status(404, "there is nothing at this address"))
    }

    @Test func longAnswer_isReadWhileItArrives_andOnlyItsBeginningKept() throws {
        let lines = Array(String(repeating: "0123456\n", count: 100_000).utf8)
        let server = try SwitchedServer(.http(200, ["ETag: \"1\""], lines))
        var asking = try Asking()
        let answer = try #require(try asking.answers(NumberSource.question(server.url), Self.streamed)?.first)
        #expect(answer.page == NumberSource.page(100_000))
        #expect(answer.body == Array(lines.prefix(16_384)) && answer.validators?.eTag == "\"1\"")
    }

    @Test func readerThatMinds_endsTheTransfer_andNobodyAsksAgain() throws {
        let server = try SwitchedServer(
            .head(200) + [.send(Array("1\n2\nx\n".utf8)), .endless([UInt8](repeating: 48, count: 65_536))])
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url), Self.streamed)
        guard case .document(_, "x", "a number") = rejection.fault else {
            Issue.record("\(rejection)")
            return
        }
        #expect(rejection.body.starts(with: Array("1\n2\nx\n".utf8)) && rejection.body.count <= 16_384)
        #expect(server.requests.count == 1)
    }

    @Test func longAnswerThatIsCut_isReadAnew() throws {
        let server = try SwitchedServer(
            .head(200, ["Content-Length: 99"]) + [.send(Array("1\n2\n".utf8))], .http(200, [], "1\n2\n3\n"))
        var asking = try Asking()
        #expect(try asking.numbers(NumberSource.question(server.url), Self.streamed) == [3])
        #expect(asking.time.pauses == [1])
    }

    @Test func longAnswerWithoutAnEnd_isLeftAtTheLimit() throws {
        let server = try SwitchedServer(.head(200) + [.endless([UInt8](repeating: 48, count: 65_536))])
        var source = Self.streamed
        source.rules.largestBody = 1 << 20
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url), source)
        #expect(rejection.fault == .transfer(.tooLong(limit: 1 << 20)) && server.bytesSent < 32 << 20)
    }

    @Test func refusalOfALongAnswer_isNotReadAsOne() throws {
        let server = try SwitchedServer(.http(400, [], "reason: x is no point"))
        var asking = try Asking()
        #expect(
            try asking.rejection(NumberSource.question(server.url), Self.streamed).fault == .refused("x is no point"))
    }
}
