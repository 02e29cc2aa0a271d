// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety

/// The work of one bus, without threads: commands first, then the polls that are due, one request at a time.
struct BusDriver {
    private let link: any RegisterLink
    private var poller: BusPoller

    /// - Parameter seed: of the jitter in the back-off.
    init(link: any RegisterLink, devices: [BusDevice], seed: UInt64) {
        self.link = link
        self.poller = BusPoller(link: link, devices: devices, seed: seed)
    }

    /// When the next poll is due; nil without devices.
    var nextDue: BootInstant? { poller.nextDue }

    /// Does everything that is due at a moment of a clock that stands still.
    mutating func run(commands: [AuthorizedCommand], pacing: Pacing, deliver: (BusDelivery) -> Void) {
        execute(commands, pacing: pacing, deliver: deliver)
        while poller.pollNext(pacing: pacing, deliver: deliver) {}
    }

    /// Goes on with the poll that has waited longest; false when none is due.
    mutating func pollNext(pacing: Pacing, deliver: (BusDelivery) -> Void) -> Bool {
        poller.pollNext(pacing: pacing, deliver: deliver)
    }

    /// Writes commands; for the end of a bus too.
    mutating func execute(_ commands: [AuthorizedCommand], pacing: Pacing, deliver: (BusDelivery) -> Void) {
        for command in commands {
            let result = execute(command, pacing: pacing)
            deliver(
                .outcome(
                    CommandOutcome(
                        device: command.device, serial: command.serial, result: result.result,
                        registersWritten: result.written, time: pacing.now(),
                        batteryBounds: result.plan?.batteryBounds, outputLimit: result.plan?.outputLimit)))
        }
    }

    private mutating func execute(_ command: AuthorizedCommand, pacing: Pacing) -> CommandResult {
        guard let k = poller.sessions.firstIndex(where: { $0.device.index == command.device }) else {
            return CommandResult(.unsupported("device \(command.device.rawValue) is not on this bus"), written: 0)
        }
        guard pacing.now() <= command.expires else { return CommandResult(.notSent, written: 0) }
        return poller.sessions[k].execute(command, over: link, pacing: pacing)
    }

    /// Closes the connection.
    func close() { link.close() }
}
