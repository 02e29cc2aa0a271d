// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Synchronization

/// Answers the requests of a connection, one after the other.
final class SourceHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let desk: SourceDesk
    private var head: HTTPRequestHead?

    init(_ desk: SourceDesk) { self.desk = desk }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let answer =
            request.method == .GET
            ? desk.world.withLock { $0.answer(request.uri, knownTag: request.headers.first(name: "if-none-match")) }
            : SourceAnswer(status: 405)
        var fields = HTTPHeaders([("content-length", "\(answer.body.utf8.count)")])
        if !answer.body.isEmpty { fields.add(name: "content-type", value: "application/json") }
        if let tag = answer.tag { fields.add(name: "etag", value: tag) }
        let head = HTTPResponseHead(
            version: request.version, status: HTTPResponseStatus(statusCode: answer.status), headers: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if answer.status != 304 {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !request.isKeepAlive { context.close(promise: nil) }
    }
}
