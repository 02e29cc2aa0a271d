// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Plant

/// Points of a device that no signal is made of, but that a real device fills too.
///
/// Known by their SunSpec names; a profile without them loses nothing.
struct ExtraPoints: Sendable {
    /// Voltages at the DC side, V.
    private static let stringVoltage = 420.0
    private static let batteryVoltage = 205.0
    /// What the DC side loses on its way to the AC side.
    private static let efficiency = 0.97

    private enum Source: CaseIterable, Sendable {
        case current, currentA, currentB, currentC, voltageA, voltageB, voltageC, frequency, apparentPower
        case dcPower, chargeState, batteryVoltage, availableCharge
        case string1Power, string2Power, chargePower, dischargePower
        case string1Energy, string2Energy, chargeEnergy, dischargeEnergy
        case string1Current, string2Current, chargeCurrent, dischargeCurrent
        case string1Voltage, string2Voltage, chargeVoltage, dischargeVoltage

        /// SunSpec model and point; of model 160 also the module.
        var name: String {
            switch self {
            case .current: "103.A"
            case .currentA: "103.AphA"
            case .currentB: "103.AphB"
            case .currentC: "103.AphC"
            case .voltageA: "103.PhVphA"
            case .voltageB: "103.PhVphB"
            case .voltageC: "103.PhVphC"
            case .frequency: "103.Hz"
            case .apparentPower: "103.VA"
            case .dcPower: "103.DCW"
            case .chargeState: "124.ChaSt"
            case .batteryVoltage: "124.InBatV"
            case .availableCharge: "124.StorAval"
            case .string1Power: "160.1.DCW"
            case .string2Power: "160.2.DCW"
            case .chargePower: "160.3.DCW"
            case .dischargePower: "160.4.DCW"
            case .string1Energy: "160.1.DCWH"
            case .string2Energy: "160.2.DCWH"
            case .chargeEnergy: "160.3.DCWH"
            case .dischargeEnergy: "160.4.DCWH"
            case .string1Current: "160.1.DCA"
            case .string2Current: "160.2.DCA"
            case .chargeCurrent: "160.3.DCA"
            case .dischargeCurrent: "160.4.DCA"
            case .string1Voltage: "160.1.DCV"
            case .string2Voltage: "160.2.DCV"
            case .chargeVoltage: "160.3.DCV"
            case .dischargeVoltage: "160.4.DCV"
            }
        }
    }

    private let points: [(source: Source, handle: PointHandle)]

    /// The extra points that a device has and no signal sets.
    init(_ image: RegisterImage, without taken: [PointHandle]) {
        points = Source.allCases.compactMap { source in
            image.handle(source.name).flatMap { taken.contains($0) ? nil : (source, $0) }
        }
    }

    var handles: [PointHandle] { points.map(\.handle) }

    func encode(_ state: HouseState, into image: inout RegisterImage) {
        for point in points {
            do { try image.set(point.handle, to: Self.value(point.source, state)) } catch {
                image.setNotAvailable(point.handle)
            }
        }
    }

    private static func value(_ source: Source, _ state: HouseState) -> Double {
        switch source {
        case .current: current(state, \.l1) + current(state, \.l2) + current(state, \.l3)
        case .currentA: current(state, \.l1)
        case .currentB: current(state, \.l2)
        case .currentC: current(state, \.l3)
        case .voltageA: state.voltages.l1
        case .voltageB: state.voltages.l2
        case .voltageC: state.voltages.l3
        case .frequency: state.frequency
        case .apparentPower: state.inverterAC.magnitude
        case .dcPower: dc(state.inverterAC)
        case .chargeState: chargeState(state)
        case .batteryVoltage: batteryVoltage
        case .availableCharge: state.storedEnergyWh / batteryVoltage
        case .string1Power, .string2Power: dc(state.pvProduction) / 2
        case .chargePower: dc(max(0, -state.batteryDischarge))
        case .dischargePower: dc(max(0, state.batteryDischarge))
        case .string1Energy, .string2Energy: 1000 + dc(state.pvEnergyWh) / 2
        case .chargeEnergy: 1000 + dc(state.chargedEnergyWh)
        case .dischargeEnergy: 1000 + dc(state.dischargedEnergyWh)
        case .string1Current, .string2Current: dc(state.pvProduction) / 2 / stringVoltage
        case .chargeCurrent: dc(max(0, -state.batteryDischarge)) / batteryVoltage
        case .dischargeCurrent: dc(max(0, state.batteryDischarge)) / batteryVoltage
        case .string1Voltage, .string2Voltage: state.pvPotential > 0 ? stringVoltage : 0
        case .chargeVoltage, .dischargeVoltage: batteryVoltage
        }
    }

    private static func dc(_ ac: Double) -> Double { ac / efficiency }

    private static func current(_ state: HouseState, _ phase: KeyPath<Phases<Double>, Double>) -> Double {
        state.inverterPhases[keyPath: phase].magnitude / state.voltages[keyPath: phase]
    }

    /// SunSpec `ChaSt`: 2 empty, 3 discharging, 4 charging, 5 full, 6 holding.
    private static func chargeState(_ state: HouseState) -> Double {
        if state.batteryDischarge > 10 { return 3 }
        if state.batteryDischarge < -10 { return 4 }
        if state.stateOfCharge > 0.995 { return 5 }
        return state.stateOfCharge < 0.06 ? 2 : 6
    }
}
