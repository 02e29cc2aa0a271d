// SPDX-License-Identifier: Apache-2.0

import Energy
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Sources of prices and weather of a simulated world, served on this machine in the words of real ones.
///
/// What they know hangs on the clock that the simulation sets: tomorrow's prices come when the market has published them. The
/// prices are those of `elprisetjustnu.se`, the weather that of Open-Meteo.
public final class SimulatedSources: Sendable {
    /// Where they are, as a configuration's `server` has it.
    public let address: String

    private let desk: SourceDesk
    private let group: MultiThreadedEventLoopGroup

    /// Listens on a free port of the loopback interface until `stop()`.
    ///
    /// - Parameters:
    ///   - spot: day-ahead prices, per kWh.
    ///   - zone: bidding zone, such as `SE3`.
    ///   - position: where the weather is.
    ///   - now: the simulated wall clock.
    /// - Throws: the system's error where nothing can be listened on.
    public init(spot: SlotSeries, zone: String, position: GeographicPosition, now: UTCInstant) throws {
        desk = SourceDesk(SourceWorld(spot: spot, zone: zone, position: position, now: now))
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let channel = try Self.bootstrap(group, desk).bind(host: "127.0.0.1", port: 0).wait()
            address = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
        } catch {
            // What matters is why it could not be listened on.
            try? group.syncShutdownGracefully()
            throw error
        }
    }

    deinit { stop() }

    /// Sets the clock.
    ///
    /// - Parameter isReachable: false while nobody gets an answer but that the servers are ill.
    public func set(now: UTCInstant, isReachable: Bool) {
        desk.world.withLock {
            $0.now = now
            $0.isReachable = isReachable
        }
    }

    /// Closes every connection; may be called more than once.
    public func stop() {
        // An error would mean that the thread had ended before, which is what is wanted.
        try? group.syncShutdownGracefully()
    }

    private static func bootstrap(_ group: MultiThreadedEventLoopGroup, _ desk: SourceDesk) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(SourceHandler(desk))
                }
            }
    }
}

/// The simulated world, as the simulation and the connections share it.
final class SourceDesk: Sendable {
    let world: Mutex<SourceWorld>

    init(_ world: SourceWorld) { self.world = Mutex(world) }
}
