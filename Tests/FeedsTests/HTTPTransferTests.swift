// SPDX-License-Identifier: Apache-2.0

import Feeds
import HearthTestKit
import Testing

/// libcurl against a real socket.
@Suite(.serialized) struct HTTPTransferTests {
    private static let document = SwitchedServer.Answer.http(200, [], "hello")

    @Test func document_isFetchedWithItsFields() throws {
        let server = try SwitchedServer(Self.document)
        var transfer = try HTTPTransfer()
        let answer = try transfer.get(
            HTTPRequest(url: server.url + "a?b=1", fields: [("Authorization", "Bearer secret")]))
        #expect(answer.status == 200 && answer.body == Array("hello".utf8))
        let asked = try #require(server.requests.first)
        #expect(asked.method == "GET" && asked.target == "/a?b=1")
        #expect(asked.fields["authorization"] == "Bearer secret" && asked.fields["user-agent"] == "hearth")
        #expect(asked.fields["accept-encoding"] == nil)
    }

    @Test func statusOtherThan200_isAnAnswer() throws {
        let server = try SwitchedServer(.http(401))
        var transfer = try HTTPTransfer()
        #expect(try transfer.get(HTTPRequest(url: server.url)).status == 401)
    }

    @Test func redirection_isNotFollowed_unlessTheRequestSaysSo() throws {
        let server = try SwitchedServer(.http(302, ["Location: http://127.0.0.1:1/"]))
        var transfer = try HTTPTransfer()
        let answer = try transfer.get(HTTPRequest(url: server.url))
        #expect(answer.status == 302 && answer.fields[.location] == "http://127.0.0.1:1/")
    }

    @Test func bodyThatIsTooLong_isRefused() throws {
        let server = try SwitchedServer(Self.document)
        var transfer = try HTTPTransfer()
        #expect(throws: HTTPFailure.tooLong(limit: 4)) {
            try transfer.get(HTTPRequest(url: server.url, largestBody: 4))
        }
    }

    @Test func nobodyThere_isOneLine_andTheHandleGoesOn() throws {
        var transfer = try HTTPTransfer()
        let gone = try SwitchedServer().url
        let failure = #expect(throws: HTTPFailure.self) { try transfer.get(HTTPRequest(url: gone)) }
        guard case .connection(let words)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(!words.contains("\n") && words.contains("127.0.0.1"))
        let server = try SwitchedServer(Self.document)
        #expect(try transfer.get(HTTPRequest(url: server.url)).body.count == 5)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "nonsense://x", ""])
    func otherSchemes_areRefused(url: String) throws {
        var transfer = try HTTPTransfer()
        let failure = #expect(throws: HTTPFailure.self) { try transfer.get(HTTPRequest(url: url)) }
        guard case .request? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func fieldWithALineBreak_isRefused_withoutItsValue() throws {
        var transfer = try HTTPTransfer()
        let failure = #expect(throws: HTTPFailure.self) {
            try transfer.get(HTTPRequest(url: "http://127.0.0.1:1/", fields: [("X", "secret\r\nY: 1")]))
        }
        #expect(failure == .request("the field X has a line break or another control character"))
    }

    @Test func stream_isHandedOverInPieces_untilTheCallerHasEnough() throws {
        let server = try SwitchedServer(
            .head(200, ["Content-Type: text/event-stream"]) + [.send(Array("data: 1\n\ndata: 2\n\n".utf8))])
        var transfer = try HTTPTransfer()
        var events = ServerSentEvents()
        var first: [UInt8]?
        #expect(throws: HTTPFailure.cancelled) {
            try transfer.stream(HTTPRequest(url: server.url, wholeSeconds: nil)) { status, bytes in
                first = status == 200 ? events.take(bytes).first : nil
                return false
            }
        }
        #expect(first == [UInt8(ascii: "1")])
    }

    @Test func streamWithoutAnEnd_mayBeLongerThanABody_andOneWithATimeMayNot() throws {
        let server = try SwitchedServer(Self.document)
        var transfer = try HTTPTransfer()
        var request = HTTPRequest(url: server.url, wholeSeconds: nil, largestBody: 4)
        #expect(try transfer.stream(request) { _, _ in true } == 200)
        request.wholeSeconds = 10
        #expect(throws: HTTPFailure.tooLong(limit: 4)) { try transfer.stream(request) { _, _ in true } }
    }
}
