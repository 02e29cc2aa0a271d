// SPDX-License-Identifier: Apache-2.0

import Energy
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The status endpoint: a read-only HTTP/1.1 API, a stream of events and a page.
///
/// Serves on one thread of its own and reads the database on a second, so that no reader can slow the controller.
public final class StatusServer: Sendable {
    /// The port that is listened on.
    public let port: Int
    /// Every address that is listened on, as `127.0.0.1:8480`, for the line that tells what is reachable.
    public let endpoints: [String]

    private let group: MultiThreadedEventLoopGroup
    private let shared: ServerShared
    private let isStopped = Mutex(false)

    /// Listens and serves until `stop()`.
    ///
    /// - Throws: the system's error when the address cannot be listened on.
    public convenience init(_ configuration: StatusConfiguration, source: any HouseStatusSource) throws {
        try self.init(configuration, source: source, limits: ServerLimits())
    }

    init(_ configuration: StatusConfiguration, source: any HouseStatusSource, limits: ServerLimits) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let reader = NIOThreadPool(numberOfThreads: 1)
        reader.start()
        let shared = ServerShared(
            limits: limits,
            responder: Responder(
                configuration, addresses: configuration.addresses, source: source, limits: limits),
            feed: EventFeed(source: source, limits: limits), reader: reader)
        do {
            (port, endpoints) = try Self.listen(configuration, group, shared)
        } catch {
            Self.shutDown(group, reader)
            throw error
        }
        (self.group, self.shared) = (group, shared)
    }

    deinit { stop() }

    /// Closes every connection and ends both threads; may be called more than once.
    public func stop() {
        let isFirst = isStopped.withLock { stopped in
            defer { stopped = true }
            return !stopped
        }
        if isFirst { Self.shutDown(group, shared.reader) }
    }

    /// Connections that are open.
    var openConnections: Int { shared.responder.openConnections }

    /// Readers of the event stream.
    var subscriberCount: Int { shared.feed.readerCount }

    private static func listen(
        _ configuration: StatusConfiguration, _ group: MultiThreadedEventLoopGroup, _ shared: ServerShared
    ) throws -> (port: Int, endpoints: [String]) {
        let bootstrap = bootstrap(group, shared)
        var port = configuration.port
        var endpoints: [String] = []
        for (k, address) in configuration.addresses.enumerated() {
            do {
                let channel = try bootstrap.bind(host: address, port: port).wait()
                port = channel.localAddress?.port ?? port
                endpoints.append((address.contains(":") ? "[\(address)]" : address) + ":\(port)")
            } catch  where k > 0 {
                // A machine without IPv6 has no ::1; `endpoints` shows what is served.
                continue
            }
        }
        return (port, endpoints)
    }

    private static func bootstrap(_ group: MultiThreadedEventLoopGroup, _ shared: ServerShared) -> ServerBootstrap {
        ServerBootstrap(group: group)
            // Two seconds of a flood: a connection that finds no room is tried again by its client after a second.
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try connect(channel, shared) }
            }
            // Small buffers: a head has 10 KB at most, and a client that reads slowly must not fill the memory.
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.socketOption(.so_sndbuf), value: 65_536)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 16_384, high: 65_536))
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
    }

    /// Builds the pipeline of a connection, or refuses the connection.
    private static func connect(_ channel: any Channel, _ shared: ServerShared) throws {
        let address = channel.remoteAddress?.ipAddress ?? ""
        guard shared.responder.connect(address) else { throw RequestFault(503, "too many connections") }
        channel.closeFuture.whenComplete { _ in shared.responder.disconnect(address) }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HeadGate(limits: shared.limits))
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
        try pipeline.addHandler(RequestHandler(shared, address: address))
    }

    private static func shutDown(_ group: MultiThreadedEventLoopGroup, _ reader: NIOThreadPool) {
        // An error would mean that a thread had ended before, which is what is wanted.
        try? reader.syncShutdownGracefully()
        try? group.syncShutdownGracefully()
    }
}
