// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers the requests of one connection; the gate before it lets them through one by one.
///
/// Lives on the event loop alone. Whatever may wait runs on the reader thread and comes back by a future.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let shared: ServerShared
    private let address: String
    private var context: ChannelHandlerContext?
    private var head: HTTPRequestHead?
    private var timer: Scheduled<Void>?
    private var isHeadSent = false
    /// True where the request asks for the head of the answer alone; a body would be taken for the next answer.
    private var isHeadWanted: Bool { head?.method == .HEAD }
    private var isKeptAlive = false
    private var hasPlace = false

    init(_ shared: ServerShared, address: String) { (self.shared, self.address) = (shared, address) }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        leavePlace()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end: if let head { answer(head) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is IOError { return close() }
        isKeptAlive = false
        send((error as? RequestFault ?? RequestFault(400, "no HTTP request")).answer, isHead: false)
    }

    private func answer(_ head: HTTPRequestHead) {
        timer?.cancel()
        isKeptAlive = head.isKeepAlive && head.version == .http1_1
        let request = Request(
            isHead: head.method == .HEAD, target: head.uri, host: head.headers.first(name: "host") ?? "",
            authorization: head.headers.first(name: "authorization"),
            fetchSite: head.headers.first(name: "sec-fetch-site"), knownTag: head.headers.first(name: "if-none-match"),
            address: address)
        switch shared.responder.outcome(request) {
        case .now(let answer): send(answer, isHead: request.isHead)
        case .later(let make): later(make) { self.send($0, isHead: request.isHead) }
        }
    }

    /// Runs work on the reader thread and goes on with its result here.
    private func later<T: Sendable>(_ work: @escaping @Sendable () throws -> T, then: @escaping (T) -> Void) {
        guard let context else { return }
        hasPlace = hasPlace || shared.takePlace()
        guard hasPlace else { return fail("too many requests wait for the database") }
        shared.reader.runIfActive(eventLoop: context.eventLoop, work).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let value): then(value)
            case .failure: self.fail("the database did not answer")
            }
        }
    }

    /// An error when nothing was sent yet, else an answer that visibly breaks off.
    private func fail(_ message: String) {
        if isHeadSent { return close() }
        send(RequestFault(503, message, retryAfter: 5).answer, isHead: isHeadWanted)
    }

    private func send(_ answer: Answer, isHead: Bool) {
        switch answer.body {
        case .bytes(let bytes):
            write(headPart(answer, length: bytes.count))
            if !isHead, !bytes.isEmpty { write(part(bytes)) }
            finish()
        case .pieces where isHead, .events where isHead:
            // Their length is not known before they are made, which nobody asked for.
            isKeptAlive = false
            write(headPart(answer, length: nil)) { self.close() }
        case .pieces(let document): sendPieces(document, of: answer)
        case .events: sendEvents(answer)
        }
    }

    private func sendPieces(_ document: RangeDocument, of answer: Answer) {
        let work: @Sendable () throws -> (piece: [UInt8]?, rest: RangeDocument) = {
            var rest = document
            return (try rest.nextPiece(), rest)
        }
        later(work) { result in
            if !self.isHeadSent { self.write(self.headPart(answer, length: nil)) }
            guard let piece = result.piece else { return self.finish() }
            self.write(self.part(piece)) { self.sendPieces(result.rest, of: answer) }
        }
    }

    private func sendEvents(_ answer: Answer) {
        guard let context else { return }
        guard shared.feed.readerCount < shared.limits.subscribers else {
            return fail("too many readers of the event stream")
        }
        write(headPart(answer, length: nil))
        if !shared.feed.add(context.channel) { close() }
    }

    private func headPart(_ answer: Answer, length: Int?) -> HTTPServerResponsePart {
        isHeadSent = true
        // An old client knows no chunks: its answer ends with the connection.
        let version = head?.version == .http1_0 ? HTTPVersion.http1_0 : .http1_1
        var headers = HTTPHeaders(answer.fields)
        headers.add(name: "Content-Type", value: answer.contentType.rawValue)
        if let length { headers.add(name: "Content-Length", value: "\(length)") }
        if !headers.contains(name: "Cache-Control") { headers.add(name: "Cache-Control", value: "no-store") }
        for (name, value) in answer.securityFields { headers.add(name: name, value: value) }
        if !isKeptAlive { headers.add(name: "Connection", value: "close") }
        return .head(
            HTTPResponseHead(
                version: version, status: HTTPResponseStatus(statusCode: answer.status), headers: headers))
    }

    private func part(_ bytes: [UInt8]) -> HTTPServerResponsePart { .body(.byteBuffer(ByteBuffer(bytes: bytes))) }

    private func write(_ part: HTTPServerResponsePart) { context?.write(wrapOutboundOut(part), promise: nil) }

    /// Writes, and goes on when the client has taken it; a client that takes too long is left.
    private func write(_ part: HTTPServerResponsePart, then: @escaping () -> Void) {
        guard let context else { return }
        let taken = context.eventLoop.makePromise(of: Void.self)
        schedule(in: shared.limits.writeTime)
        context.writeAndFlush(wrapOutboundOut(part), promise: taken)
        taken.futureResult.assumeIsolated().whenComplete { result in
            self.timer?.cancel()
            if case .success = result { then() }
        }
    }

    private func finish() {
        write(.end(nil)) {
            self.leavePlace()
            self.isHeadSent = false
            guard self.isKeptAlive else { return self.closeGently() }
            self.schedule(in: self.shared.limits.idleTime)
            self.context?.triggerUserOutboundEvent(HeadGate.Event.answered, promise: nil)
        }
    }

    private func leavePlace() {
        if hasPlace { shared.leavePlace() }
        hasPlace = false
    }

    private func schedule(in time: TimeAmount) {
        timer?.cancel()
        timer = context?.eventLoop.assumeIsolated().scheduleTask(in: time) { self.close() }
    }

    /// Ends the sending side and waits a moment for the client's end.
    ///
    /// Closing at once while bytes of the client are unread would reset the connection and could destroy the answer.
    private func closeGently() {
        schedule(in: shared.limits.lingerTime)
        context?.close(mode: .output, promise: nil)
    }

    private func close() { context?.close(promise: nil) }
}
