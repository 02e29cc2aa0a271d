// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import HostIO
import Safety
import Synchronization

/// A Modbus line or connection with its devices, owned by one thread.
///
/// On real hardware this is the only way to a register, and it writes nothing but an `AuthorizedCommand`.
public final class ModbusBus: SteppedBus {
    /// By which clock a bus runs.
    public enum Clock: Sendable {
        /// The boot-time clock; the thread asks each device when it is due.
        case live
        /// The steps of a simulation.
        case stepped
    }

    /// The devices on this bus.
    public let devices: [DeviceIndex]
    private let clock: Clock
    private let shared = Shared()
    private let thread: WorkerThread

    /// Starts the thread, which connects and goes on trying.
    ///
    /// - Parameters:
    ///   - responseTimeout: for every reply, s; nil for the longest that a profile of the devices asks for.
    ///   - seed: of the jitter in the back-off.
    /// - Throws: `LinkFailure.notConnected` with one clear line when the system has no thread left; a device that does not
    ///   answer is a delivery, not an error.
    public init(
        _ endpoint: ModbusEndpoint, devices: [BusDevice], clock: Clock, responseTimeout: Double? = nil, seed: UInt64
    ) throws(LinkFailure) {
        self.devices = devices.map(\.index)
        self.clock = clock
        let timeout = responseTimeout ?? devices.map(\.profile.transport.responseTimeoutSeconds).max() ?? 1
        let shared = shared
        thread = try endpoint.startThread {
            // The link is made on the thread that owns it.
            let link = LibmodbusLink(endpoint, timeoutSeconds: timeout)
            var driver = BusDriver(link: link, devices: devices, seed: seed)
            switch clock {
            case .live: shared.runLive(&driver)
            case .stepped: shared.runStepped(&driver)
            }
            driver.close()
        }
    }

    /// Queues a command; a live bus writes it at once.
    public func submit(_ command: AuthorizedCommand) {
        shared.mailbox.submit(command)
        if case .live = clock { shared.wake.signal() }
    }

    /// Everything that has arrived.
    public func takeDeliveries() -> [BusDelivery] { shared.mailbox.takeDeliveries() }

    /// Lets the thread do what is due at a moment; only under a stepped clock.
    public func beginStep(to now: BootInstant) {
        shared.step.store(now.nanoseconds, ordering: .releasing)
        shared.wake.signal()
    }

    /// Waits for the thread to have done it.
    public func waitForStep() { shared.stepped.wait() }

    /// Writes what is queued, closes the connection and ends the thread.
    public func stop() {
        shared.isStopping.store(true, ordering: .releasing)
        shared.wake.signal()
        thread.join()
    }
}

/// What the thread of a bus and its owner share.
private final class Shared: Sendable {
    let mailbox = BusMailbox()
    let wake = Semaphore()
    let stepped = Semaphore()
    let step = Atomic<Int64>(0)
    let isStopping = Atomic<Bool>(false)

    func runLive(_ driver: inout BusDriver) {
        while !isStopping.load(ordering: .acquiring) {
            driver.execute(mailbox.takeCommands(), pacing: .live, deliver: mailbox.deliver)
            if driver.pollNext(pacing: .live, deliver: mailbox.deliver) { continue }
            if let due = driver.nextDue { wake.wait(until: due) } else { wake.wait() }
        }
        driver.execute(mailbox.takeCommands(), pacing: .live, deliver: mailbox.deliver)
    }

    func runStepped(_ driver: inout BusDriver) {
        while true {
            wake.wait()
            let pacing = Pacing.standing(at: BootInstant(nanoseconds: step.load(ordering: .acquiring)))
            if isStopping.load(ordering: .acquiring) {
                return driver.execute(mailbox.takeCommands(), pacing: pacing, deliver: mailbox.deliver)
            }
            driver.run(commands: mailbox.takeCommands(), pacing: pacing, deliver: mailbox.deliver)
            stepped.signal()
        }
    }
}
