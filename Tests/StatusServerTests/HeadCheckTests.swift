// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StatusServer

/// Each line of the checklist that speaks of requests, over a real socket.
@Suite struct HeadCheckTests {
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400, "more than one host"),
        ("GET / HTTP/1.1\r\n\r\n", 400, "no host"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", 400, "content-length"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 413, "a body"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400, "no number"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "transfer coding"),
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400,
            "transfer coding"
        ),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n folded\r\n\r\n", 400, "folded"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u{0}b\r\n\r\n", 400, "control character"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u{7f}b\r\n\r\n", 400, "control character"),
        ("GET / HTTP/1.1\nHost: localhost\n\n", 400, "line feed"),
        ("GET / HTTP/1.1\r\nHost: local\rhost\r\n\r\n", 400, "carriage return"),
        ("GET / HTTP/1.1\r\nHöst: localhost\r\n\r\n", 400, "header name"),
        ("GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400, "header name"),
        ("GET / HTTP/1.1\r\nHost\r\n\r\n", 400, "without a colon"),
        ("GET http://example.org/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "slash"),
        ("GET /../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "dot segment"),
        ("GET /api%2fv1/status HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "encoded"),
        ("GET /%2e%2e/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "encoded"),
        ("GET /a\\b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "encoded"),
        ("GET /ä HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "encoded"),
        ("GET /\r\n\r\n", 400, "request line"),
        ("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "request line"),
        ("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 505, "HTTP/1.1"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/1.1"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 400, "upgrade"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\r\n", 417, "expectation"),
        ("\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "empty line"),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", 405, "only reads"),
        ("DELETE /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "only reads"),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "only reads"),
        ("CONNECT example.org:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "only reads"),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "host field"),
        ("GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 421, "host field"),
        ("GET / HTTP/1.1\r\nHost: localhost:\r\n\r\n", 421, "host field"),
        ("GET / HTTP/1.1\r\nHost: \r\n\r\n", 421, "host field"),
    ])
    func refusedRequest_getsOneSmallError(bytes: String, status: Int, words: String) throws {
        let served = try ServedHouse()
        let response = try served.answer(to: bytes)
        #expect(response.status == status)
        #expect(try response.json()["error"]?.text?.contains(words) == true, "\(response.text)")
        #expect(response.body.count < 200 && response["content-type"] == "application/json")
        #expect(response["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
        if status == 405 { #expect(response["allow"] == "GET, HEAD") }
    }

    @Test func lengths_areAcceptedUpToTheLimit_andRefusedBeyond() throws {
        let served = try ServedHouse()
        func line(_ length: Int) -> String {
            let target = "/" + String(repeating: "a", count: length - "GET / HTTP/1.1".utf8.count)
            return "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n"
        }
        #expect(try served.answer(to: line(2048)).status == 404)
        #expect(try served.answer(to: line(2049)).status == 414)
        func fields(_ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: localhost\r\n" + String(repeating: "X: y\r\n", count: count - 1) + "\r\n"
        }
        #expect(try served.answer(to: fields(64)).status == 200)
        #expect(try served.answer(to: fields(65)).status == 431)
        let long = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "y", count: 12_000) + "\r\n\r\n"
        #expect(try served.answer(to: long).status == 431)
        // No line ends: what is refused is refused before it is kept.
        #expect(try served.answer(to: String(repeating: "A", count: 100_000)).status == 414)
    }

    @Test func hostNames_areThoseOfLoopbackAndTheConfigured() {
        let hosts = HostList(addresses: ["192.168.1.20"], hostNames: ["Hearth.lan"])
        for name in ["localhost", "LOCALHOST:80", "127.0.0.1:8480", "[::1]:8480", "192.168.1.20", "hearth.lan:1"] {
            #expect(hosts.allows(name), "\(name)")
        }
        for name in ["", ":80", "evil", "hearth.lan.", "hearth.lan:x", "hearth.lan:123456", "::1", "127.0.0.2"] {
            #expect(!hosts.allows(name), "\(name)")
        }
    }

    @Test func pipelinedRequests_areAnsweredInOrder_andAFaultEndsThem() throws {
        let served = try ServedHouse()
        let client = try served.client()
        let good = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        client.send(good + "GET /api/v1/forecasts HTTP/1.1\r\nHost: localhost\r\n\r\n" + "BROKEN\r\n\r\n" + good)
        #expect(try client.response().json()["is_healthy"] == .flag(true))
        #expect(try client.response().json()["forecasts"]?.list.count == 2)
        #expect(try client.response().status == 400)
        #expect(try client.receiveAll().isEmpty)
    }

    @Test func thousandPipelinedRequests_areAnswered() throws {
        let served = try ServedHouse()
        let client = try served.client()
        let request = "GET /icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for _ in 0..<20 {
            client.send(String(repeating: request, count: 50))
            for _ in 0..<50 { #expect(try client.response().status == 200) }
        }
    }
}
