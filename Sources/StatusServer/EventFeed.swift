// SPDX-License-Identifier: Apache-2.0

import Energy
import NIOCore
import NIOHTTP1
import Synchronization

/// Sends every new status to those who read the event stream.
///
/// One look a second serves all readers: the document is made once. A reader that does not take what it was sent is dropped,
/// because the next status replaces the last and nothing is worth keeping for it.
final class EventFeed: Sendable {
    private struct State {
        var readers: [ObjectIdentifier: any Channel] = [:]
        var task: RepeatedTask?
        var lastSent: Stamp?
        var quietLooks = 0
    }

    /// What tells one status from the next.
    private struct Stamp: Equatable {
        let made: BootInstant
        let cycle: BootInstant?
        /// A status that nobody renews becomes another one when its values are too old to be shown.
        let isStale: Bool
    }

    private let source: any HouseStatusSource
    private let limits: ServerLimits
    private let state = Mutex(State())

    init(source: any HouseStatusSource, limits: ServerLimits) {
        (self.source, self.limits) = (source, limits)
    }

    /// Readers at present.
    var readerCount: Int { state.withLock { $0.readers.count } }

    /// Adds a reader whose head is on its way, and sends it the present status; false when there are too many.
    func add(_ channel: any Channel) -> Bool {
        let isAdded = state.withLock { state in
            guard state.readers.count < limits.subscribers else { return false }
            state.readers[ObjectIdentifier(channel)] = channel
            if state.task == nil { state.task = startLooking(channel.eventLoop) }
            return true
        }
        guard isAdded else { return false }
        channel.closeFuture.whenComplete { [weak self] _ in self?.remove(channel) }
        send(Self.event(StatusDocument(source.status(), now: source.now()).bytes), to: channel)
        return true
    }

    private func remove(_ channel: any Channel) {
        state.withLock { state in
            state.readers[ObjectIdentifier(channel)] = nil
            guard state.readers.isEmpty else { return }
            state.task?.cancel()
            state.task = nil
        }
    }

    private func startLooking(_ eventLoop: any EventLoop) -> RepeatedTask {
        eventLoop.scheduleRepeatedTask(initialDelay: limits.eventInterval, delay: limits.eventInterval) {
            [weak self] _ in self?.look()
        }
    }

    private func look() {
        let status = source.status()
        let document = StatusDocument(status, now: source.now())
        let stamp = Stamp(made: status.bootTime, cycle: status.standing?.time, isStale: document.isStale)
        let (readers, isNew, isQuiet) = state.withLock { state in
            let isNew = state.lastSent != stamp
            state.lastSent = stamp
            state.quietLooks = isNew ? 0 : state.quietLooks + 1
            let isQuiet = state.quietLooks >= limits.heartbeatEvery
            if isQuiet { state.quietLooks = 0 }
            return (Array(state.readers.values), isNew, isQuiet)
        }
        guard isNew || isQuiet else { return }
        let text = isNew ? Self.event(document.bytes) : Array(": heartbeat\n\n".utf8)
        for channel in readers { send(text, to: channel) }
    }

    private func send(_ text: [UInt8], to channel: any Channel) {
        guard channel.isWritable else { return channel.close(mode: .all, promise: nil) }
        let buffer = channel.allocator.buffer(bytes: text)
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: nil)
    }

    /// A document of one line as an event of the stream.
    private static func event(_ document: [UInt8]) -> [UInt8] {
        Array("event: status\ndata: ".utf8) + document + Array("\n\n".utf8)
    }
}
