// SPDX-License-Identifier: Apache-2.0

import Energy

/// All that can be seen of a simulated house after a step: powers are the means of the step just finished.
///
/// `load == gridImport + batteryDischarge + pvProduction`, and `inverterAC == batteryDischarge + pvProduction`.
public struct HouseState: Equatable, Sendable {
    /// The end of the last step.
    public internal(set) var time: UTCInstant
    /// Steps since the start.
    public internal(set) var stepCount = 0

    /// Consumption of the house, heat pump included, W.
    public internal(set) var load = 0.0
    /// Consumption without the heat pump, W.
    public internal(set) var householdLoad = 0.0
    /// Electrical power of the heat pump, W.
    public internal(set) var heatPumpPower = 0.0
    /// Heat that the heat pump delivers, W.
    public internal(set) var heatPumpHeat = 0.0
    /// AC equivalent of what the PV modules could give, W.
    public internal(set) var pvPotential = 0.0
    /// AC equivalent of what they give, W; less than `pvPotential` when curtailed.
    public internal(set) var pvProduction = 0.0
    /// AC equivalent of the battery power, W, + = discharge.
    public internal(set) var batteryDischarge = 0.0
    /// AC power of the inverter, W, + = towards the house.
    public internal(set) var inverterAC = 0.0
    /// Power at the grid connection point, W, + = import.
    public internal(set) var gridImport = 0.0
    /// The same by phase, W, + = import.
    public internal(set) var gridImportPhases = Phases(0.0, 0.0, 0.0)
    /// Power of the inverter by phase, W, + = towards the house.
    public internal(set) var inverterPhases = Phases(0.0, 0.0, 0.0)
    /// Voltages to neutral, V.
    public internal(set) var voltages = Phases(230.0, 230.0, 230.0)
    /// Grid frequency, Hz.
    public internal(set) var frequency = 50.0

    /// Energy in the battery, Wh; 0 without one.
    public internal(set) var storedEnergyWh = 0.0
    /// State of charge, 0...1; 0 without a battery.
    public internal(set) var stateOfCharge = 0.0

    /// Outdoor temperature, degrees Celsius.
    public internal(set) var outdoorTemperature = 0.0
    /// Room temperature, degrees Celsius.
    public internal(set) var roomTemperature = 0.0
    /// Hot-water tank, degrees Celsius.
    public internal(set) var hotWaterTemperature = 0.0
    /// Heating water leaving the heat pump, degrees Celsius.
    public internal(set) var supplyTemperature = 0.0
    /// Heating water coming back, degrees Celsius.
    public internal(set) var returnTemperature = 0.0
    /// Brine or air entering the heat pump, degrees Celsius.
    public internal(set) var sourceTemperature = 0.0
    /// Irradiance on a horizontal plane, W/m2; 0 for a recorded house.
    public internal(set) var globalHorizontal = 0.0
    /// What the compressor works for.
    public internal(set) var heatPumpDemand = HeatPumpDemand.none
    /// Compressor speed, revolutions per minute.
    public internal(set) var compressorSpeed = 0.0
    /// Compressor starts since the start.
    public internal(set) var compressorStarts = 0
    /// Seconds the compressor has run since the start.
    public internal(set) var compressorSeconds = 0

    /// Energy imported since the start, Wh.
    public internal(set) var importedEnergyWh = 0.0
    /// Energy exported since the start, Wh.
    public internal(set) var exportedEnergyWh = 0.0
    /// Energy the house consumed since the start, Wh.
    public internal(set) var consumedEnergyWh = 0.0
    /// PV energy since the start, as AC, Wh.
    public internal(set) var pvEnergyWh = 0.0
    /// Energy charged into the battery since the start, as AC, Wh.
    public internal(set) var chargedEnergyWh = 0.0
    /// Energy discharged from the battery since the start, as AC, Wh.
    public internal(set) var dischargedEnergyWh = 0.0
    /// Energy the inverter delivered since the start, Wh; what it took from the grid is not subtracted.
    public internal(set) var inverterEnergyWh = 0.0
    /// Electrical energy of the heat pump since the start, Wh.
    public internal(set) var heatPumpEnergyWh = 0.0

    /// True when a recorded house had no value for the slot: the last known ones were held.
    public internal(set) var isRecordingMissing = false

    /// True while the compressor runs.
    public var isCompressorOn: Bool { heatPumpDemand != .none }

    init(time: UTCInstant) { self.time = time }

    /// Adds a step to the counters.
    mutating func count(seconds: Double) {
        let hours = seconds / 3600
        importedEnergyWh += max(0, gridImport) * hours
        exportedEnergyWh += max(0, -gridImport) * hours
        consumedEnergyWh += load * hours
        pvEnergyWh += pvProduction * hours
        chargedEnergyWh += max(0, -batteryDischarge) * hours
        dischargedEnergyWh += max(0, batteryDischarge) * hours
        inverterEnergyWh += max(0, inverterAC) * hours
        heatPumpEnergyWh += heatPumpPower * hours
    }

    /// Sets the counters back to zero.
    mutating func resetCounters() {
        importedEnergyWh = 0
        exportedEnergyWh = 0
        consumedEnergyWh = 0
        pvEnergyWh = 0
        chargedEnergyWh = 0
        dischargedEnergyWh = 0
        inverterEnergyWh = 0
        heatPumpEnergyWh = 0
    }
}
