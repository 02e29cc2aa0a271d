// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a signal can physically be, and how old it may get (safety.md section 6, I-9 and I-10).
public struct SignalLimits: Hashable, Sendable {
    /// Lowest believable value, in the signal's unit.
    public let lowest: Double
    /// Highest believable value, in the signal's unit.
    public let highest: Double
    /// Fastest believable change per second, nil for no limit: powers may jump.
    public let ratePerSecond: Double?
    /// Age at which a value is absent, s.
    public let staleSeconds: Double

    /// The limits of a signal at a site.
    ///
    /// - Parameters:
    ///   - signal: which.
    ///   - site: its fuse bounds the powers; a current may exceed the fuse's rating for minutes, hence the factor of two.
    public init(_ signal: Signal, site: Site) {
        let phase = 2 * site.mainFuse.value * site.nominalVoltage.value
        let connection = Double(site.phases) * phase
        let inverter = max(connection, 2 * site.pvPeak.value)
        switch signal {
        case .gridImport: self.init(-connection...connection, stale: 5)
        case .gridImportL1, .gridImportL2, .gridImportL3: self.init(-phase...phase, stale: 5)
        case .voltageL1, .voltageL2, .voltageL3: self.init(0...500, stale: 5)
        case .currentL1, .currentL2, .currentL3:
            self.init(-2 * site.mainFuse.value...2 * site.mainFuse.value, stale: 5)
        case .frequency: self.init(40...70, stale: 5)
        case .inverterAC, .batteryDischarge: self.init(-inverter...inverter, stale: 10)
        case .pvProduction, .maxCharge, .maxDischarge, .inverterRating: self.init(0...inverter, stale: 10)
        case .stateOfCharge: self.init(0...1, rate: 0.02, stale: 60)
        case .batteryCapacity: self.init(0...1e7, stale: 60)
        case .inverterTemperature: self.init(-50...150, rate: 5, stale: 120)
        case .outdoorTemperature, .roomTemperature, .supplyTemperature, .returnTemperature, .hotWaterTemperature:
            self.init(-60...120, rate: 5, stale: 120)
        case .heatPumpPower: self.init(0...connection, stale: 60)
        case .heatPumpHeat: self.init(0...10 * connection, stale: 60)
        case .importedEnergy, .exportedEnergy, .inverterEnergy, .heatPumpEnergy:
            // A counter may go up by twice what the connection can carry; it never goes down (see `CounterCheck`).
            self.init(0...1e13, rate: 2 * connection / 3600, stale: 60)
        case .inverterState, .heatPumpState, .compressorOn, .compressorSpeed: self.init(-1...1e6, stale: 60)
        }
    }

    private init(_ range: ClosedRange<Double>, rate: Double? = nil, stale: Double) {
        (lowest, highest, ratePerSecond, staleSeconds) = (range.lowerBound, range.upperBound, rate, stale)
    }
}
