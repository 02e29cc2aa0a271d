// SPDX-License-Identifier: Apache-2.0

import Energy

// The words by which the API says what the code says in cases. They are part of the API and change only with it.

extension Quality {
    var word: String {
        switch self {
        case .good: "good"
        case .quarantined: "quarantined"
        case .stale: "stale"
        case .implausible: "implausible"
        case .notAvailable: "not_available"
        case .lost: "lost"
        case .neverOffered: "never_offered"
        }
    }
}

extension RowQuality {
    var words: [String] {
        let all: [(RowQuality, String)] = [
            (.partial, "partial"), (.clockUncertain, "clock_uncertain"), (.late, "late"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

extension Reason.Driver {
    var word: String {
        switch self {
        case .selfConsumption: "self_consumption"
        case .chargeForLater: "charge_for_later"
        case .saveForLater: "save_for_later"
        case .useNow: "use_now"
        case .exportSurplus: "export_surplus"
        case .noPrice: "no_price"
        case .noMeasurement: "no_measurement"
        case .noForecast: "no_forecast"
        case .noPlan: "no_plan"
        case .schedule: "schedule"
        case .policyRefused: "policy_refused"
        case .learned: "learned"
        }
    }
}

extension Reason.Limit {
    var word: String {
        switch self {
        case .batteryFull: "battery_full"
        case .batteryEmpty: "battery_empty"
        case .chargePower: "charge_power"
        case .dischargePower: "discharge_power"
        case .monthPeak: "month_peak"
        case .siteImport: "site_import"
        case .siteExport: "site_export"
        case .negativePrice: "negative_price"
        case .unknownLoad: "unknown_load"
        }
    }
}

extension BatteryIntent {
    var word: String {
        switch self {
        case .selfConsume: "self_consume"
        case .noDischarge: "no_discharge"
        case .noCharge: "no_charge"
        case .idle: "idle"
        case .charge: "charge"
        case .discharge: "discharge"
        }
    }

    /// The power that is asked for, W >= 0; nil where none is.
    var power: Watts? {
        switch self {
        case .charge(let power), .discharge(let power): power
        case .selfConsume, .noDischarge, .noCharge, .idle: nil
        }
    }
}

extension Signal {
    /// The signal's name in the API, its unit at the end.
    var word: String {
        switch self {
        case .gridImport: "grid_import_w"
        case .gridImportL1: "grid_import_l1_w"
        case .gridImportL2: "grid_import_l2_w"
        case .gridImportL3: "grid_import_l3_w"
        case .voltageL1: "voltage_l1_v"
        case .voltageL2: "voltage_l2_v"
        case .voltageL3: "voltage_l3_v"
        case .currentL1: "current_l1_a"
        case .currentL2: "current_l2_a"
        case .currentL3: "current_l3_a"
        case .frequency: "frequency_hz"
        case .importedEnergy: "imported_energy_wh"
        case .exportedEnergy: "exported_energy_wh"
        case .inverterAC: "inverter_ac_w"
        case .pvProduction: "pv_production_w"
        case .batteryDischarge: "battery_discharge_w"
        case .stateOfCharge: "state_of_charge"
        case .maxCharge: "max_charge_w"
        case .maxDischarge: "max_discharge_w"
        case .batteryCapacity: "battery_capacity_wh"
        case .inverterRating: "inverter_rating_w"
        case .inverterEnergy: "inverter_energy_wh"
        case .inverterState: "inverter_state"
        case .inverterTemperature: "inverter_temperature_c"
        case .heatPumpPower: "heat_pump_power_w"
        case .heatPumpHeat: "heat_pump_heat_w"
        case .outdoorTemperature: "outdoor_temperature_c"
        case .roomTemperature: "room_temperature_c"
        case .hotWaterTemperature: "hot_water_temperature_c"
        case .supplyTemperature: "supply_temperature_c"
        case .returnTemperature: "return_temperature_c"
        case .compressorOn: "compressor_on"
        case .heatPumpState: "heat_pump_state"
        case .compressorSpeed: "compressor_speed_rpm"
        case .heatPumpEnergy: "heat_pump_energy_wh"
        }
    }
}
