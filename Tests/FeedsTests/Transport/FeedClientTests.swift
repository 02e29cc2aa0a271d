// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import HearthTestKit
import Testing

/// A client that asks this machine, in time that passes by itself.
struct Asking: ~Copyable {
    let time = PassingTime()
    var client: FeedClient

    init(random: any RandomNumberGenerator = SameBits.middle, shouldStop: @escaping () -> Bool = { false }) throws {
        client = try FeedClient(.patient, wait: time.wait, random: random, shouldStop: shouldStop)
    }

    /// The numbers of all pages; nil where nothing has changed.
    mutating func numbers(
        _ question: FeedQuestion, _ source: NumberSource = NumberSource(), _ validators: FeedValidators? = nil
    ) throws -> [Double?]? {
        try answers(question, source, validators)?.map { $0.page.intervals[.spotPrice]?.first?.value }
    }

    mutating func answers(
        _ question: FeedQuestion, _ source: NumberSource = NumberSource(), _ validators: FeedValidators? = nil
    ) throws -> [FeedAnswer]? {
        guard case .pages(let answers) = try client.ask(question, of: source, validators: validators) else {
            return nil
        }
        return answers
    }

    mutating func rejection(
        _ question: FeedQuestion, _ source: NumberSource = NumberSource()
    ) throws -> FeedRejection {
        do throws(FeedRejection) { _ = try client.ask(question, of: source) } catch { return error }
        throw ProgramFailure(words: "an answer where none was expected")
    }
}

/// Questions and what becomes of them.
@Suite(.serialized) struct FeedClientTests {
    @Test func answer_isRead_andGivenWithItsBodyAndFields() throws {
        let server = try SwitchedServer(.http(200, ["X-Ratelimit-Remaining: 11"], "42"))
        var asking = try Asking()
        let answers = try #require(try asking.answers(NumberSource.question(server.url + "a?b=1")))
        #expect(answers.count == 1 && answers[0].page == NumberSource.page(42))
        #expect(answers[0].body == Array("42".utf8) && answers[0].status == 200)
        #expect(answers[0].fields[.rateLimitRemaining] == "11")
        #expect(answers[0].validators == nil && answers[0].expires == nil)
        let asked = try #require(server.requests.first)
        #expect(asked.method == "GET" && asked.target == "/a?b=1")
        #expect(asked.fields["user-agent"] == "hearth/0.1.0 (mail@example.org)")
        #expect(asked.fields["accept-encoding"] == "gzip")
        #expect(asking.time.pauses.isEmpty)
    }

    @Test func question_isPosted_withoutConditions() throws {
        let server = try SwitchedServer(.http(200, ["ETag: \"1\""], "42"))
        var asking = try Asking()
        var question = NumberSource.question(server.url)
        let validators = try asking.answers(question)?.first?.validators
        question.json = Array("{}".utf8)
        let posted = try asking.answers(question, NumberSource(), validators)
        #expect(validators != nil && posted?.first?.validators == nil)
        #expect(server.requests.map(\.body) == ["", "{}"])
        #expect(server.requests[1].fields["if-none-match"] == nil)
    }

    @Test func whatIsHereAlready_isNotSentAgain() throws {
        let date = "Sun, 22 Nov 2026 13:10:00 GMT"
        let server = try SwitchedServer(
            .http(200, ["ETag: W/\"a b\"", "Last-Modified: \(date)", "Expires: Mon, 23 Nov 2026 00:30:00 GMT"], "42"),
            .http(304, ["Expires: Mon, 23 Nov 2026 01:00:00 GMT"]))
        var asking = try Asking()
        let question = NumberSource.question(server.url + "a?b=1")
        let answer = try #require(try asking.answers(question)?.first)
        #expect(answer.expires == UTCInstant(iso8601: "2026-11-23T00:30:00Z"))
        let first = try #require(answer.validators)
        #expect(first.eTag == "W/\"a b\"" && first.lastModified == date)
        let stored = FeedValidators(address: first.address, eTag: first.eTag, lastModified: first.lastModified)
        guard case .unchanged(let expires) = try asking.client.ask(question, of: NumberSource(), validators: stored)
        else {
            Issue.record("it has changed")
            return
        }
        #expect(expires == UTCInstant(iso8601: "2026-11-23T01:00:00Z"))
        #expect(server.requests[0].fields["if-none-match"] == nil)
        #expect(server.requests[1].fields["if-none-match"] == "W/\"a b\"")
        #expect(server.requests[1].fields["if-modified-since"] == date)
    }

    @Test func validatorsOfAnotherAddress_areNotSaid() throws {
        let server = try SwitchedServer(.http(200, ["ETag: \"1\""], "42"))
        var asking = try Asking()
        let validators = try asking.answers(NumberSource.question(server.url + "monday"))?.first?.validators
        #expect(try asking.numbers(NumberSource.question(server.url + "tuesday"), NumberSource(), validators) == [42])
        #expect(validators != nil && server.requests[1].fields["if-none-match"] == nil)
    }

    @Test func answerOfAnInterfaceThatEnds_isRead_andSaysSo() throws {
        let server = try SwitchedServer(.http(203, [], "42"))
        var asking = try Asking()
        let answer = try #require(try asking.answers(NumberSource.question(server.url))?.first)
        #expect(answer.status == 203 && answer.page == NumberSource.page(42))
    }

    @Test func gzip_isUnpacked_upToTheSourcesLimit() throws {
        let server = try SwitchedServer(
            .http(200, ["Content-Encoding: gzip"], try output(of: ["gzip", "-c"], input: Array("42".utf8))),
            .http(200, ["Content-Encoding: gzip"], try output(of: ["sh", "-c", "head -c 9000000 /dev/zero | gzip"])))
        var asking = try Asking()
        let question = NumberSource.question(server.url)
        #expect(try asking.answers(question)?.first?.body == Array("42".utf8))
        let rejection = try asking.rejection(question)
        #expect(rejection.fault == .transfer(.tooLong(limit: 2 << 20)) && rejection.body.isEmpty)
        #expect(server.requests.count == 2)
    }

    @Test func pageForPeople_isRejected_withItsBody_andNotAskedForAgain() throws {
        let server = try SwitchedServer(.http(200, ["Content-Type: text/html"], "<html>later</html>"))
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url))
        #expect(rejection.fault == .document(at: "line 1", found: "<html>lat", expected: "a number"))
        #expect(rejection.status == 200 && rejection.body == Array("<html>later</html>".utf8))
        #expect(server.requests.count == 1 && asking.time.pauses.isEmpty)
    }

    @Test func addressWithoutEncryption_isNotAsked() throws {
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question("http://prices.invalid/?key=secret"))
        #expect(
            "\(rejection)" == "found an address at http://prices.invalid:80, expected one with https"
                && asking.time.pauses.isEmpty)
    }

    @Test func certificateOfAStranger_isNotAskedForAgain() throws {
        let certificates = try Certificates()
        try certificates.certify("good", host: "localhost")
        let server = try TLSServer("good", certificates, ["price": .http(200, [], "42")])
        var asking = try Asking()
        let question = NumberSource.question(server.url("price"))
        guard case .transfer(.certificate) = try asking.rejection(question).fault else {
            Issue.record("another fault")
            return
        }
        #expect(asking.time.pauses.isEmpty)
        var manners = FeedManners.patient
        manners.authorities = certificates.authority
        asking.client = try FeedClient(manners, wait: asking.time.wait, random: SameBits.middle)
        #expect(try asking.numbers(question) == [42])
    }

    @Test func redirection_takesATokenToNobodyElse() throws {
        let other = try SwitchedServer(.http(200, [], "42"))
        let server = try SwitchedServer(.http(302, ["Location: \(other.url)"]))
        var asking = try Asking()
        let question = NumberSource.question(server.url, fields: [("Authorization", "Bearer secret")])
        guard case .transfer(.unusable(let words)) = try asking.rejection(question).fault else {
            Issue.record("another fault")
            return
        }
        #expect(words.hasSuffix("fields that are not for others") && other.requests.isEmpty)
        #expect(try asking.numbers(NumberSource.question(server.url)) == [42])
    }
}
