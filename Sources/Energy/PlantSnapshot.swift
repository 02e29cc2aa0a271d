// SPDX-License-Identifier: Apache-2.0

/// The state of the house in one guard cycle; immutable, so that every decision of a cycle sees the same values.
///
/// On the AC side `gridImport + batteryDischarge + pvProduction == load`.
public struct PlantSnapshot: Equatable, Sendable {
    /// When the cycle began.
    public let time: BootInstant
    /// The wall clock's label for `time`.
    public let wallTime: UTCInstant
    /// Power at the grid connection point, + = import.
    public let gridImport: Measured<Watts>
    /// The same per phase L1, L2, L3.
    public let gridImportPhases: Phases<Measured<Watts>>
    /// AC equivalent of the PV power, summed over the inverters.
    public let pvProduction: Measured<Watts>
    /// AC power of the inverters, + = towards the house.
    public let inverterAC: Measured<Watts>
    /// Electrical power of the heat pump.
    public let heatPumpPower: Measured<Watts>
    /// Outdoor temperature.
    public let outdoorTemperature: Measured<Celsius>
    /// Every battery, in the order of the configuration.
    public let batteries: [BatterySnapshot]
    /// Every inverter that can be limited, in the order of `SafetyLimits.inverters`; empty where nobody tells them apart.
    public let inverters: [InverterSnapshot]

    /// Puts a snapshot together.
    public init(
        time: BootInstant, wallTime: UTCInstant, gridImport: Measured<Watts>,
        gridImportPhases: Phases<Measured<Watts>>, pvProduction: Measured<Watts>, inverterAC: Measured<Watts>,
        heatPumpPower: Measured<Watts>, outdoorTemperature: Measured<Celsius>, batteries: [BatterySnapshot],
        inverters: [InverterSnapshot] = []
    ) {
        self.time = time
        self.wallTime = wallTime
        self.gridImport = gridImport
        self.gridImportPhases = gridImportPhases
        self.pvProduction = pvProduction
        self.inverterAC = inverterAC
        self.heatPumpPower = heatPumpPower
        self.outdoorTemperature = outdoorTemperature
        self.batteries = batteries
        self.inverters = inverters
    }

    /// Load minus PV, W, + = deficit: what the grid and the batteries cover; nil where one of them is not known.
    public var netLoad: Watts? {
        batteries.reduce(gridImport.value) { sum, battery in
            sum.flatMap { sum in battery.discharge.value.map { sum + $0 } }
        }
    }

    /// What the house uses, heat pump included; absent when a part of the balance is.
    public var load: Measured<Watts> {
        let batteryQuality = batteries.map(\.discharge.quality).max() ?? .good
        guard let grid = gridImport.value, let pv = pvProduction.value, batteryQuality == .good else {
            return .absent(max(gridImport.quality, pvProduction.quality, batteryQuality), at: time)
        }
        let battery = batteries.reduce(Watts.zero) { $0 + ($1.discharge.value ?? .zero) }
        return Measured(grid + pv + battery, at: min(gridImport.time, pvProduction.time))
    }
}

/// One value for each phase of a three-phase connection.
@frozen public struct Phases<Value: Sendable>: Sendable {
    /// Phase L1.
    public var l1: Value
    /// Phase L2.
    public var l2: Value
    /// Phase L3.
    public var l3: Value

    /// One value each.
    @inlinable public init(_ l1: Value, _ l2: Value, _ l3: Value) { (self.l1, self.l2, self.l3) = (l1, l2, l3) }

    /// The three as a list.
    @inlinable public var all: [Value] { [l1, l2, l3] }

    /// The same change applied to each.
    @inlinable public func map<Other: Sendable>(_ change: (Value) -> Other) -> Phases<Other> {
        Phases<Other>(change(l1), change(l2), change(l3))
    }
}

extension Phases: Equatable where Value: Equatable {}

/// One battery in one guard cycle.
public struct BatterySnapshot: Equatable, Sendable {
    /// AC equivalent of the battery power, + = discharge.
    public let discharge: Measured<Watts>
    /// State of charge, 0...1 of the usable capacity.
    public let stateOfCharge: Measured<Double>
    /// Largest charge power the device allows now, >= 0.
    public let maxCharge: Measured<Watts>
    /// Largest discharge power the device allows now, >= 0.
    public let maxDischarge: Measured<Watts>

    /// Puts a snapshot together.
    public init(
        discharge: Measured<Watts>, stateOfCharge: Measured<Double>, maxCharge: Measured<Watts>,
        maxDischarge: Measured<Watts>
    ) {
        self.discharge = discharge
        self.stateOfCharge = stateOfCharge
        self.maxCharge = maxCharge
        self.maxDischarge = maxDischarge
    }
}

/// One inverter in one guard cycle.
public struct InverterSnapshot: Equatable, Sendable {
    /// Power on its AC side, + = towards the house.
    public let output: Measured<Watts>
    /// AC equivalent of the PV behind it, >= 0.
    public let pvProduction: Measured<Watts>
    /// Rated output.
    public let rating: Measured<Watts>

    /// Puts a snapshot together.
    public init(output: Measured<Watts>, pvProduction: Measured<Watts>, rating: Measured<Watts>) {
        self.output = output
        self.pvProduction = pvProduction
        self.rating = rating
    }
}
