// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import HostIO
import Safety
import Synchronization

/// A Modbus line or connection whose devices are only read, for dry runs: neither it nor what its thread holds has a method
/// that writes.
public final class ModbusWatch: DeviceSource {
    /// The devices on this line.
    public let devices: [DeviceIndex]
    private let shared = Shared()
    private let thread: WorkerThread

    /// Starts the thread, which connects and goes on trying.
    ///
    /// - Parameter seed: of the jitter in the back-off.
    /// - Throws: `LinkFailure.notConnected` with one clear line when the system has no thread left.
    public init(_ endpoint: ModbusEndpoint, devices: [BusDevice], seed: UInt64) throws(LinkFailure) {
        self.devices = devices.map(\.index)
        let timeout = devices.map(\.profile.transport.responseTimeoutSeconds).max() ?? 1
        let shared = shared
        thread = try endpoint.startThread {
            let link: any RegisterReading = LibmodbusLink(endpoint, timeoutSeconds: timeout)
            var poller = BusPoller(link: link, devices: devices, seed: seed)
            shared.run(&poller)
            link.close()
        }
    }

    /// Everything that has arrived.
    public func takeDeliveries() -> [BusDelivery] { shared.mailbox.takeDeliveries() }

    /// Closes the connection and ends the thread.
    public func stop() {
        shared.isStopping.store(true, ordering: .releasing)
        shared.wake.signal()
        thread.join()
    }

    /// What the thread and its owner share.
    private final class Shared: Sendable {
        let mailbox = BusMailbox()
        let wake = Semaphore()
        let isStopping = Atomic<Bool>(false)

        func run(_ poller: inout BusPoller) {
            while !isStopping.load(ordering: .acquiring) {
                if poller.pollNext(pacing: .live, deliver: mailbox.deliver) { continue }
                if let due = poller.nextDue { wake.wait(until: due) } else { wake.wait() }
            }
        }
    }
}
