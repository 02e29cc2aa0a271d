// SPDX-License-Identifier: Apache-2.0

import Feeds
import HearthTestKit
import Testing

/// What is asked for again, and how long is waited before that.
@Suite(.serialized) struct FeedClientPatienceTests {
    private static let good = SwitchedServer.Answer.http(200, [], "42")

    @Test func illSource_isAskedAgain_untilItIsWell() throws {
        let server = try SwitchedServer(.http(500), .http(503), Self.good)
        var asking = try Asking()
        #expect(try asking.numbers(NumberSource.question(server.url)) == [42])
        #expect(asking.time.pauses == [1, 4])
    }

    @Test(arguments: [500, 502, 503, 504]) func illSource_isLeftAfterTheFifthTry(status: Int) throws {
        let server = try SwitchedServer(.http(status, [], "sorry"))
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url))
        #expect(rejection.fault == .status(status, "the source has a fault"))
        #expect(rejection.status == status && rejection.body == Array("sorry".utf8))
        #expect(server.requests.count == 5)
        #expect(asking.time.pauses == [1, 4, 16, 60])
    }

    @Test func waits_areVaried() throws {
        for (bits, factor) in [(UInt64(1) << 62, 0.875), (.max, 1.25)] {
            let server = try SwitchedServer(.http(500), Self.good)
            var asking = try Asking(random: SameBits(bits: bits))
            #expect(try asking.numbers(NumberSource.question(server.url)) == [42])
            #expect(asking.time.pauses == [factor])
        }
    }

    @Test func cutConnection_isTriedAgain() throws {
        let server = try SwitchedServer([], .head(200, ["Content-Length: 9"]) + [.send([52])], Self.good)
        var asking = try Asking()
        #expect(try asking.numbers(NumberSource.question(server.url)) == [42])
        #expect(asking.time.pauses == [1, 4])
    }

    @Test func nobodyThere_isTriedAgain_andThenSaid() throws {
        let gone = try SwitchedServer().url
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(gone + "?key=secret"))
        guard case .transfer(.connection(let words)) = rejection.fault else {
            Issue.record("\(rejection)")
            return
        }
        #expect(words.contains("127.0.0.1") && !words.contains("secret") && rejection.status == nil)
        #expect(asking.time.pauses == [1, 4, 16, 60])
    }

    @Test(arguments: [204, 300, 304, 400, 401, 403, 404, 410, 422, 429])
    func whatDoesNotPass_isAskedOnce(status: Int) throws {
        let server = try SwitchedServer(.head(status), Self.good)
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url))
        guard case .status(status, _) = rejection.fault else {
            Issue.record("\(rejection)")
            return
        }
        #expect(rejection.status == status && rejection.asksToWait == nil)
        #expect(server.requests.count == 1 && asking.time.pauses.isEmpty)
    }

    @Test(arguments: [429, 503]) func waitInSeconds_isKept(status: Int) throws {
        let server = try SwitchedServer(.http(status, ["Retry-After: 30"]), Self.good)
        var asking = try Asking()
        #expect(try asking.numbers(NumberSource.question(server.url)) == [42])
        #expect(asking.time.pauses == [30])
    }

    @Test func waitUntilADate_isKept_byTheServersClock() throws {
        let until = "Retry-After: Mon, 23 Nov 2026 00:01:00 GMT"
        let server = try SwitchedServer(
            .http(429, [until]), .http(503, [until, "Date: Mon, 23 Nov 2026 00:00:40 GMT"]), Self.good)
        var asking = try Asking()
        #expect(try asking.numbers(NumberSource.question(server.url)) == [42])
        #expect(asking.time.pauses == [60, 20])
    }

    @Test func shorterWaitThanUsual_isNotTaken() throws {
        let server = try SwitchedServer(.http(429, ["Retry-After: 0"]))
        var asking = try Asking()
        _ = try asking.rejection(NumberSource.question(server.url))
        #expect(asking.time.pauses == [1, 4, 16, 60] && server.requests.count == 5)
    }

    @Test(arguments: [
        ("Retry-After: 121", "121 s", 121), ("Retry-After: Mon, 23 Nov 2026 01:00:00 GMT", "3600 s", 3600),
        ("X-Ratelimit-Retry-At: 2026-11-23T01:10:00+01:00", "600 s", 600),
        ("Retry-After: 999999999999999999999", "for years", 1e21),
    ])
    func longerWaitThanAllowed_isSaid_andTheSourceLeftAlone(field: String, words: String, seconds: Double) throws {
        let server = try SwitchedServer(.http(429, [field]), Self.good)
        var asking = try Asking()
        let rejection = try asking.rejection(NumberSource.question(server.url))
        #expect(rejection.fault == .status(429, "too many requests; asks to wait \(words)"))
        #expect(rejection.asksToWait.map { abs($0 / seconds - 1) < 1e-9 } == true)
        #expect(server.requests.count == 1 && asking.time.pauses.isEmpty)
    }

    @Test func requestsToASource_haveARestBetween_andThoseToOthersHaveNone() throws {
        let server = try SwitchedServer(Self.good)
        var (slow, other) = (NumberSource(), NumberSource())
        slow.rules.restSeconds = 60
        other.rules.name = "others"
        var asking = try Asking()
        let question = NumberSource.question(server.url)
        for source in [slow, other, slow, other] { _ = try asking.numbers(question, source) }
        #expect(asking.time.pauses == [60])
    }

    @Test func waitAfterAFault_countsAsRest() throws {
        let server = try SwitchedServer(.http(500), .http(500), .http(500), Self.good)
        var source = NumberSource()
        source.rules.restSeconds = 10
        var asking = try Asking()
        #expect(try asking.numbers(NumberSource.question(server.url), source) == [42])
        #expect(asking.time.pauses == [1, 9, 4, 6, 16])
    }

    @Test func whoIsToStop_stopsInAWait() throws {
        let server = try SwitchedServer(.http(500))
        var asking = try Asking()
        asking.time.mostPauses = 1
        #expect(try asking.rejection(NumberSource.question(server.url)).fault == .transfer(.cancelled))
        #expect(server.requests.count == 2)
    }

    @Test func whoIsToStop_stopsInATransfer() throws {
        let server = try SwitchedServer([.silence])
        var asking = try Asking(shouldStop: { !server.requests.isEmpty })
        #expect(try asking.rejection(NumberSource.question(server.url)).fault == .transfer(.cancelled))
        #expect(server.requests.count == 1 && asking.time.pauses.isEmpty)
    }
}
