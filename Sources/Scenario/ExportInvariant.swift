// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

/// INV-6 by the true power at the grid connection point: export above its limit for no more than 5 s, 10 s after the meter was
/// lost.
struct ExportInvariant {
    private let limit: Double
    private let meter: Int?
    private let inverters: [Int]
    private var over = Lasting()

    private static let reaction = 5.0
    private static let reactionWithoutMeter = 10.0
    /// Power above the limit that does not count, W.
    private static let deadBand = 50.0
    /// Until an inverter that came back is connected again and capped, s: the longest back-off of a bus with its jitter
    /// (66 s), discovery and the reaction.
    private static let reconnection = 80.0

    /// - Parameters:
    ///   - limit: W >= 0.
    ///   - meter: place of the meter, nil without one.
    ///   - inverters: places of the inverters.
    init(limit: Double, meter: Int?, inverters: [Int]) {
        (self.limit, self.meter, self.inverters) = (limit, meter, inverters)
    }

    mutating func check(_ step: InvariantStep, _ log: inout ViolationLog) {
        // An inverter that takes no write, or does not tell the powers a limit is made from, cannot be limited; one that
        // measures what is not, or a false meter, leads to a limit that is too high or none.
        guard inverters.allSatisfy({ canBeLimited($0, step) }), !(meter.map { isUntrue($0, step) } ?? false) else {
            over.reset()
            return log.skip("INV-6")
        }
        let export = -step.truth.gridImport
        let isBlind = meter.map { step.histories[$0].wasMute(within: Self.reactionWithoutMeter, of: step.now) } ?? true
        let allowed = isBlind ? Self.reactionWithoutMeter : Self.reaction
        if over.exceeds(allowed, export > limit + Self.deadBand, at: step.now) {
            log.note("INV-6", at: step.now, "exporting \(decimalText(export, decimals: 0)) W")
        }
    }

    private func canBeLimited(_ inverter: Int, _ step: InvariantStep) -> Bool {
        let history = step.histories[inverter]
        return !history.wasDeaf(within: Self.reconnection, of: step.now)
            && !history.wasMute(within: Self.reconnection, of: step.now) && !history.isUntrue(at: step.now)
    }

    private func isUntrue(_ device: Int, _ step: InvariantStep) -> Bool {
        step.histories[device].isUntrue(at: step.now)
    }
}
