// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// The grid as the meter sees it: voltages that sag with the load, and a frequency that wanders around 50 Hz.
struct GridConnection: Sendable {
    private static let nominalFrequency = 50.0

    private let nominalVoltage: Double
    private let resistance: Double
    private var generator: SplitMix64
    /// Slow part of the voltage, V around the nominal.
    private var swell = 0.0
    private(set) var frequency = nominalFrequency
    private(set) var voltages: Phases<Double>

    init(_ description: HouseDescription, seed: UInt64) {
        nominalVoltage = description.site.nominalVoltage.value
        resistance = description.gridResistance
        generator = .stream(.gridConnection, of: seed)
        voltages = Phases(nominalVoltage, nominalVoltage, nominalVoltage)
    }

    /// Wanders for one step of at most a minute.
    ///
    /// - Parameter imported: W by phase.
    mutating func step(seconds: Double, imported: Phases<Double>) {
        frequency += (Self.nominalFrequency - frequency) * seconds / 120 + 0.008 * (generator.nextUniform() - 0.5)
        swell += -swell * seconds / 300 + 0.15 * (generator.nextUniform() - 0.5)
        let level = nominalVoltage + swell
        voltages.l1 = voltage(level, imported.l1)
        voltages.l2 = voltage(level, imported.l2)
        voltages.l3 = voltage(level, imported.l3)
    }

    /// Ohm's drop, by the nominal voltage, and the noise of the meter.
    private mutating func voltage(_ level: Double, _ imported: Double) -> Double {
        level - resistance * imported / nominalVoltage + 0.1 * (generator.nextUniform() - 0.5)
    }
}

extension Phases<Double> {
    /// Adds a power to the phases that carry it; an unknown connection is simulated on L1.
    mutating func add(_ power: Double, on connection: PhaseConnection) {
        switch connection {
        case .threePhase:
            l1 += power / 3
            l2 += power / 3
            l3 += power / 3
        case .l1, .unknown: l1 += power
        case .l2: l2 += power
        case .l3: l3 += power
        }
    }

    /// The total, W.
    var sum: Double { l1 + l2 + l3 }
}
