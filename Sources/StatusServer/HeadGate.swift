// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Lets complete and checked heads through to the HTTP parser, one at a time and only when they come in time.
///
/// While a request is being answered nothing more is read, so that a client which sends many at once costs one buffer.
final class HeadGate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    /// Says that the last request was answered; sent down the pipeline.
    enum Event: Sendable { case answered }

    private let limits: ServerLimits
    private var collector: HeadCollector
    private var pending = ByteBuffer()
    private var deadline: Scheduled<Void>?
    private var isBusy = false
    private var isShut = false
    private var isWorking = false
    private var isReadWanted = false

    init(limits: ServerLimits) {
        self.limits = limits
        collector = HeadCollector(limits: limits)
    }

    func channelActive(context: ChannelHandlerContext) {
        startDeadline(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopDeadline()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isShut else { return }
        var bytes = unwrapInboundIn(data)
        pending.writeBuffer(&bytes)
        work(context)
    }

    func read(context: ChannelHandlerContext) {
        if isBusy { isReadWanted = true } else { context.read() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Event else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        isBusy = false
        work(context)
        if !isBusy, isReadWanted {
            isReadWanted = false
            context.read()
        }
    }

    /// A loop and no recursion: an answer that is ready at once comes back here before its request's call has returned.
    private func work(_ context: ChannelHandlerContext) {
        guard !isWorking else { return }
        isWorking = true
        defer { isWorking = false }
        while !isBusy, !isShut, let byte: UInt8 = pending.readInteger() {
            do throws(RequestFault) {
                guard let head = try collector.take(byte) else {
                    if deadline == nil { startDeadline(context) }
                    continue
                }
                try HeadCheck.check(head)
                stopDeadline()
                isBusy = true
                context.fireChannelRead(wrapInboundOut(context.channel.allocator.buffer(bytes: head)))
                context.fireChannelReadComplete()
            } catch {
                shut(context, error)
            }
        }
        pending.discardReadBytes()
    }

    /// Nothing behind a fault can be trusted to be a request; what still comes is dropped.
    private func shut(_ context: ChannelHandlerContext, _ fault: RequestFault) {
        isShut = true
        pending.clear()
        stopDeadline()
        context.fireErrorCaught(fault)
    }

    private func startDeadline(_ context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limits.headTime) {
            self.shut(context, RequestFault(408, "no complete request in time"))
        }
    }

    private func stopDeadline() {
        deadline?.cancel()
        deadline = nil
    }
}
