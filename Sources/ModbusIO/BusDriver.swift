// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety

/// The work of one bus, without threads: commands first, then the polls that are due, one request at a time.
///
/// A silent device costs its own polls; nothing is kept for a device that is away, so that a cable that is plugged in again
/// brings no burst of old commands.
struct BusDriver {
    private let link: any RegisterLink
    private var sessions: [DeviceSession]
    private var random: SplitMix64

    /// - Parameter seed: of the jitter in the back-off.
    init(link: any RegisterLink, devices: [BusDevice], seed: UInt64) {
        self.link = link
        self.sessions = devices.map { DeviceSession($0) }
        self.random = SplitMix64(seed: seed)
    }

    /// When something is due next; nil = now.
    var nextDue: BootInstant? {
        let times = sessions.map(\.nextPoll)
        return times.contains(nil) ? nil : times.compactMap { $0 }.min()
    }

    /// Does everything that is due.
    mutating func run(commands: [AuthorizedCommand], pacing: Pacing, deliver: (BusDelivery) -> Void) {
        execute(commands, pacing: pacing, deliver: deliver)
        let now = pacing.now()
        for k in sessions.indices where sessions[k].isDue(at: now) {
            sessions[k].poll(over: link, pacing: pacing, random: &random, deliver: deliver)
        }
    }

    /// Writes commands; for the end of a bus too.
    mutating func execute(_ commands: [AuthorizedCommand], pacing: Pacing, deliver: (BusDelivery) -> Void) {
        for command in commands {
            guard let k = sessions.firstIndex(where: { $0.device.index == command.device }) else { continue }
            var result = CommandResult(.notSent, written: 0)
            if pacing.now() <= command.expires {
                result = sessions[k].execute(command, over: link, pacing: pacing)
            }
            deliver(
                .outcome(
                    CommandOutcome(
                        device: command.device, serial: command.serial, result: result.result,
                        registersWritten: result.written, time: pacing.now(),
                        batteryBounds: result.plan?.batteryBounds, outputLimit: result.plan?.outputLimit)))
        }
    }

    /// Closes the connection.
    func close() { link.close() }
}
