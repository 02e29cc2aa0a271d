// SPDX-License-Identifier: Apache-2.0

import Energy

// What the API says in words, back in the types that say it to people.

extension StatusReport.Intent {
    /// The wish; nil for a kind that this version does not know, and for a power that is not told.
    var wish: BatteryIntent? {
        switch kind {
        case "self_consume": .selfConsume
        case "no_discharge": .noDischarge
        case "no_charge": .noCharge
        case "idle": .idle
        case "charge": powerW.map { .charge(Watts($0)) }
        case "discharge": powerW.map { .discharge(Watts($0)) }
        default: nil
        }
    }
}

extension StatusReport.Learned {
    /// What the learned policy says; nil where the wish of the optimiser is of a kind that this version does not know.
    var reason: LearnedReason? {
        optimiserIntent.wish.map { wish in
            LearnedReason(
                expectedSaving: Money(expectedSaving ?? .nan), optimiserIntent: wish,
                extraCostByPlan: Money(extraCostByPlan ?? .nan),
                inputs: inputs.map { LearnedReason.Input(name: $0.name, weight: $0.weight ?? .nan) })
        }
    }
}
