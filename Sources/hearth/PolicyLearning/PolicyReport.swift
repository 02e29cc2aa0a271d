// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// What `hearth train policy` tells.
struct PolicyReport: Encodable {
    struct Trial: Encodable {
        let steps: Int
        let saving, departures: Double
        let played: Double?
    }

    let policy, file: String
    let seed: UInt64
    let houses, days, steps: Int
    /// What the houses that it did not learn from paid in all.
    let optimiserCost, policyCost: Double
    let trials: [Trial]
    let seconds: Double

    private enum CodingKeys: String, CodingKey {
        case policy, file, seed, houses, days, steps, trials, seconds
        case optimiserCost = "optimiser_cost"
        case policyCost = "policy_cost"
    }

    init(
        _ outcome: PolicySchooling.Outcome, file: String, seed: UInt64, houses: Int, days: Int, seconds: Double
    ) {
        (policy, self.file, self.seed) = (RecurrentPolicy.name, file, seed)
        (self.houses, self.days, steps) = (houses, days, outcome.policy.best?.steps ?? 0)
        (optimiserCost, policyCost) = (outcome.optimiserCost, outcome.policyCost)
        trials = outcome.policy.trials.map {
            Trial(steps: $0.steps, saving: $0.saving, departures: $0.departures, played: $0.played)
        }
        self.seconds = seconds
    }

    /// For people.
    var text: String {
        var trial = TextTable(leftColumns: 0)
        trial.add("steps", "saved, % of a full battery a day", "departures, %")
        for row in trials {
            // A slot's saving is in thousandths of the worth of a full battery.
            trial.add(
                "\(row.steps)", decimalText(row.saving * 96 / 10, decimals: 3),
                decimalText(100 * row.departures, decimals: 1))
        }
        var table = TextTable()
        table.add("learned from", "\(houses) generated houses, \(days) days each, seed \(seed)")
        table.add("kept", "after \(steps) steps")
        table.add("houses tried on paid with the optimiser", decimalText(optimiserCost, decimals: 2))
        table.add("houses tried on paid with \(policy)", decimalText(policyCost, decimals: 2))
        table.add("file", file)
        table.add("seconds", decimalText(seconds, decimals: 1))
        return "Against the optimiser, on houses that it did not learn from:\n\n\(trial.text)\n\n\(table.text)"
    }
}
