// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import ModbusIO
import Plant
import Safety

/// A simulated site with a bus for each device, all stepped by one virtual clock.
///
/// Over Modbus every device has its own server on the loopback interface and the bus threads are those of the service; in
/// memory the same registers are read without a socket between. Belongs to one thread.
public final class SimulatedFleet {
    /// How the buses reach the registers.
    public enum Link: String, CaseIterable, Sendable {
        /// In the same process.
        case memory
        /// Through Modbus TCP on the loopback interface.
        case modbus
    }

    /// The buses, one for each device, in the order of the configuration.
    public let buses: [any DeviceBus]
    private let stepped: [any SteppedBus]
    private let servers: [ModbusServer]
    private let threads: [ModbusBus]
    private var site: SimulatedSite

    /// Starts the servers and buses of a site.
    ///
    /// - Parameters:
    ///   - site: at the start of the run.
    ///   - responseTimeout: of every request over Modbus, s; nil for the profiles' own.
    ///   - seed: of the buses' back-off.
    /// - Throws: `LinkFailure` when a port or a thread cannot be had.
    public init(_ site: SimulatedSite, link: Link, responseTimeout: Double? = nil, seed: UInt64) throws(LinkFailure) {
        self.site = site
        var servers: [ModbusServer] = []
        var threads: [ModbusBus] = []
        var inMemory: [InMemoryBus] = []
        for device in site.devices {
            let onBus = [BusDevice(index: device.index, profile: device.profile, unit: device.unit)]
            let busSeed = seed &+ UInt64(clamping: device.index.rawValue)
            switch link {
            case .memory: inMemory.append(InMemoryBus(link: BankLink(device), devices: onBus, seed: busSeed))
            case .modbus:
                let server = try ModbusServer(bank: device)
                servers.append(server)
                threads.append(
                    try ModbusBus(
                        .tcp(host: "127.0.0.1", port: server.port), devices: onBus, clock: .stepped,
                        responseTimeout: responseTimeout, seed: busSeed))
            }
        }
        self.servers = servers
        self.threads = threads
        stepped = threads + inMemory
        buses = stepped
    }

    /// Steps the house to a moment and runs every poll that is due.
    ///
    /// - Returns: the true state of the house.
    public func advance(to now: BootInstant, wall: UTCInstant) -> HouseState {
        site.advance(to: wall)
        flush(at: now)
        return site.house.state
    }

    /// Lets the buses write what was queued; polls are done only where they are due.
    public func flush(at now: BootInstant) {
        for bus in stepped { bus.beginStep(to: now) }
        for bus in stepped { bus.waitForStep() }
    }

    /// What is true of house and devices now, whatever the devices say.
    public var truth: WorldTruth { site.truth }

    /// The faults that began since the last call.
    public func takeBegunFaults() -> [BegunFault] { site.takeBegunFaults() }

    /// Ends every thread; the buses first, so that nothing waits for a server that is gone.
    public func stop() {
        for bus in threads { bus.stop() }
        for server in servers { server.stop() }
    }
}

extension SimulatedDevice {
    /// Unit identifier by its profile.
    var unit: UInt8 { profile.transport.tcp?.unit ?? profile.transport.rtu?.unit ?? 1 }
}
