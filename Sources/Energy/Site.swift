// SPDX-License-Identifier: Apache-2.0

/// The house's connection to the grid and what limits it.
public struct Site: Hashable, Sendable {
    /// Name for people.
    public let name: String
    /// Clock of the house.
    public let timeZone: TimeZoneRule
    /// Clock of the day-ahead market, whose day decides when prices are known.
    public let marketZone: TimeZoneRule
    /// Main fuse per phase, A.
    public let mainFuse: Amperes
    /// Phases of the connection, 1 or 3.
    public let phases: Int
    /// Nominal voltage phase to neutral, V.
    public let nominalVoltage: Volts
    /// Highest permitted export, nil for no limit.
    public let exportLimit: Watts?
    /// Highest contracted import, nil for the fuse alone.
    public let importLimit: Watts?
    /// Nominal power of the PV modules, W peak; 0 without PV.
    public let pvPeak: Watts

    /// Puts a site together.
    public init(
        name: String, timeZone: TimeZoneRule, marketZone: TimeZoneRule = .centralEuropean, mainFuse: Amperes,
        phases: Int, nominalVoltage: Volts = Volts(230), exportLimit: Watts?, importLimit: Watts?, pvPeak: Watts
    ) {
        self.name = name
        self.timeZone = timeZone
        self.marketZone = marketZone
        self.mainFuse = mainFuse
        self.phases = phases
        self.nominalVoltage = nominalVoltage
        self.exportLimit = exportLimit
        self.importLimit = importLimit
        self.pvPeak = pvPeak
    }
}

/// A battery as configured: what it can do and what the owner allows.
public struct BatteryDescription: Hashable, Sendable {
    /// Usable capacity between 0 % and 100 %.
    public let capacity: WattHours
    /// Highest charge power at the AC side, > 0.
    public let maxCharge: Watts
    /// Highest discharge power at the AC side, > 0.
    public let maxDischarge: Watts
    /// AC to AC over a full cycle, 0.5...1; split evenly over both directions.
    public let roundTripEfficiency: Double
    /// Lowest state of charge, 0.05...0.80.
    public let floor: Double
    /// Highest state of charge, 0.50...1.
    public let ceiling: Double
    /// Kept for a grid failure on top of the floor, 0...1.
    public let backupReserve: Double
    /// What moving one kWh through the battery costs in wear, per kWh discharged.
    public let wear: PricePerKWh
    /// How its inverter is connected.
    public let connection: PhaseConnection

    /// Puts a description together.
    public init(
        capacity: WattHours, maxCharge: Watts, maxDischarge: Watts, roundTripEfficiency: Double, floor: Double = 0.10,
        ceiling: Double = 0.95, backupReserve: Double = 0, wear: PricePerKWh = .zero,
        connection: PhaseConnection = .threePhase
    ) {
        self.capacity = capacity
        self.maxCharge = maxCharge
        self.maxDischarge = maxDischarge
        self.roundTripEfficiency = roundTripEfficiency
        self.floor = floor
        self.ceiling = ceiling
        self.backupReserve = backupReserve
        self.wear = wear
        self.connection = connection
    }

    /// Efficiency of one direction, the square root of the round trip's.
    public var oneWayEfficiency: Double { roundTripEfficiency.squareRoot() }

    /// The lowest state of charge the interlocks let a discharge reach.
    public var effectiveFloor: Double { min(1, floor + backupReserve) }
}

/// Which phases carry an inverter's power.
public enum PhaseConnection: String, CaseIterable, Hashable, Sendable {
    /// A third on each phase.
    case threePhase = "three-phase"
    /// All on L1.
    case l1 = "L1"
    /// All on L2.
    case l2 = "L2"
    /// All on L3.
    case l3 = "L3"
    /// Not known: the worst phase is assumed to carry all.
    case unknown = "unknown"
}
