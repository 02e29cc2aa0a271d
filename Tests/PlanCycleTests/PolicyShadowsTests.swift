// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Policies
import Synchronization
import Testing

@testable import PlanCycle

/// What a dry run says each policy would have done.
@Suite struct PolicyShadowsTests {
    /// Wants the same whatever happens, and notes at which charge it was asked.
    private struct Steady: Policy {
        let name: String
        let intent: BatteryIntent
        var noted: Noted?
        func decide(_ situation: PolicySituation) -> PolicyDecision {
            noted?.charges.withLock { $0.append(situation.stateOfCharge[0] ?? .nan) }
            return PolicyDecision(intents: [intent], reason: Reason(driver: .schedule))
        }
    }

    private final class Noted: Sendable {
        let charges = Mutex<[Double]>([])
        var all: [Double] { charges.withLock { $0 } }
    }

    private static let compared: [any Policy] = [
        Steady(name: "rest", intent: .idle), Steady(name: "charge", intent: .charge(Watts(2000))),
        Steady(name: "broken", intent: .charge(Watts(.nan))),
    ]

    private static func house(
        isDryRun: Bool? = true, start: String = "2016-11-01T00:00Z", compared: [any Policy] = compared,
        clock: @escaping () -> Double = { 0 }
    ) throws -> PlannerHarness {
        let house = PlannerHarness(
            start: start, policy: Steady(name: "rest", intent: .idle), compared: compared, clock: clock)
        house.isDryRun = isDryRun
        // Import (0.10 + 0.15) x 1.2 = 0.30 at every hour of the local day.
        try house.store.store(
            prices: (-8..<192).map {
                StoredPrice(slot: Slot(containing: house.wallAtBoot).advanced(by: $0), spot: PricePerKWh(0.10))
            }, source: "test")
        return house
    }

    private func near(_ found: Double?, _ wanted: Double) -> Bool {
        found.map { ($0 - wanted).magnitude < 1e-6 } ?? false
    }

    /// The harness measures 700 W from the grid and 100 W into the battery: a house of 600 W.
    @Test func everyPolicy_hasItsLine_withABatteryOfItsOwn() throws {
        let house = try Self.house()
        let first = house.slot
        house.run(seconds: 3 * 900 + 60)
        let outcomes = try house.store.outcomes(slots: first..<first.advanced(by: 3))
        #expect(outcomes.count == 3)
        #expect(outcomes.allSatisfy { $0.policies.map(\.policy) == ["rest", "charge", "broken"] })
        let rests = outcomes.map { $0.policies[0] }
        #expect(rests.allSatisfy { near($0.bill?.cost.value, 0.6 * 0.25 * 0.30) && near($0.stateOfCharge, 0.5) })
        #expect(rests.allSatisfy { $0.intents == [.idle] && $0.fault == nil })
        #expect(outcomes.allSatisfy { near($0.saved($0.policies[0])?.value, 0) })
        let charges = outcomes.map { $0.policies[1] }
        #expect(charges.allSatisfy { near($0.bill?.cost.value, 2.6 * 0.25 * 0.30) })
        let gain = try #require(charges[0].bill?.stored?.value)
        #expect(gain > 400 && gain < 500, "2 kW for a quarter hour, less the losses of both ways")
        let steps = zip(charges.dropFirst(), charges).map { ($0.stateOfCharge ?? 0) - ($1.stateOfCharge ?? 0) }
        #expect(steps.allSatisfy { $0 > 0.03 && near($0, steps[0]) }, "it lives with what it has done: \(charges)")
        #expect(outcomes.allSatisfy { $0.policies[2].fault?.contains("expected 0...") == true })
        #expect(outcomes.allSatisfy { $0.policies[2].intents.isEmpty && $0.policies[2].bill == nil })
        #expect(house.planner.status.settled.last?.slot == outcomes.last?.slot)
        #expect(house.planner.status.policyRefusals == 0)
    }

    /// 2016-11-01 begins at 23:00 UTC in the house.
    @Test func midnight_setsEveryBatteryBackToTheMeasuredCharge() throws {
        let noted = Noted()
        let house = try Self.house(
            start: "2016-10-31T22:30Z",
            compared: [Steady(name: "charge", intent: .charge(Watts(2000)), noted: noted)])
        house.run(seconds: 4 * 900 + 60)
        let asked = noted.all
        #expect(asked.count >= 4 && near(asked[0], 0.5) && asked[1] > 0.53, "\(asked)")
        #expect(near(asked[2], 0.5) && asked[3] > 0.53, "\(asked)")
    }

    @Test func houseThatIsSteered_asksNobodyElse() throws {
        for isDryRun in [false, nil] {
            let house = try Self.house(isDryRun: isDryRun)
            let first = house.slot
            house.run(seconds: 2 * 900 + 60)
            #expect(try house.store.outcomes(slots: first..<first.advanced(by: 2)).allSatisfy { $0.policies.isEmpty })
        }
    }

    /// The lease is out before anybody else is asked, and whoever takes long is not asked again.
    @Test func slowPolicy_costsItsOwnLine_andNothingElse() throws {
        let seconds = Seconds()
        let noted = Noted()
        let slow = SlowPolicy { seconds.value.withLock { $0 += 2.5 } }
        let house = try Self.house(
            compared: [slow, Steady(name: "rest", intent: .idle, noted: noted)],
            clock: { seconds.value.withLock { $0 } })
        let first = house.slot
        house.run(seconds: 2 * 900 + 60)
        let outcomes = try house.store.outcomes(slots: first..<first.advanced(by: 2))
        #expect(outcomes[0].policies[0].fault == nil, "an answer that came counts")
        #expect(outcomes[1].policies[0].fault == "it took 2.5 s for an answer and is not asked again today")
        #expect(outcomes.allSatisfy { $0.policies[1].fault == nil && $0.policies[1].bill != nil })
        #expect(seconds.value.withLock { $0 } == 2.5 && noted.all.count == 3)
        #expect(house.planner.status.decisionsMade == 3)
    }

    private final class Seconds: Sendable { let value = Mutex(0.0) }

    private struct SlowPolicy: Policy {
        let name = "slow"
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
        func decide(_ situation: PolicySituation) -> PolicyDecision {
            work()
            return PolicyDecision(intents: [.idle], reason: Reason(driver: .schedule))
        }
    }
}
