// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety

/// The work of one bus, without threads: commands first, then the polls that are due, one request at a time.
///
/// A silent device costs its own polls, and its neighbours one response timeout at a time; nothing is kept for a device that is away, so that a cable that is plugged in again
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

    /// When something is due next; nil = never.
    var nextDue: BootInstant? { sessions.map(\.nextPoll).min() }

    /// Does everything that is due at a moment of a clock that stands still.
    mutating func run(commands: [AuthorizedCommand], pacing: Pacing, deliver: (BusDelivery) -> Void) {
        execute(commands, pacing: pacing, deliver: deliver)
        while pollNext(pacing: pacing, deliver: deliver) {}
    }

    /// Goes on with the poll that has waited longest, until its first reply that does not come.
    ///
    /// - Returns: false when none is due.
    mutating func pollNext(pacing: Pacing, deliver: (BusDelivery) -> Void) -> Bool {
        guard let k = sessions.indices.min(by: { sessions[$0].nextPoll < sessions[$1].nextPoll }),
            sessions[k].nextPoll <= pacing.now()
        else { return false }
        sessions[k].poll(over: link, pacing: pacing, random: &random, deliver: deliver)
        return true
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
        guard let k = sessions.firstIndex(where: { $0.device.index == command.device }) else {
            return CommandResult(.unsupported("device \(command.device.rawValue) is not on this bus"), written: 0)
        }
        guard pacing.now() <= command.expires else { return CommandResult(.notSent, written: 0) }
        return sessions[k].execute(command, over: link, pacing: pacing)
    }

    /// Closes the connection.
    func close() { link.close() }
}
