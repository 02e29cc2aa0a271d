// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Testing

@testable import Policies

/// What no network can change, whatever it wants.
@Suite struct LearnedRulesTests {
    private static func slow(_ scale: Double) -> BatteryDescription {
        BatteryDescription(
            capacity: WattHours(100_000 * scale), maxCharge: Watts(1000 * scale), maxDischarge: Watts(1000 * scale),
            roundTripEfficiency: 0.92, floor: 0, ceiling: 1)
    }

    /// So large that a slot is a small matter, in which a network may depart from the plan far.
    private static let one = [slow(1)]
    private static let two = [slow(1), slow(0.4)]

    /// One network that wants whatever it happens to want, and one for each option that wants nothing else.
    private static func networks(seed: Int) throws -> [LearnedWeights] {
        let follower = try smallWeights()
        let models =
            [try smallWeights(seed: UInt64(seed), followsOptimiser: false).model]
            + (try IntentOption.allCases.map { option in
                try follower.model.changing { name, values in
                    if name == "actor.output.bias" { values[option.rawValue] = 30 }
                }
            })
        return models.map { LearnedWeights(model: $0, doubt: 1, optimiser: follower.optimiser) }
    }

    /// Lets every network decide in the situations of some seeds.
    ///
    /// - Returns: how many decisions were not the optimiser's.
    private static func visit(
        _ situation: (Int) -> PolicySituation, body: (PolicySituation, PolicyDecision) throws -> Void
    ) throws -> Int {
        var departures = 0
        for seed in 0..<20 {
            let situation = situation(seed)
            for weights in try networks(seed: seed) {
                var policy = RecurrentPolicy(weights)
                let decision = policy.decide(situation)
                departures += try #require(decision.reason.learned).agreesWithOptimiser ? 0 : 1
                try body(situation, decision)
            }
        }
        return departures
    }

    @Test func atANegativePrice_neverDischarges() throws {
        let departures = try Self.visit {
            unsureSituation(seed: $0, batteries: $0 % 2 == 0 ? Self.one : Self.two, canLimitPV: $0 % 3 == 0) { $0 < 4 }
        } body: { situation, decision in
            #expect(decision.intents.count == situation.batteries.count)
            #expect(decision.intents.allSatisfy { !$0.mayDischarge }, "\(decision.intents)")
            let first = try #require(decision.plan.first)
            #expect(first.battery.value <= 0)
        }
        #expect(departures > 10, "\(departures) departures")
    }

    @Test func limitOfTheSun_isThePlans() throws {
        var limits = 0
        let departures = try Self.visit {
            unsureSituation(seed: $0, batteries: Self.one, canLimitPV: true) { $0 < 4 }
        } body: { situation, decision in
            var optimiser = RollingOptimiser(parameters: SurprisedHouse.optimiser)
            #expect(decision.pvLimit == optimiser.decide(situation).pvLimit)
            limits += decision.pvLimit == nil ? 0 : 1
        }
        #expect(departures > 10 && limits > 50, "\(departures) departures, \(limits) limits")
    }

    @Test func twoBatteries_shareWhatOneOfTheirSumIsAskedFor() throws {
        var forced = 0
        let departures = try Self.visit {
            unsureSituation(seed: $0, batteries: Self.two) { _ in false }
        } body: { _, decision in
            let whole = try #require(decision.plan.first).intent
            guard let wanted = Self.forcedPower(whole) else {
                #expect(decision.intents == [whole, whole])
                return
            }
            forced += 1
            let shares = decision.intents.map { Self.forcedPower($0) ?? 0 }
            #expect(shares.count == 2 && shares.allSatisfy { ($0 < 0) == (wanted < 0) && $0 != 0 })
            #expect(abs(shares.reduce(0, +) - wanted) < 1e-6, "\(shares) for \(whole)")
        }
        #expect(departures > 10 && forced > 10, "\(departures) departures, \(forced) forced powers")
    }

    /// W, + = discharge; nil where none is asked for.
    private static func forcedPower(_ intent: BatteryIntent) -> Double? {
        switch intent {
        case .charge(let power): -power.value
        case .discharge(let power): power.value
        case .selfConsume, .noDischarge, .noCharge, .idle: nil
        }
    }
}
