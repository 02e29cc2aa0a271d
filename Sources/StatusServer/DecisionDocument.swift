// SPDX-License-Identifier: Apache-2.0

import Energy

/// Decisions and the plan behind them as JSON.
enum DecisionDocument {
    /// The members of one decision.
    static func write(_ decision: DecisionRecord, currency: String, into json: inout JSONWriter) {
        json.put("slot", decision.slot.description)
        json.put("made_at", decision.madeAt.iso8601)
        json.put("policy", decision.policy)
        json.array("intents") { json in
            for intent in decision.intents { json.object { write(intent, into: &$0) } }
        }
        json.array("state_of_charge") { json in
            for charge in decision.stateOfCharge { json.put(nil, charge, decimals: 4) }
        }
        json.put("import_limit_w", decision.importLimit?.value, decimals: 0)
        json.put("pv_limit_w", decision.pvLimit?.value, decimals: 0)
        json.put("sentence", decision.explanation(currency: currency))
        write(decision.reason, currency: currency, into: &json)
    }

    /// The members of why.
    private static func write(_ reason: Reason, currency: String, into json: inout JSONWriter) {
        json.put("driver", reason.driver.word)
        json.put("limit", reason.limit?.word)
        json.put("import_price_per_kwh", reason.importPrice?.value, decimals: 5)
        json.put("stored_value_per_kwh", reason.storedValue?.value, decimals: 5)
        json.put("break_even_per_kwh", reason.breakEven?.value, decimals: 5)
        json.put("spread_per_kwh", reason.spread?.value, decimals: 5)
        json.put("forecast", reason.forecast)
        if let alternative = reason.alternative {
            json.object("alternative") { write(alternative, into: &$0) }
        } else {
            json.putNull("alternative")
        }
        json.put("alternative_extra_cost", reason.advantage?.value, decimals: 4)
        if let learned = reason.learned {
            json.object("learned") { write(learned, currency: currency, into: &$0) }
        } else {
            json.putNull("learned")
        }
    }

    /// The members of what a learned policy says.
    private static func write(_ learned: LearnedReason, currency: String, into json: inout JSONWriter) {
        json.put("sentence", learned.text(currency: currency))
        json.put("expected_saving", learned.expectedSaving.value, decimals: 4)
        json.object("optimiser_intent") { write(learned.optimiserIntent, into: &$0) }
        // More decimals than the rest: only exactly 0 says that the optimiser would do the same.
        json.put("extra_cost_by_plan", learned.extraCostByPlan.value, decimals: 9)
        json.array("inputs") { json in
            for input in learned.inputs {
                json.object {
                    $0.put("name", input.name)
                    $0.put("weight", input.weight, decimals: 4)
                }
            }
        }
    }

    /// The members of one intent.
    static func write(_ intent: BatteryIntent, into json: inout JSONWriter) {
        json.put("kind", intent.word)
        json.put("power_w", intent.power?.value, decimals: 0)
    }

    /// `/api/v1/plan`: how the policy expects the next hours to go.
    static func plan(_ status: HouseStatus) -> [UInt8] {
        let capacity = status.house.batteries.reduce(WattHours.zero) { $0 + $1.capacity }
        let slots = contiguous(status.plan)
        var json = JSONWriter()
        json.object { json in
            json.put("made_at", status.decision?.madeAt.iso8601)
            json.put("policy", status.decision?.policy)
            json.put("capacity_wh", capacity.value, decimals: 0)
            json.put("first_slot", slots.first?.slot.description)
            json.put("slot_s", Slot.seconds)
            json.array("intent") { json in
                for planned in slots { json.put(nil, planned.intent.word) }
            }
            write("battery_discharge_w", slots.map(\.battery.value), into: &json)
            write("grid_import_w", slots.map(\.grid.value), into: &json)
            // A share of nothing is no number, and JSON then says null.
            write("state_of_charge", slots.map { $0.storedEnergy / capacity }, decimals: 4, into: &json)
        }
        return json.bytes
    }

    private static func write(_ key: String, _ values: [Double], decimals: Int = 0, into json: inout JSONWriter) {
        json.array(key) { json in
            for value in values { json.put(nil, value, decimals: decimals) }
        }
    }

    /// The plan as far as it has no gap, because the document names its first slot only.
    private static func contiguous(_ plan: [PlannedSlot]) -> ArraySlice<PlannedSlot> {
        guard let first = plan.first?.slot else { return [] }
        let end = plan.indices.first { plan[$0].slot != first.advanced(by: $0) } ?? plan.count
        return plan[..<min(end, mostPlanned)]
    }

    /// Slots of a plan that are told: a week.
    private static let mostPlanned = 672
}
