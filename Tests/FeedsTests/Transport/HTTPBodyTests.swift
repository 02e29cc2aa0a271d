// SPDX-License-Identifier: Apache-2.0

import Feeds
import HearthTestKit
import Testing

/// What servers send, and how they fail to.
@Suite(.serialized) struct HTTPBodyTests {
    /// The answer to a request of a server that gives one.
    private func answer(
        _ answer: SwitchedServer.Answer, _ change: (inout HTTPRequest) -> Void = { _ in }
    ) throws -> HTTPAnswer {
        let server = try SwitchedServer(answer)
        var request = HTTPRequest.patient(server.url)
        request.acceptsGzip = true
        change(&request)
        var transfer = try HTTPTransfer()
        return try transfer.get(request)
    }

    private func failure(
        _ answer: SwitchedServer.Answer, _ change: (inout HTTPRequest) -> Void = { _ in }
    ) throws -> HTTPFailure {
        try #require(#expect(throws: HTTPFailure.self) { try self.answer(answer, change) })
    }

    @Test func json_isPosted_withItsType() throws {
        let server = try SwitchedServer(.http(200, [], "{}"))
        var transfer = try HTTPTransfer()
        var request = HTTPRequest.patient(server.url, [("Authorization", "Bearer secret")])
        request.json = Array("{\"query\":\"\"}".utf8)
        request.userAgent = "hearth/0.1.0 (mail@example.org)"
        #expect(try transfer.get(request).status == 200)
        request.json = []
        request.fields = [("content-type", "text/plain")]
        #expect(try transfer.get(request).status == 200)
        request.json = nil
        #expect(try transfer.get(request).status == 200)
        let asked = server.requests
        #expect(asked.map(\.method) == ["POST", "POST", "GET"])
        #expect(asked.map(\.body) == ["{\"query\":\"\"}", "", ""])
        #expect(asked.map { $0.fields["content-type"] } == ["application/json", "text/plain", "text/plain"])
        #expect(asked[0].fields["user-agent"] == "hearth/0.1.0 (mail@example.org)")
        #expect(asked[0].fields["authorization"] == "Bearer secret" && asked[1].fields["authorization"] == nil)
    }

    @Test func userAgentWithALineBreak_isRefused() throws {
        #expect(
            try failure(.http(200)) { $0.userAgent = "a\r\nHost: b" }
                == .request("the user agent has a line break or another control character"))
    }

    @Test func fieldsOfTheHead_areGiven_butNotThoseAfterTheBodyOrBeforeIt() throws {
        let text = """
            HTTP/1.1 103 Early\r\nETag: "early"\r\nRetry-After: 1\r\n\r\nHTTP/1.1 200 OK\r\nLast-Modified: then\r\n\
            Transfer-Encoding: chunked\r\nTrailer: ETag\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nETag: "late"\r\n\r\n
            """
        let answer = try answer([.send(Array(text.utf8))])
        #expect(answer.status == 200 && answer.body == Array("abcde".utf8))
        #expect(answer.fields[.lastModified] == "then")
        #expect(answer.fields[.eTag] == nil && answer.fields[.retryAfter] == nil)
    }

    @Test func emptyAnswer_isOne() throws {
        let answer = try answer(.head(204))
        #expect(answer.status == 204 && answer.body.isEmpty)
    }

    @Test func gzip_isUnpacked_andAskedForOnlyWhereItIsWanted() throws {
        let packed = try output(of: ["gzip", "-c"], input: Array("42 and more".utf8))
        let server = try SwitchedServer(.http(200, ["Content-Encoding: gzip"], packed))
        var transfer = try HTTPTransfer()
        var request = HTTPRequest.patient(server.url)
        #expect(try transfer.get(request).body == packed)
        request.acceptsGzip = true
        #expect(try transfer.get(request).body == Array("42 and more".utf8))
        #expect(server.requests.map { $0.fields["accept-encoding"] } == [nil, "gzip"])
    }

    @Test func gzipBomb_isLeft_atTheLimitOfWhatItHolds() throws {
        let bomb = try output(of: ["sh", "-c", "head -c 50000000 /dev/zero | gzip -9"])
        #expect(bomb.count < 100_000)
        let limit = 2 << 20
        #expect(
            try failure(.http(200, ["Content-Encoding: gzip"], bomb)) { $0.largestBody = limit }
                == .tooLong(limit: limit))
    }

    @Test func damagedGzip_isSaid() throws {
        var packed = try output(of: ["gzip", "-c"], input: Array("42 and more".utf8))
        packed[12] ^= 0xFF
        guard case .unusable(let words) = try failure(.http(200, ["Content-Encoding: gzip"], packed)) else {
            Issue.record("another failure")
            return
        }
        #expect(words.contains("content unencoding"))
    }

    @Test func bodyWithoutAnEnd_isLeftAtTheLimit() throws {
        let server = try SwitchedServer(
            .head(200, ["Content-Length: 10737418240"]) + [.endless([UInt8](repeating: 32, count: 65_536))])
        var transfer = try HTTPTransfer()
        #expect(throws: HTTPFailure.tooLong(limit: 1 << 20)) {
            try transfer.get(HTTPRequest(url: server.url, largestBody: 1 << 20))
        }
        // What the sockets of both sides hold is more than what was read.
        #expect(server.bytesSent < 32 << 20)
    }

    @Test func cutAnswers_areNoAnswers() throws {
        let cut: [SwitchedServer.Answer] = [
            [], .head(200, ["Content-Length: 10"]) + [.send([48])],
            [.send(Array("HTTP/1.1 200 OK\r\nContent-Le".utf8))],
            .head(200).dropLast() + [.send(Array("HTTP/1.1 200 OK\r\nETag: 1\r\n".utf8))],
            .head(200, ["Transfer-Encoding: chunked"]) + [.send(Array("5\r\nabc".utf8))],
        ]
        for answer in cut {
            guard case .connection = try failure(answer) else {
                Issue.record("another failure")
                continue
            }
        }
    }

    @Test func bodyThatIsLongerThanItsLength_endsThere() throws {
        let answer = try answer(.head(200, ["Content-Length: 2"]) + [.send(Array("4200".utf8))])
        #expect(answer.body == Array("42".utf8))
    }

    @Test func whatIsNotHTTP_isNoAnswer_andWillBeNone() throws {
        let failure = try failure([.send(Array("SSH-2.0-OpenSSH\r\n".utf8))])
        #expect(!failure.isPassing && failure.description.contains("HTTP/0.9"))
    }

    @Test func slowBody_endsAtTheTimeForTheWhole() throws {
        let slow = .head(200) + [SwitchedServer.Step.trickle(byte: 48, everyMilliseconds: 50)]
        guard case .timedOut = try failure(slow, { $0.wholeSeconds = 0.3 }) else {
            Issue.record("another failure")
            return
        }
    }

    @Test func bytePerSecond_isTooSlow() throws {
        let slow = .head(200) + [SwitchedServer.Step.trickle(byte: 48, everyMilliseconds: 1000)]
        let failure = try failure(slow) { ($0.silenceSeconds, $0.lowestSpeed) = (1, 50) }
        guard case .timedOut(let words) = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(words == "Operation too slow. Less than 50 bytes/sec transferred the last 1 seconds")
    }

    @Test func serverThatSaysNothing_isLeft_whenTheCallerWantsToStop() throws {
        let server = try SwitchedServer([.silence])
        var transfer = try HTTPTransfer()
        #expect(throws: HTTPFailure.cancelled) {
            try transfer.get(HTTPRequest(url: server.url), shouldStop: { !server.requests.isEmpty })
        }
    }

    @Test func endlessHead_isLeft() throws {
        let line = Array(("X-More: " + String(repeating: "a", count: 900) + "\r\n").utf8)
        let heads: [SwitchedServer.Answer] = [
            [.send(Array("HTTP/1.1 200 OK\r\n".utf8)), .endless(line)],
            [.send(Array("HTTP/1.1 200 OK\r\nX-More: ".utf8)), .endless([UInt8](repeating: 97, count: 4096))],
            [.endless(Array("HTTP/1.1 103 Early\r\nX-More: a\r\n\r\n".utf8))],
        ]
        let failures = try heads.map { try failure($0) }
        #expect(failures[0] == .unusable("the head of the answer is longer than 65536 bytes"))
        #expect(failures[2] == failures[0])
        // libcurl itself ends a line without an end.
        #expect(failures[1] != .cancelled)
    }

    @Test func longHead_isTaken_upToItsLimit() throws {
        // 1000 bytes with the line break.
        let line = "X-More: " + String(repeating: "a", count: 990)
        #expect(try answer(.http(200, Array(repeating: line, count: 65), "42")).body == Array("42".utf8))
        #expect(
            try failure(.http(200, Array(repeating: line, count: 66), "42"))
                == .unusable("the head of the answer is longer than 65536 bytes"))
    }

    @Test func bytesThatAreNoText_areNoFields_andTheBodyComes() throws {
        let head =
            Array("HTTP/1.1 200 OK\r\nETag: \"".utf8) + [0xFF, 0xFE] + Array("\"\r\nContent-Length: 2\r\n\r\n42".utf8)
        let answer = try answer([.send(head)])
        #expect(answer.body == Array("42".utf8) && answer.fields[.eTag] == nil)
    }

    @Test func unknownHost_isSaid() throws {
        var transfer = try HTTPTransfer()
        #expect(throws: HTTPFailure.connection("Could not resolve host: prices.invalid")) {
            try transfer.get(HTTPRequest(url: "https://prices.invalid/?key=secret"))
        }
    }

    @Test func portThatRefuses_isSaid_withoutTheQuery() throws {
        let gone = try SwitchedServer().url
        var transfer = try HTTPTransfer()
        let failure = #expect(throws: HTTPFailure.self) { try transfer.get(HTTPRequest(url: gone + "path?key=secret")) }
        let words = try #require(failure?.description)
        #expect(failure?.isPassing == true)
        #expect(
            words.hasPrefix("Failed to connect to 127.0.0.1 port ") && !words.contains("path") && !words.contains("key")
        )
    }
}
