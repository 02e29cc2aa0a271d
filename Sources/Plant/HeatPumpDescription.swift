// SPDX-License-Identifier: Apache-2.0

import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A modulating heat pump for heating and hot water.
public struct HeatPumpDescription: Hashable, Sendable {
    /// Where the heat comes from.
    public enum Source: Hashable, Sendable {
        /// A borehole or ground collector, by the mean brine temperature of the year, degrees Celsius.
        case ground(meanTemperature: Double)
        /// Outdoor air.
        case air
    }

    /// Where the heat comes from.
    public var source: Source
    /// Heat at full compressor speed, W.
    public var nominalHeat: Double
    /// Lowest compressor speed as a share of the full one, 0...1.
    public var minimumSpeed: Double
    /// Full compressor speed, revolutions per minute.
    public var nominalSpeed: Double
    /// Share of the Carnot efficiency that is reached, 0...1.
    public var carnotFraction: Double
    /// Pumps and controls while the compressor runs, W.
    public var auxiliaryPower: Double
    /// Electronics while it does not, W.
    public var standbyPower: Double
    /// The compressor runs at least so long, s.
    public var minimumRun: Int
    /// The compressor rests at least so long, s.
    public var minimumPause: Int
    /// Hot water is heated below this, degrees Celsius.
    public var hotWaterStart: Double
    /// Hot water is ready at this, degrees Celsius.
    public var hotWaterStop: Double
    /// No heating when the outdoor mean of the day is above, degrees Celsius.
    public var heatingStopTemperature: Double
    /// Phases that feed it.
    public var connection: PhaseConnection

    /// Puts a description together; by default a ground-source pump of 8 kW.
    public init(
        source: Source = .ground(meanTemperature: 4), nominalHeat: Double = 8000, minimumSpeed: Double = 0.3,
        nominalSpeed: Double = 5400, carnotFraction: Double = 0.47, auxiliaryPower: Double = 70,
        standbyPower: Double = 9, minimumRun: Int = 600, minimumPause: Int = 300, hotWaterStart: Double = 44,
        hotWaterStop: Double = 52, heatingStopTemperature: Double = 16, connection: PhaseConnection = .threePhase
    ) {
        self.source = source
        self.nominalHeat = nominalHeat
        self.minimumSpeed = minimumSpeed
        self.nominalSpeed = nominalSpeed
        self.carnotFraction = carnotFraction
        self.auxiliaryPower = auxiliaryPower
        self.standbyPower = standbyPower
        self.minimumRun = minimumRun
        self.minimumPause = minimumPause
        self.hotWaterStart = hotWaterStart
        self.hotWaterStop = hotWaterStop
        self.heatingStopTemperature = heatingStopTemperature
        self.connection = connection
    }

    /// Coefficient of performance of the compressor: a share of Carnot between both heat exchangers, 1.2...7.
    ///
    /// - Parameters:
    ///   - supply: water temperature out, degrees Celsius.
    ///   - source: brine or air temperature in, degrees Celsius.
    public func performance(supply: Double, source: Double) -> Double {
        // 2 K across the condenser, 5 K across the evaporator.
        let hot = supply + 2 + 273.15
        let lift = max(5, supply + 2 - (source - 5))
        return max(1.2, min(7, carnotFraction * hot / lift))
    }
}

extension HeatPumpDescription.Source {
    /// Brine or air temperature, degrees Celsius; the ground is coldest in March and 3 K warmer or colder than its mean.
    func temperature(at now: UTCInstant, outdoor: Double) -> Double {
        switch self {
        case .air: outdoor
        case .ground(let mean): mean - 3 * cos(2 * Double.pi * (Double(now.secondsSinceEpoch) / 86_400 - 75) / 365.25)
        }
    }
}

/// What a heat pump does.
public enum HeatPumpDemand: UInt8, Hashable, Sendable {
    /// Nothing.
    case none
    /// Heats the house.
    case heating
    /// Heats the hot-water tank.
    case hotWater
}
