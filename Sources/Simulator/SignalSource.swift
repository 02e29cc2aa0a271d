// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

/// What an ideal device would measure in a simulated house.
struct SignalSource: Sendable {
    /// What the counters stood at when the simulation began, Wh: no real device begins at zero, and SunSpec reads 0 as none.
    private static let counterStart = 1_234_000.0

    private let role: DeviceRole
    private let heatPumpCodes: HeatPumpCodes
    private let ratedPower: Double
    private let capacity: Double
    private let maxCharge: Double
    private let maxDischarge: Double
    /// Subtracted from the counters after a reset, by signal.
    private var counterOffsets: [Double]

    init(_ description: HouseDescription, profileID: String, role: DeviceRole) {
        self.role = role
        heatPumpCodes = HeatPumpCodes(profileID: profileID)
        ratedPower = description.inverter.ratedPower
        capacity = description.battery?.capacity.value ?? 0
        maxCharge = description.battery?.maxCharge.value ?? 0
        maxDischarge = description.battery?.maxDischarge.value ?? 0
        counterOffsets = Array(repeating: 0, count: Signal.allCases.count)
    }

    /// True for a signal that does not change while the house lives.
    static func isFixed(_ signal: Signal) -> Bool {
        switch signal {
        case .maxCharge, .maxDischarge, .batteryCapacity, .inverterRating: true
        default: false
        }
    }

    /// Lets all counters begin again.
    mutating func resetCounters(_ state: HouseState) {
        for signal in Signal.allCases where signal.isCounter {
            counterOffsets[Int(signal.rawValue)] += value(of: signal, state) - 1
        }
    }

    /// The signal in its own unit and sign.
    func value(of signal: Signal, _ state: HouseState) -> Double {
        switch signal {
        case .gridImport: state.gridImport
        case .gridImportL1: state.gridImportPhases.l1
        case .gridImportL2: state.gridImportPhases.l2
        case .gridImportL3: state.gridImportPhases.l3
        case .voltageL1: state.voltages.l1
        case .voltageL2: state.voltages.l2
        case .voltageL3: state.voltages.l3
        case .currentL1: current(state, \.l1)
        case .currentL2: current(state, \.l2)
        case .currentL3: current(state, \.l3)
        case .frequency: state.frequency
        case .importedEnergy: counter(signal, state.importedEnergyWh)
        case .exportedEnergy: counter(signal, state.exportedEnergyWh)
        case .inverterAC: state.inverterAC
        case .pvProduction: state.pvProduction
        case .batteryDischarge: state.batteryDischarge
        case .stateOfCharge: state.stateOfCharge
        case .maxCharge: maxCharge
        case .maxDischarge: maxDischarge
        case .batteryCapacity: capacity
        case .inverterRating: ratedPower
        case .inverterEnergy: counter(signal, state.inverterEnergyWh)
        case .inverterState: inverterState(state)
        case .inverterTemperature: 28 + 0.003 * state.inverterAC.magnitude
        case .heatPumpPower: state.heatPumpPower
        case .heatPumpHeat: state.heatPumpHeat
        case .outdoorTemperature: state.outdoorTemperature
        case .roomTemperature: state.roomTemperature
        case .hotWaterTemperature: state.hotWaterTemperature
        case .supplyTemperature: state.supplyTemperature
        case .returnTemperature: state.returnTemperature
        case .compressorOn: state.isCompressorOn ? 1 : 0
        case .heatPumpState: heatPumpCodes.code(state.heatPumpDemand)
        case .compressorSpeed: state.compressorSpeed
        case .heatPumpEnergy: counter(signal, state.heatPumpEnergyWh)
        }
    }

    /// Current by phase, A: of the inverter in an inverter, of the connection elsewhere; + = towards the house.
    private func current(_ state: HouseState, _ phase: (Phases<Double>) -> Double) -> Double {
        let power = role == .inverter ? state.inverterPhases : state.gridImportPhases
        return phase(power) / phase(state.voltages)
    }

    private func counter(_ signal: Signal, _ sinceStart: Double) -> Double {
        Self.counterStart + sinceStart - counterOffsets[Int(signal.rawValue)]
    }

    /// SunSpec `St`: 4 MPPT, 5 throttled, 8 standby.
    private func inverterState(_ state: HouseState) -> Double {
        if state.pvProduction < state.pvPotential - 1 { return 5 }
        return state.inverterAC.magnitude + state.batteryDischarge.magnitude < 1 ? 8 : 4
    }
}

/// What vendors call the work of a heat pump.
struct HeatPumpCodes: Hashable, Sendable {
    private let none: Double
    private let heating: Double
    private let hotWater: Double

    /// The codes of a device model: NIBE's for its profiles, else Thermia's.
    init(profileID: String) {
        if profileID.hasPrefix("nibe") {
            (none, heating, hotWater) = (10, 30, 20)
        } else {
            (none, heating, hotWater) = (99, 4, 3)
        }
    }

    func code(_ demand: HeatPumpDemand) -> Double {
        switch demand {
        case .none: none
        case .heating: heating
        case .hotWater: hotWater
        }
    }
}
