// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

extension ExtraPoint {
    /// Voltages at the DC side, V.
    private static let stringVoltage = 420.0
    private static let batteryVoltage = 205.0

    /// Points of SunSpec models 103, 124 and 160, by model, module and name.
    static let sunSpec: [ExtraPoint] = inverter + storage + modules

    private static let inverter = [
        ExtraPoint("103.A") { current($0, \.l1) + current($0, \.l2) + current($0, \.l3) },
        ExtraPoint("103.AphA") { current($0, \.l1) },
        ExtraPoint("103.AphB") { current($0, \.l2) },
        ExtraPoint("103.AphC") { current($0, \.l3) },
        ExtraPoint("103.PPVphAB") { lineVoltage($0.voltages.l1, $0.voltages.l2) },
        ExtraPoint("103.PPVphBC") { lineVoltage($0.voltages.l2, $0.voltages.l3) },
        ExtraPoint("103.PPVphCA") { lineVoltage($0.voltages.l3, $0.voltages.l1) },
        ExtraPoint("103.PhVphA") { $0.voltages.l1 },
        ExtraPoint("103.PhVphB") { $0.voltages.l2 },
        ExtraPoint("103.PhVphC") { $0.voltages.l3 },
        ExtraPoint("103.Hz") { $0.frequency },
        ExtraPoint("103.VA") { $0.inverterAC.magnitude },
        ExtraPoint("103.VAr") { _ in 0 },
        ExtraPoint("103.PF") { _ in 100 },
        ExtraPoint("103.DCW") { dc($0.inverterAC) },
        ExtraPoint("103.Evt1") { _ in 0 },
    ]

    private static let storage = [
        ExtraPoint("124.ChaSt", chargeState),
        ExtraPoint("124.InBatV") { _ in batteryVoltage },
        ExtraPoint("124.StorAval") { $0.storedEnergyWh / batteryVoltage },
    ]

    private static let modules = [
        ExtraPoint("160.1.DCW") { dc($0.pvProduction) / 2 },
        ExtraPoint("160.2.DCW") { dc($0.pvProduction) / 2 },
        ExtraPoint("160.3.DCW") { dc(max(0, -$0.batteryDischarge)) },
        ExtraPoint("160.4.DCW") { dc(max(0, $0.batteryDischarge)) },
        ExtraPoint("160.1.DCWH") { 1000 + dc($0.pvEnergyWh) / 2 },
        ExtraPoint("160.2.DCWH") { 1000 + dc($0.pvEnergyWh) / 2 },
        ExtraPoint("160.3.DCWH") { 1000 + dc($0.chargedEnergyWh) },
        ExtraPoint("160.4.DCWH") { 1000 + dc($0.dischargedEnergyWh) },
        ExtraPoint("160.1.DCA") { dc($0.pvProduction) / 2 / stringVoltage },
        ExtraPoint("160.2.DCA") { dc($0.pvProduction) / 2 / stringVoltage },
        ExtraPoint("160.3.DCA") { dc(max(0, -$0.batteryDischarge)) / batteryVoltage },
        ExtraPoint("160.4.DCA") { dc(max(0, $0.batteryDischarge)) / batteryVoltage },
        ExtraPoint("160.1.DCV") { $0.pvPotential > 0 ? stringVoltage : 0 },
        ExtraPoint("160.2.DCV") { $0.pvPotential > 0 ? stringVoltage : 0 },
        ExtraPoint("160.3.DCV") { _ in batteryVoltage },
        ExtraPoint("160.4.DCV") { _ in batteryVoltage },
    ]

    /// What an AC power is at the DC side, W.
    private static func dc(_ ac: Double) -> Double { ac / 0.97 }

    private static func current(_ state: HouseState, _ phase: (Phases<Double>) -> Double) -> Double {
        phase(state.inverterPhases).magnitude / phase(state.voltages)
    }

    /// SunSpec `ChaSt`: 2 empty, 3 discharging, 4 charging, 5 full, 6 holding.
    @Sendable private static func chargeState(_ state: HouseState) -> Double {
        if state.batteryDischarge > 10 { return 3 }
        if state.batteryDischarge < -10 { return 4 }
        if state.stateOfCharge > 0.995 { return 5 }
        return state.stateOfCharge < 0.06 ? 2 : 6
    }

    /// Voltage between two phases 120 degrees apart.
    static func lineVoltage(_ a: Double, _ b: Double) -> Double { (a * a + b * b + a * b).squareRoot() }
}
