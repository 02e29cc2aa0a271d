// SPDX-License-Identifier: Apache-2.0

import Energy

/// Which policy drives, why, and what the last comparison found, as JSON.
enum PolicyStandingDocument {
    /// The members of a standing.
    static func write(_ standing: PolicyStanding, into json: inout JSONWriter) {
        json.put("driver", standing.driver)
        json.put("candidate", standing.candidate)
        json.put("since", standing.since?.iso8601)
        json.put("sentence", standing.sentence)
        guard let comparison = standing.comparison else { return json.putNull("comparison") }
        json.object("comparison") { write(comparison, into: &$0) }
    }

    private static func write(_ comparison: PolicyComparison, into json: inout JSONWriter) {
        json.put("made_at", comparison.madeAt.iso8601)
        json.put("from", comparison.period.lowerBound.description)
        json.put("to", comparison.period.upperBound.description)
        json.put("days", comparison.dayCount)
        json.put("forecast", comparison.forecast)
        json.array("rows") { json in
            for row in comparison.rows {
                json.object {
                    $0.put("policy", row.policy)
                    $0.put("cost", row.adjustedCost.value, decimals: 4)
                    $0.put("saved", comparison.saved(row)?.value, decimals: 4)
                    $0.put("share_percent", comparison.sharePercent(row), decimals: 2)
                    $0.put("regret", comparison.regret(row)?.value, decimals: 4)
                    $0.put("cycles", row.cycles, decimals: 2)
                    $0.put("mode_changes", row.modeChanges)
                    $0.put("writes", row.writes)
                }
            }
        }
    }
}
