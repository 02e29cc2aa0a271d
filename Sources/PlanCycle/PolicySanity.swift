// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// Looks at a policy's answer before it becomes an intent (interlock I-18).
enum PolicySanity {
    /// Rounding a policy may have, W.
    private static let tolerance = 1.0

    /// What is wrong with an answer, nil when it can be used.
    static func fault(of decision: PolicyDecision, batteries: [BatteryDescription]) -> String? {
        guard decision.intents.count == batteries.count else {
            return "\(decision.intents.count) intents for \(batteries.count) batteries"
        }
        for (k, (intent, battery)) in zip(decision.intents, batteries).enumerated() {
            switch intent {
            case .selfConsume, .noDischarge, .noCharge, .idle: continue
            case .charge(let power):
                if let fault = fault(of: power, limit: battery.maxCharge) { return "battery \(k): charge \(fault)" }
            case .discharge(let power):
                if let fault = fault(of: power, limit: battery.maxDischarge) {
                    return "battery \(k): discharge \(fault)"
                }
            }
        }
        if let limit = decision.importLimit, limit.value.isNaN || limit.value < 0 { return "import limit \(limit)" }
        if let limit = decision.pvLimit, !limit.isFinite || limit.value < 0 { return "PV limit \(limit)" }
        return nil
    }

    /// The answer that needs no policy: every battery in the inverter's own mode.
    static func baseline(batteries: [BatteryDescription]) -> PolicyDecision {
        PolicyDecision(intents: batteries.map { _ in .selfConsume }, reason: Reason(driver: .policyRefused))
    }

    private static func fault(of power: Watts, limit: Watts) -> String? {
        guard power.isFinite, power.value >= 0, power.value <= limit.value + tolerance else {
            return "\(power), expected 0...\(limit)"
        }
        return nil
    }
}
