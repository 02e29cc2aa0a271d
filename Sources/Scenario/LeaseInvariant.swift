// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

/// INV-8 for one command of one device: nothing that was told outlives the controller by more than a lease of 60 s.
///
/// Judged in two ways. Every second might be the controller's last, so in every second a command must run under a timer of at
/// most a lease. And no command stands longer than a lease after the guard last wanted it.
///
/// Nothing is exempt but registers that hold what another master wrote, which the caller leaves out: the guard does not fight
/// for them (I-17), so that how long they stand says nothing about it. They count again once they are written or fall back. The
/// other faults need no exemption. A device that is silent, answers with exceptions or forgets writes is what the timer is
/// for; controls that fall back by themselves and a device that starts again only end a command sooner.
struct LeaseInvariant {
    /// Length of a lease, s (R7).
    static let seconds = 60

    private let name: String
    private var lastWanted: BootInstant

    /// - Parameters:
    ///   - name: of what is commanded, for the report.
    ///   - start: of the run; what stands in the registers then may stand for one lease.
    init(_ name: String, start: BootInstant) { (self.name, lastWanted) = (name, start) }

    /// Checks one second.
    ///
    /// - Parameters:
    ///   - command: in force in the registers, nil when there is none.
    ///   - isWanted: true when the guard ran and wanted it.
    mutating func check<Value>(
        _ command: TimedCommand<Value>?, isWanted: Bool, _ step: InvariantStep, _ log: inout ViolationLog
    ) {
        if isWanted { lastWanted = step.now }
        guard let command else { return }
        guard let left = command.secondsLeft(at: step.wall) else {
            return log.note("INV-8", at: step.now, "\(name) without a timer")
        }
        if left > Self.seconds { log.note("INV-8", at: step.now, "\(name) would stand for another \(left) s") }
        let age = step.now.seconds(since: lastWanted)
        if age > Double(Self.seconds) {
            log.note("INV-8", at: step.now, "\(name) in the registers \(decimalText(age, decimals: 0)) s after its end")
        }
    }
}
