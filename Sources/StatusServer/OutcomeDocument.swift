// SPDX-License-Identifier: Apache-2.0

import Energy

/// What became of decisions as JSON.
enum OutcomeDocument {
    /// The members of one outcome.
    static func write(_ outcome: OutcomeRecord, into json: inout JSONWriter) {
        json.put("is_dry_run", outcome.isDryRun)
        json.array("commanded") { json in
            for verdict in outcome.commanded { json.object { write(verdict, into: &$0) } }
        }
        put("paid", outcome.measured?.cost, into: &json)
        json.put("measured_stored_wh", outcome.measured?.stored?.value, decimals: 1)
        put("no_battery", outcome.noBattery, into: &json)
        put("self_consumption", outcome.selfConsumption?.cost, into: &json)
        json.put("self_consumption_stored_wh", outcome.selfConsumption?.stored?.value, decimals: 1)
        put("withheld", outcome.withheld?.cost, into: &json)
        json.put("withheld_stored_wh", outcome.withheld?.stored?.value, decimals: 1)
        json.put("stored_price_per_kwh", outcome.storedPrice?.value, decimals: 5)
        put("saved_against_no_battery", outcome.savedAgainstNoBattery, into: &json)
        put("saved_against_self_consumption", outcome.savedAgainstSelfConsumption, into: &json)
        json.array("policies") { json in
            for policy in outcome.policies { json.object { write(policy, of: outcome, into: &$0) } }
        }
    }

    private static func write(_ policy: PolicyOutcome, of outcome: OutcomeRecord, into json: inout JSONWriter) {
        json.put("policy", policy.policy)
        json.array("intents") { json in
            for intent in policy.intents { json.object { DecisionDocument.write(intent, into: &$0) } }
        }
        json.put("state_of_charge", policy.stateOfCharge, decimals: 4)
        put("cost", policy.bill?.cost, into: &json)
        json.put("stored_wh", policy.bill?.stored?.value, decimals: 1)
        put("saved_against_no_battery", outcome.saved(policy), into: &json)
        json.put("fault", policy.fault)
    }

    /// A hundredth of a cent: a quarter hour of a house at rest costs less than a cent.
    private static func put(_ key: String, _ amount: Money?, into json: inout JSONWriter) {
        json.put(key, amount?.value, decimals: 4)
    }

    private static func write(_ verdict: Verdict, into json: inout JSONWriter) {
        switch verdict {
        case .setpoint(let bounds):
            json.put("verdict", "setpoint")
            json.put("lower_w", bounds.lower, decimals: 0)
            json.put("upper_w", bounds.upper, decimals: 0)
        case .release: json.put("verdict", "release")
        case .off: json.put("verdict", "off")
        }
    }
}

/// What decisions saved over a span, each sum with the number of quarter hours that it is known for.
struct OutcomeTotals: Hashable, Sendable {
    private var noBattery = EnergyTotals.Sum()
    private var selfConsumption = EnergyTotals.Sum()

    /// Adds one quarter hour.
    mutating func add(_ outcome: OutcomeRecord) {
        noBattery.add(outcome.savedAgainstNoBattery?.value)
        selfConsumption.add(outcome.savedAgainstSelfConsumption?.value)
    }

    /// The members of the totals.
    ///
    /// - Parameter slots: length of the span.
    func write(into json: inout JSONWriter, slots: Int) {
        json.put("quarter_hours", slots)
        for (key, sum) in [("no_battery", noBattery), ("self_consumption", selfConsumption)] {
            json.put("saved_against_\(key)", sum.known, decimals: 4)
            json.put("saved_against_\(key)_quarter_hours", sum.slots)
        }
    }
}
