// SPDX-License-Identifier: Apache-2.0

import Energy

/// Where load, heat pump and PV of a simulated house come from.
public enum HouseSource: Sendable {
    /// Simulated weather, people, building and heat pump; one seed gives one house.
    case generated(seed: UInt64)
    /// A recording by quarter hours.
    case recorded(HomeSeries)
}

/// A simulated house: a value that steps through time.
///
/// Same description, source, start and commands give the same states, bit for bit. A step allocates nothing.
///
/// ```swift
/// var house = try House(description: .standard, source: .generated(seed: 1), start: start, initialStateOfCharge: 0.5)
/// house.step(to: start.advanced(bySeconds: 3600), commands: .own)
/// print(house.state.importedEnergyWh)
/// ```
public struct House: Sendable {
    /// What is fixed about the house.
    public let description: HouseDescription
    /// What can be seen of it now.
    public private(set) var state: HouseState

    private var generated: GeneratedDwelling?
    private var recorded: RecordedDwelling?
    private var inverter: HybridInverter
    private var grid: GridConnection
    private let inverterConnection: PhaseConnection
    private let heatPumpConnection: PhaseConnection

    /// Longest step, s: heat and weather are integrated by minutes.
    public static let longestStep = 60

    /// Sets up a house that stands at `start` with its inverter just being connected.
    ///
    /// - Parameters:
    ///   - description: what is fixed.
    ///   - source: simulated or recorded.
    ///   - start: first moment.
    ///   - initialStateOfCharge: of the battery, clamped to 0...1.
    /// - Throws: `PlantError` when a recording does not hold the start.
    public init(
        description: HouseDescription, source: HouseSource, start: UTCInstant, initialStateOfCharge: Double
    ) throws(PlantError) {
        // One second before the start everything but the inverter runs once, so that the first state is a measured one.
        let before = start.advanced(bySeconds: -1)
        var seed: UInt64 = 0
        switch source {
        case .generated(let given):
            seed = given
            generated = GeneratedDwelling(description, seed: given, start: before)
        case .recorded(let series):
            recorded = try RecordedDwelling(description, series: series, start: start)
        }
        self.description = description
        state = HouseState(time: before)
        inverter = HybridInverter(
            description.inverter,
            battery: description.battery.map { Battery($0, stateOfCharge: initialStateOfCharge) })
        grid = GridConnection(description, seed: seed)
        inverterConnection = description.battery?.connection ?? .threePhase
        heatPumpConnection = description.heatPump?.connection ?? .threePhase
        step(seconds: 1, commands: InverterCommands(isConnected: false))
        state.resetCounters()
        state.stepCount = 0
    }

    /// Steps second by second to a moment; does nothing when it has passed already.
    public mutating func step(
        to end: UTCInstant, commands: InverterCommands, heatPumpSignal: SGReadyState = .normal
    ) {
        while state.time < end { step(seconds: 1, commands: commands, heatPumpSignal: heatPumpSignal) }
    }

    /// One step.
    ///
    /// - Parameters:
    ///   - seconds: 1...60, clamped; the inverter's response can only be seen in steps of 1 s.
    ///   - commands: what the inverter has been told.
    ///   - heatPumpSignal: the SG-Ready contacts of the heat pump.
    public mutating func step(
        seconds: Int = 1, commands: InverterCommands, heatPumpSignal: SGReadyState = .normal
    ) {
        let length = max(1, min(Self.longestStep, seconds))
        let now = state.time
        let demand =
            generated?.step(seconds: length, now: now, signal: heatPumpSignal) ?? recorded?.step(now: now) ?? Demand()
        inverter.step(
            seconds: Double(length), gridImport: state.gridImport, pvPotential: demand.pvPotential, commands: commands,
            now: now)
        take(demand, seconds: length)
        takeInverter()
        balance(demand)
        grid.step(seconds: Double(length), imported: state.gridImportPhases)
        state.voltages = grid.voltages
        state.frequency = grid.frequency
        state.count(seconds: Double(length))
        state.stepCount += 1
        state.time = now.advanced(bySeconds: length)
    }

    private mutating func take(_ demand: Demand, seconds: Int) {
        state.householdLoad = demand.household.sum
        state.heatPumpPower = demand.heatPumpPower
        state.heatPumpHeat = demand.heatPumpHeat
        state.load = state.householdLoad + state.heatPumpPower
        state.pvPotential = demand.pvPotential
        state.outdoorTemperature = demand.outdoor
        state.roomTemperature = demand.room
        state.hotWaterTemperature = demand.hotWater
        state.supplyTemperature = demand.supply
        state.returnTemperature = demand.back
        state.sourceTemperature = demand.source
        state.globalHorizontal = demand.globalHorizontal
        if demand.heatPumpDemand != .none {
            if !state.isCompressorOn { state.compressorStarts += 1 }
            state.compressorSeconds += seconds
        }
        state.heatPumpDemand = demand.heatPumpDemand
        state.compressorSpeed = demand.compressorSpeed
        state.isRecordingMissing = demand.isMissing
    }

    private mutating func takeInverter() {
        state.pvProduction = inverter.pvProduction
        state.batteryDischarge = inverter.batteryDischarge
        state.inverterAC = inverter.acPower
        state.storedEnergyWh = inverter.battery?.storedWh ?? 0
        state.stateOfCharge = inverter.battery?.stateOfCharge ?? 0
    }

    /// What neither PV nor battery covers comes from the grid, phase by phase.
    private mutating func balance(_ demand: Demand) {
        var supplied = Phases(0.0, 0.0, 0.0)
        supplied.add(inverter.acPower, on: inverterConnection)
        var phases = demand.household
        phases.add(demand.heatPumpPower, on: heatPumpConnection)
        phases.add(-inverter.acPower, on: inverterConnection)
        state.inverterPhases = supplied
        state.gridImportPhases = phases
        state.gridImport = state.load - state.inverterAC
    }
}
