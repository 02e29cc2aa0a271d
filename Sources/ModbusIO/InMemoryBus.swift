// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety
import Synchronization

/// A bus that a virtual clock steps.
public protocol SteppedBus: DeviceBus {
    /// Begins everything that is due at a moment: waiting commands, then polls.
    func beginStep(to now: BootInstant)
    /// Returns when it has been done.
    func waitForStep()
}

/// A bus over registers in the same process; its work is done by whoever steps it.
public final class InMemoryBus: SteppedBus {
    private let driver: Mutex<BusDriver>
    private let mailbox = BusMailbox()
    /// The devices on this bus.
    public let devices: [DeviceIndex]

    /// A bus over a link.
    ///
    /// - Parameter seed: of the jitter in the back-off.
    public init(link: sending any RegisterLink, devices: [BusDevice], seed: UInt64) {
        self.devices = devices.map(\.index)
        self.driver = Mutex(BusDriver(link: link, devices: devices, seed: seed))
    }

    /// Queues a command.
    public func submit(_ command: AuthorizedCommand) { mailbox.submit(command) }

    /// Everything that has arrived.
    public func takeDeliveries() -> [BusDelivery] { mailbox.takeDeliveries() }

    /// Does what is due.
    public func beginStep(to now: BootInstant) {
        driver.withLock {
            $0.run(commands: mailbox.takeCommands(), pacing: .standing(at: now), deliver: mailbox.deliver)
        }
    }

    /// Does nothing: `beginStep` has done it.
    public func waitForStep() {}
}
