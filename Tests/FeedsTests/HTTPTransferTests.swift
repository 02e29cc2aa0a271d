// SPDX-License-Identifier: Apache-2.0

import Feeds
import Testing

/// libcurl against a real socket.
@Suite(.serialized) struct HTTPTransferTests {
    private static let document = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"

    @Test func document_isFetchedWithItsFields() throws {
        let server = try CannedServer(Self.document)
        let request = server.answerOnce()
        var transfer = try HTTPTransfer()
        let answer = try transfer.get(
            HTTPRequest(url: server.url + "a?b=1", fields: [("Authorization", "Bearer secret")]))
        #expect(answer.status == 200 && answer.body == Array("hello".utf8))
        let asked = request()
        #expect(asked.hasPrefix("GET /a?b=1 HTTP/1.1\r\n"))
        #expect(asked.contains("\r\nAuthorization: Bearer secret\r\n"))
    }

    @Test func statusOtherThan200_isAnAnswer() throws {
        let server = try CannedServer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        let request = server.answerOnce()
        var transfer = try HTTPTransfer()
        #expect(try transfer.get(HTTPRequest(url: server.url)).status == 401)
        _ = request()
    }

    @Test func redirection_isNotFollowed() throws {
        let server = try CannedServer(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        let request = server.answerOnce()
        var transfer = try HTTPTransfer()
        #expect(try transfer.get(HTTPRequest(url: server.url)).status == 302)
        _ = request()
    }

    @Test func bodyThatIsTooLong_isRefused() throws {
        let server = try CannedServer(Self.document)
        let request = server.answerOnce()
        var transfer = try HTTPTransfer()
        var failure: HTTPFailure?
        do throws(HTTPFailure) {
            _ = try transfer.get(HTTPRequest(url: server.url, largestBody: 4))
        } catch { failure = error }
        #expect(failure == .tooLong(limit: 4))
        _ = request()
    }

    @Test func nobodyThere_isOneLine_andTheHandleGoesOn() throws {
        var transfer = try HTTPTransfer()
        let gone = try CannedServer("").url
        var failure: HTTPFailure?
        do throws(HTTPFailure) { _ = try transfer.get(HTTPRequest(url: gone)) } catch { failure = error }
        guard case .connection(let words)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(!words.contains("\n") && words.contains("127.0.0.1"))
        let server = try CannedServer(Self.document)
        let request = server.answerOnce()
        #expect(try transfer.get(HTTPRequest(url: server.url)).body.count == 5)
        _ = request()
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "nonsense://x", ""])
    func otherSchemes_areRefused(url: String) throws {
        var transfer = try HTTPTransfer()
        var failure: HTTPFailure?
        do throws(HTTPFailure) { _ = try transfer.get(HTTPRequest(url: url)) } catch { failure = error }
        guard case .request? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func fieldWithALineBreak_isRefused_withoutItsValue() throws {
        var transfer = try HTTPTransfer()
        var failure: HTTPFailure?
        do throws(HTTPFailure) {
            _ = try transfer.get(HTTPRequest(url: "http://127.0.0.1:1/", fields: [("X", "secret\r\nY: 1")]))
        } catch { failure = error }
        #expect(failure.map { !"\($0)".contains("secret") && "\($0)".contains("line break") } == true)
    }

    @Test func stream_isHandedOverInPieces_untilTheCallerHasEnough() throws {
        let server = try CannedServer(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: 1\n\ndata: 2\n\n")
        let request = server.answerOnce()
        var transfer = try HTTPTransfer()
        var events = ServerSentEvents()
        var first: [UInt8]?
        var failure: HTTPFailure?
        do throws(HTTPFailure) {
            try transfer.stream(HTTPRequest(url: server.url, wholeSeconds: nil)) { status, bytes in
                first = status == 200 ? events.take(bytes).first : nil
                return false
            }
        } catch { failure = error }
        #expect(failure == .cancelled)
        #expect(first == [UInt8(ascii: "1")])
        _ = request()
    }
}
