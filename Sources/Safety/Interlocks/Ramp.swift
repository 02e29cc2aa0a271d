// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-4: a forced power grows by at most 10 % of the rating per second; reductions are never limited.
///
/// Only what Hearth forces is ramped. Inside a window the inverter's own regulator follows the load at its own rate, and a
/// window that moved with every second would be written with every second.
struct Ramp: Hashable, Sendable {
    /// Growth per second as a fraction of the rating.
    static let ratePerSecond = 0.1

    /// Longest time a growth may be saved up for: the pacing of the commands.
    private static let longestGrowth = 5.0

    private var forced: Double?
    private var forcedSince: BootInstant?
    private var lastCycle: BootInstant?
    private var charge = 0.0
    private var discharge = 0.0

    mutating func observe(_ situation: BatterySituation) {
        let force = situation.lastForced.map { $0.clamp(0) }
        if force != forced { (forced, forcedSince) = (force, situation.now) }
        // From a forced power the growth counts since it was set, from a free one since the last cycle.
        let begin = force == nil ? lastCycle : [forcedSince, lastCycle].compactMap { $0 }.min()
        let elapsed = begin.map { max(0, min(Self.longestGrowth, situation.now.seconds(since: $0))) } ?? 0
        lastCycle = situation.now
        let power = force ?? situation.battery.discharge.value?.value ?? 0
        let growth = Self.ratePerSecond * situation.limits.rating * elapsed
        charge = max(0, -power) + growth
        discharge = max(0, power) + growth
    }

    /// - Parameter proposal: only its forced part is limited.
    func restriction(_ proposal: PowerBounds) -> Restriction {
        if proposal.lower > discharge {
            return .bounds(PowerBounds(maxCharge: .infinity, maxDischarge: discharge))
        }
        if -proposal.upper > charge {
            return .bounds(PowerBounds(maxCharge: charge, maxDischarge: .infinity))
        }
        return .none
    }
}
