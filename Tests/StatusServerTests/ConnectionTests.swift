// SPDX-License-Identifier: Apache-2.0

import Energy
import NIOCore
import Testing

@testable import StatusServer

/// Tokens, limits and the event stream over real connections.
@Suite struct ConnectionTests {
    private static let request = "GET /api/v1/devices HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let eventsRequest = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// A house whose server lets everything pass but for one thing.
    private func limited(_ change: (inout ServerLimits) -> Void) throws -> ServedHouse {
        var limits = ServerLimits.generous
        change(&limits)
        return try ServedHouse(limits: limits)
    }

    /// A client to whom the first event has come.
    private func reader(of served: ServedHouse) throws -> RawClient {
        let client = try served.client()
        client.send(Self.eventsRequest)
        _ = try client.receive(until: "data:")
        return client
    }

    @Test func token_isNeededForDataAlone() throws {
        let served = try ServedHouse(token: try StatusToken(secret: ServedHouse.secret))
        for path in ["/", "/style.css", "/app.js", "/icon.svg"] { #expect(try served.get(path).status == 200) }
        for path in ["/api/v1/status", "/api/v1/events", "/metrics", "/healthz", "/no/such/path"] {
            let refused = try served.get(path)
            #expect(refused.status == 401 && refused["www-authenticate"] == "Bearer realm=\"hearth\"", "\(path)")
        }
        let right = try served.get("/api/v1/status", fields: "Authorization: Bearer \(ServedHouse.secret)\r\n")
        #expect(right.status == 200)
    }

    @Test func sixthWrongToken_hasToWait_evenWithTheRightOne() throws {
        let served = try ServedHouse(token: try StatusToken(secret: ServedHouse.secret))
        for _ in 0..<5 {
            #expect(try served.get("/healthz", fields: "Authorization: Bearer wrong\r\n").status == 401)
        }
        let locked = try served.get("/healthz", fields: "Authorization: Bearer \(ServedHouse.secret)\r\n")
        #expect(locked.status == 429 && locked["retry-after"] == "30")
        // No token at all is no try.
        #expect(try served.get("/").status == 200)
    }

    @Test func requestsBeyondTheBurst_areRefused() throws {
        var limits = ServerLimits()
        limits.requestRate = 0
        let served = try ServedHouse(limits: limits)
        let client = try served.client()
        for _ in 0..<40 {
            client.send(Self.request)
            #expect(try client.response().status == 200)
        }
        client.send(Self.request)
        let refused = try client.response()
        #expect(refused.status == 429 && refused["retry-after"] == "1")
    }

    @Test func ninthConnectionOfAnAddress_isClosed_andPlaceIsGivenBack() throws {
        let served = try ServedHouse()
        var clients = try (0..<8).map { _ in try served.client() }
        for client in clients {
            client.send(Self.request)
            #expect(try client.response().status == 200)
        }
        let ninth = try served.client()
        ninth.send(Self.request)
        #expect(try ninth.receiveAll().isEmpty)
        clients[0].endSending()
        _ = try clients[0].receiveAll()
        clients.removeFirst()
        #expect(try served.get("/healthz").status == 200)
    }

    @Test func slowHead_isClosedWithItsReason() throws {
        let served = try limited { $0.headTime = .milliseconds(20) }
        let client = try served.client()
        client.send("GET / HTTP/1.1\r\nHost: loc")
        #expect(try client.response().status == 408)
        #expect(try client.receiveAll().isEmpty)
    }

    @Test func idleConnection_isClosed() throws {
        let served = try limited { $0.idleTime = .milliseconds(20) }
        let client = try served.client()
        client.send(Self.request)
        #expect(try client.response().status == 200)
        #expect(try client.receiveAll().isEmpty)
    }

    @Test func readerThatDoesNotRead_isClosedInTime() throws {
        let served = try limited { $0.writeTime = .milliseconds(50) }
        let client = try served.client()
        client.send("GET /api/v1/readings?from=2026-04-16&to=2026-05-17 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = try client.receive()
        while served.server.openConnections > 0 { #expect(try served.get("/healthz").status == 200) }
        let rest = try client.receiveAll()
        #expect(!rest.suffix(5).elementsEqual("0\r\n\r\n".utf8), "an answer that broke off must not look whole")
    }

    @Test func events_bringTheStatusAtOnce_andEachNewOne() throws {
        let served = try limited { ($0.eventInterval, $0.heartbeatEvery) = (.milliseconds(5), 2) }
        let client = try served.client()
        client.send(Self.eventsRequest)
        let head = Response(head: try client.receive(until: "\r\n\r\n"))
        #expect(head["content-type"] == "text/event-stream" && head["cache-control"] == "no-store")
        let first = try client.receive(until: "\n\n")
        #expect(first.contains("event: status\ndata: {\"time\":\"2026-05-17T11:37:30Z\""))
        _ = try client.receive(until: ": heartbeat\n\n")
        served.house.tick(seconds: 5)
        _ = try client.receive(until: "data: {\"time\":\"2026-05-17T11:37:35Z\"")
    }

    /// The planner hangs: nobody makes a new status, and the last one's values must not stand as the present.
    @Test func statusThatNobodyRenews_isSentOnceMore_withoutItsValues() throws {
        var limits = ServerLimits.generous
        limits.eventInterval = .milliseconds(5)
        let served = try ServedHouse(limits: limits)
        let client = try served.client()
        client.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = try client.receive(until: "\"is_stale\":false")
        _ = try client.receive(until: ": heartbeat\n\n")
        served.house.advance(seconds: 30)
        let event = try client.receive(until: "\n\n")
        #expect(event.contains("\"is_stale\":true") && event.contains("\"grid_import_w\":{\"value\":null"), "\(event)")
    }

    /// A client takes whatever follows the head of such an answer for the next answer.
    @Test func headOfADocumentThatCannotBeRead_hasNoBody() throws {
        let served = try ServedHouse()
        served.house.breakDatabase()
        let client = try served.client()
        client.send("HEAD /api/v1/prices HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response(hasBody: false).status == 503)
        client.send(Self.request)
        #expect(try client.response().status == 200)
    }

    @Test func readersOfEvents_areLimited_andForgottenWhenTheyLeave() throws {
        let served = try limited { $0.subscribers = 2 }
        var readers: [RawClient] = []
        for _ in 0..<2 {
            readers.append(try reader(of: served))
        }
        #expect(try served.get("/api/v1/events").status == 503)
        readers.removeAll()
        while served.server.subscriberCount > 0 { #expect(try served.get("/healthz").status == 200) }
    }

    @Test func readerOfEventsThatFallsBehind_isDropped() throws {
        let served = try limited { $0.eventInterval = .microseconds(200) }
        let idle = try reader(of: served)
        while served.server.subscriberCount > 0 {
            served.house.tick()
            #expect(try served.get("/healthz").status == 200)
        }
        #expect(try served.get("/api/v1/status").status == 200)
        withExtendedLifetime(idle) {}
    }

    /// One that never reads beside one that does -> the first is cut off, the second misses no status.
    @Test func readerOfEventsThatNeverReads_isCutOffAfterABoundedAmount_andCostsTheOthersNothing() throws {
        var limits = ServerLimits.generous
        limits.eventInterval = .microseconds(200)
        limits.heartbeatEvery = .max
        let served = try ServedHouse(limits: limits)
        let silent = try RawClient(port: served.server.port, receiveBuffer: 4096)
        let reader = try served.client()
        for client in [silent, reader] { client.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n") }
        _ = try reader.receive(until: "\r\n\r\n")
        var size = try reader.receive(until: "\n\n").utf8.count
        while served.server.subscriberCount < 2 { #expect(try served.get("/healthz").status == 200) }
        var sent = size
        func next() throws {
            served.house.tick()
            let time = served.house.status().time.iso8601
            // What comes before it is at most the first status once more.
            let begin = try reader.receive(until: "data: {\"time\":\"\(time)\"")
            size = try begin.utf8.count + reader.receive(until: "\n\n").utf8.count
        }
        while served.server.subscriberCount == 2 {
            try next()
            sent += size
            try #require(sent < 2_000_000, "the memory of a server is not for those who do not read")
        }
        // The system's buffers of both ends, and what the server keeps before a reader counts as one that fell behind.
        #expect(sent > 65_536 && sent < 600_000, "cut off after \(sent) bytes")
        #expect(try silent.receiveAll().count <= sent)
        for _ in 0..<20 { try next() }
        #expect(served.server.subscriberCount == 1)
    }

    @Test func waitingDatabase_doesNotHoldUpTheRest_andItsQueueIsBounded() throws {
        let served = try limited { $0.waitingAnswers = 1 }
        let gate = served.house.holdDatabase()
        let waiting = try served.client()
        waiting.send("GET /api/v1/forecasts HTTP/1.1\r\nHost: localhost\r\n\r\n")
        gate.waitUntilHeld()
        #expect(try served.get("/api/v1/status").status == 200)
        #expect(try served.get("/api/v1/prices").status == 503)
        gate.open()
        #expect(try waiting.response().status == 200)
        #expect(try served.get("/api/v1/prices").status == 200)
    }

    @Test func stop_closesConnections_andFreesThePort() throws {
        let served = try ServedHouse()
        let client = try reader(of: served)
        served.server.stop()
        served.server.stop()
        _ = try client.receiveAll()
        let again = try StatusServer(
            try StatusConfiguration(host: "127.0.0.1", port: served.server.port), source: served.house)
        #expect(again.port == served.server.port && again.endpoints == ["127.0.0.1:\(again.port)"])
        again.stop()
    }

    @Test func takenPort_isAnError() throws {
        let served = try ServedHouse()
        #expect(throws: (any Error).self) {
            try StatusServer(
                try StatusConfiguration(host: "127.0.0.1", port: served.server.port), source: served.house)
        }
    }
}
