// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety

extension DeviceSession {
    /// Writes a command and reads it back.
    mutating func execute(_ command: AuthorizedCommand, over link: any RegisterLink, pacing: Pacing) -> CommandResult {
        guard isConnected, let layout, let values else { return CommandResult(.notSent, written: 0) }
        let plan: CommandPlan
        do {
            plan = try layout.plan(for: command.action, values: values)
        } catch {
            return CommandResult(.unsupported("\(error)"), written: 0)
        }
        var written = 0
        do {
            for write in plan.writes {
                // An earlier write may have waited long for its reply.
                guard pacing.now() <= command.expires else { return CommandResult(.notSent, written: written) }
                try twice(over: link, pacing: pacing, until: command.expires) { session throws(LinkFailure) in
                    try link.write(write, unit: session.device.unit)
                }
                written += write.words.count
            }
            for check in plan.readBacks {
                try twice(over: link, pacing: pacing, until: nil) { session throws(LinkFailure) in
                    try link.read(check.range, unit: session.device.unit, into: &session.words)
                }
                for (k, expected) in check.expected.enumerated() where words[k] != expected {
                    let address = check.range.address &+ UInt16(clamping: k)
                    return CommandResult(
                        .readBackDiffers(address: address, wrote: expected, found: words[k]), written: written)
                }
            }
            return CommandResult(.verified, written: written, plan: plan)
        } catch {
            if error.spoilsConnection { link.close() }
            return CommandResult(.failed(error.lossReason), written: written)
        }
    }

    /// A request with one immediate retry on a new connection; opens the connection that another device may have cost.
    ///
    /// - Parameter until: it is not made again after this; nil for no limit.
    private mutating func twice(
        over link: any RegisterLink, pacing: Pacing, until: BootInstant?,
        _ request: (inout DeviceSession) throws(LinkFailure) -> Void
    ) throws(LinkFailure) {
        pacing.pause(device.profile.transport.minPauseSeconds)
        do {
            try link.open()
            try request(&self)
        } catch .exception(let code) {
            throw .exception(code: code)
        } catch {
            link.close()
            if let until, pacing.now() > until { throw error }
            try link.open()
            try request(&self)
        }
    }
}

/// How a command ended on the bus.
struct CommandResult {
    let result: CommandOutcome.Result
    let written: Int
    /// What the registers then say, nil unless all of it was written.
    let plan: CommandPlan?

    init(_ result: CommandOutcome.Result, written: Int, plan: CommandPlan? = nil) {
        (self.result, self.written, self.plan) = (result, written, plan)
    }
}
