// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-10 for values that stand still while what they depend on moves (H6).
///
/// A meter is frozen when its power is bit-identical for 60 s while the inverter's output moved by more than 200 W; a state
/// of charge when it is identical for 300 s while the battery moved more energy than a coarse display could hide.
public struct FrozenDetector: Hashable, Sendable {
    /// Time a meter may show the same value while its neighbours move, s.
    public static let meterSeconds = 60.0
    /// Movement of the inverter's output that the meter must notice, W.
    public static let outputMovement = 200.0
    /// Time a state of charge may stand still under power, s.
    public static let socSeconds = 300.0
    /// Energy that must show, as a fraction of the capacity: devices report whole percents.
    public static let socMovement = 0.03

    /// True while the meter is frozen.
    public private(set) var isMeterFrozen = false
    /// True while the state of charge is frozen.
    public private(set) var isSocFrozen = false

    private var meterValue: Double?
    private var meterSince = BootInstant(nanoseconds: 0)
    private var outputRange: ClosedRange<Double>?
    private var soc: Double?
    private var socSince = BootInstant(nanoseconds: 0)
    private var movedEnergy = 0.0
    private var lastCycle: BootInstant?

    /// A detector that has seen nothing.
    public init() {}

    /// Takes in one cycle.
    ///
    /// - Parameters:
    ///   - grid: meter power, W.
    ///   - output: inverter AC power, W.
    ///   - discharge: battery power, W.
    ///   - stateOfCharge: 0...1.
    ///   - capacity: of the battery, Wh.
    ///   - now: begin of the cycle.
    public mutating func observe(
        grid: Double?, output: Double?, discharge: Double?, stateOfCharge: Double?, capacity: Double, now: BootInstant
    ) {
        observeMeter(grid: grid, output: output, now: now)
        let elapsed = lastCycle.map { max(0, min(10, now.seconds(since: $0))) } ?? 0
        lastCycle = now
        observeSoc(stateOfCharge, discharge: discharge, capacity: capacity, elapsed: elapsed, now: now)
    }

    private mutating func observeMeter(grid: Double?, output: Double?, now: BootInstant) {
        guard let grid else { return }
        if grid != meterValue {
            (meterValue, meterSince, isMeterFrozen) = (grid, now, false)
            outputRange = output.map { $0...$0 }
            return
        }
        if let output {
            outputRange = outputRange.map { min($0.lowerBound, output)...max($0.upperBound, output) } ?? output...output
        }
        let movement = outputRange.map { $0.upperBound - $0.lowerBound } ?? 0
        if now.seconds(since: meterSince) >= Self.meterSeconds && movement > Self.outputMovement {
            isMeterFrozen = true
        }
    }

    private mutating func observeSoc(
        _ value: Double?, discharge: Double?, capacity: Double, elapsed: Double, now: BootInstant
    ) {
        guard let value else { return }
        if value != soc {
            (soc, socSince, isSocFrozen, movedEnergy) = (value, now, false, 0)
            return
        }
        movedEnergy += (discharge ?? 0) * elapsed / 3600
        let visible = movedEnergy.magnitude > Self.socMovement * capacity
        // At the ends of its range a battery display may rest while the last energy trickles.
        let atEnd = value <= 0 || value >= 1
        if now.seconds(since: socSince) >= Self.socSeconds && visible && !atEnd { isSocFrozen = true }
    }
}
