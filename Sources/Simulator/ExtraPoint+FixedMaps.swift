// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

extension ExtraPoint {
    /// Points of three-phase meters.
    static let meter = [
        ExtraPoint("VA_L1") { $0.gridImportPhases.l1.magnitude },
        ExtraPoint("VA_L2") { $0.gridImportPhases.l2.magnitude },
        ExtraPoint("VA_L3") { $0.gridImportPhases.l3.magnitude },
        ExtraPoint("VA") { $0.gridImport.magnitude },
        ExtraPoint("PF_L1") { _ in 1 },
        ExtraPoint("PF_L2") { _ in 1 },
        ExtraPoint("PF_L3") { _ in 1 },
        ExtraPoint("PF") { _ in 1 },
        ExtraPoint("A_L1") { $0.gridImportPhases.l1 / $0.voltages.l1 },
        ExtraPoint("A_L2") { $0.gridImportPhases.l2 / $0.voltages.l2 },
        ExtraPoint("A_L3") { $0.gridImportPhases.l3 / $0.voltages.l3 },
        ExtraPoint("A_sum") { state in
            let (power, voltage) = (state.gridImportPhases, state.voltages)
            return power.l1 / voltage.l1 + power.l2 / voltage.l2 + power.l3 / voltage.l3
        },
        ExtraPoint("V_L1") { $0.voltages.l1 },
        ExtraPoint("V_L2") { $0.voltages.l2 },
        ExtraPoint("V_L3") { $0.voltages.l3 },
        ExtraPoint("V_L1_L2") { lineVoltage($0.voltages.l1, $0.voltages.l2) },
        ExtraPoint("V_L2_L3") { lineVoltage($0.voltages.l2, $0.voltages.l3) },
        ExtraPoint("V_L3_L1") { lineVoltage($0.voltages.l3, $0.voltages.l1) },
        ExtraPoint("W_L1") { $0.gridImportPhases.l1 },
        ExtraPoint("W_L2") { $0.gridImportPhases.l2 },
        ExtraPoint("W_L3") { $0.gridImportPhases.l3 },
    ]

    /// Points of heat pumps, by the names of the Thermia Genesis.
    static let heatPump = [
        ExtraPoint("discharge_pipe") { $0.isCompressorOn ? $0.supplyTemperature + 25 : $0.roomTemperature },
        ExtraPoint("condenser_in") { $0.returnTemperature },
        ExtraPoint("condenser_out") { $0.supplyTemperature },
        ExtraPoint("brine_in") { $0.sourceTemperature },
        ExtraPoint("brine_out") { $0.sourceTemperature - ($0.isCompressorOn ? 3 : 0) },
        ExtraPoint("tap_water_lower") { $0.hotWaterTemperature - 3 },
        ExtraPoint("tap_water_weighted") { $0.hotWaterTemperature - 1 },
        ExtraPoint("running_demands", demandBits),
        ExtraPoint("second_demand") { _ in 99 },
        ExtraPoint("third_demand") { _ in 99 },
        ExtraPoint("smart_grid_mode") { _ in 4 },
        ExtraPoint("condenser_pump_speed") { $0.isCompressorOn ? 60 : 0 },
        ExtraPoint("brine_pump_speed") { $0.isCompressorOn ? 55 : 0 },
        ExtraPoint("software_major") { _ in 17 },
        ExtraPoint("software_minor") { _ in 1 },
        ExtraPoint("compressor_hours") { 4000 + $0.compressorHours.rounded(.down) },
        ExtraPoint("condenser_pump_on") { $0.isCompressorOn ? 1 : 0 },
        ExtraPoint("brine_pump_on") { $0.isCompressorOn ? 1 : 0 },
        ExtraPoint("heating_season") { $0.outdoorTemperature < 16 ? 1 : 0 },
        ExtraPoint("ok_to_start") { _ in 1 },
    ]

    /// Thermia's bits: 2 hot water, 3 heat, 10 none.
    @Sendable private static func demandBits(_ state: HouseState) -> Double {
        switch state.heatPumpDemand {
        case .hotWater: 4
        case .heating: 8
        case .none: 1024
        }
    }
}

extension HouseState {
    /// Hours the compressor has run since the start.
    var compressorHours: Double { Double(compressorSeconds) / 3600 }
}
