// SPDX-License-Identifier: Apache-2.0

import Feeds
import HearthTestKit
import Testing

/// What is said of answers without numbers.
@Suite(.serialized) struct FeedClientRefusalTests {
    private static let token = [(name: "Authorization", value: "Bearer secret")]

    /// Status, body and type of an answer, whether a token was sent, and what is said.
    private static let refusals: [(SwitchedServer.Answer, Bool, FeedFault)] = [
        (.head(204), false, .status(204, "an empty answer")),
        (.head(304), false, .status(304, "unchanged, but it was not asked whether it is")),
        (.http(301), false, .status(301, "expected 200")),
        (.http(400, [], "?key=secret"), false, .status(400, "the source does not understand the question")),
        (.http(400, [], "reason: no such zone"), false, .refused("no such zone")),
        (.http(401, [], "<html>"), true, .status(401, "the token is refused")),
        (.http(401, [], "reason: it is over"), true, .status(401, "the token is refused; the source says: it is over")),
        (.http(401), false, .status(401, "a token is needed")),
        (.http(401, [], "reason: too old a date"), false, .refused("too old a date")),
        (.http(403), false, .status(403, "refused")),
        (
            .http(403, ["Content-Type: text/HTML; charset=utf-8"], "<html>"), true,
            .status(403, "refused with a page for people, as after too many requests")
        ),
        (.http(404), false, .status(404, "there is nothing at this address")),
        (.http(429), false, .status(429, "too many requests")),
        (.http(429, [], "reason: at most 12 an hour"), false, .refused("at most 12 an hour")),
    ]

    @Test(arguments: refusals.indices) func answerWithoutNumbers_isSaid(index: Int) throws {
        let (answer, hasToken, fault) = Self.refusals[index]
        let server = try SwitchedServer(answer)
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url, fields: hasToken ? Self.token : []))
        #expect(rejection.fault == fault)
        #expect(!"\(rejection)".contains("secret"))
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [204, 404, 503]) func whatIsNotPublishedYet_isNoFault(status: Int) throws {
        let server = try SwitchedServer(.head(status, ["Retry-After: 5"]))
        var source = NumberSource()
        source.rules.notYet = [204, 404, 503]
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url), source)
        #expect(rejection.fault == .notPublished && rejection.status == status)
        #expect(server.requests.count == 1 && asking.time.pauses.isEmpty)
    }

    @Test func illSource_thatSaysWhy_isQuotedAfterAllTries() throws {
        let server = try SwitchedServer(.http(503, [], "reason: overloaded"))
        var asking = try Asking()
        #expect(try asking.rejection(NumberSource.question(server.url)).fault == .refused("overloaded"))
        #expect(server.requests.count == 5)
    }
}
