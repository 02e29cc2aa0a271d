// SPDX-License-Identifier: Apache-2.0

import Energy

/// Decisions and the plan behind them as JSON.
enum DecisionDocument {
    /// The members of one decision.
    static func write(_ decision: DecisionRecord, into json: inout JSONWriter) {
        let reason = decision.reason
        json.put("slot", decision.slot.description)
        json.put("made_at", decision.madeAt.iso8601)
        json.put("policy", decision.policy)
        json.array("intents") { json in
            for intent in decision.intents { json.object { write(intent, into: &$0) } }
        }
        json.array("state_of_charge") { json in
            for charge in decision.stateOfCharge { json.put(nil, charge, decimals: 4) }
        }
        json.put("driver", reason.driver.word)
        json.put("sentence", reason.sentence)
        json.put("import_price_per_kwh", reason.importPrice?.value, decimals: 5)
        json.put("stored_value_per_kwh", reason.storedValue?.value, decimals: 5)
        json.put("break_even_per_kwh", reason.breakEven?.value, decimals: 5)
        json.put("forecast", reason.forecast)
        if let alternative = reason.alternative {
            json.object("alternative") { write(alternative, into: &$0) }
        } else {
            json.putNull("alternative")
        }
        json.put("alternative_extra_cost", reason.advantage?.value, decimals: 4)
    }

    private static func write(_ intent: BatteryIntent, into json: inout JSONWriter) {
        json.put("kind", intent.word)
        json.put("power_w", intent.power?.value, decimals: 0)
    }

    /// `/api/v1/plan`: how the policy expects the next hours to go.
    static func plan(_ status: HouseStatus) -> [UInt8] {
        let capacity = status.house.batteries.reduce(WattHours.zero) { $0 + $1.capacity }
        var json = JSONWriter()
        json.object { json in
            json.put("made_at", status.decision?.madeAt.iso8601)
            json.put("policy", status.decision?.policy)
            json.put("utc_offset_s", status.house.site.timeZone.offset(at: status.time))
            json.put("capacity_wh", capacity.value, decimals: 0)
            json.array("slots") { json in
                for planned in status.plan.prefix(mostPlanned) {
                    json.object { write(planned, capacity: capacity, into: &$0) }
                }
            }
        }
        return json.bytes
    }

    private static func write(_ planned: PlannedSlot, capacity: WattHours, into json: inout JSONWriter) {
        json.put("slot", planned.slot.description)
        json.object("intent") { write(planned.intent, into: &$0) }
        json.put("battery_discharge_w", planned.battery.value, decimals: 0)
        json.put("grid_import_w", planned.grid.value, decimals: 0)
        json.put("stored_energy_wh", planned.storedEnergy.value, decimals: 0)
        // A share of nothing is no number, and JSON then says null.
        json.put("state_of_charge", planned.storedEnergy / capacity, decimals: 4)
    }

    /// Slots of a plan that are told: a week.
    private static let mostPlanned = 672
}
