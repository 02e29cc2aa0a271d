// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Policies
import Testing

@Suite struct BatterySharingTests {
    private static let large = battery(capacity: 10_000, power: 5000)
    private static let small = battery(capacity: 4000, power: 2000)

    private static func battery(capacity: Double, power: Double) -> BatteryDescription {
        BatteryDescription(
            capacity: WattHours(capacity), maxCharge: Watts(power), maxDischarge: Watts(power),
            roundTripEfficiency: 0.9,
            floor: 0, ceiling: 1)
    }

    private static let cheapFirst = [0.10] + Array(repeating: 0.40, count: 47)
    /// Exporting now earns more than the load will ever cost.
    private static let dearFirst = Array(repeating: 0.60, count: 2) + Array(repeating: 0.10, count: 46)

    private static func decide(_ charge: [Double?], prices: [Double]) -> PolicyDecision {
        let one = situation(
            netLoad: Array(repeating: 1, count: prices.count), importPrice: prices,
            exportPrice: prices.map { $0 - 0.05 })
        var optimiser = RollingOptimiser(parameters: coarse)
        return optimiser.decide(
            PolicySituation(
                now: one.now, stateOfCharge: charge, batteries: [large, small], prices: one.prices, load: one.load,
                pv: one.pv, site: one.site))
    }

    /// What each battery does with its intent in the first quarter hour, where the load is 1 kW.
    private static func carryOut(_ decision: PolicyDecision, _ charge: [Double]) -> [SlotBattery.Outcome] {
        zip(zip([large, small], decision.intents), charge).map {
            SlotBattery($0.0).run($0.1, netLoad: Watts(1000), stored: $1 * $0.0.capacity)
        }
    }

    private static func forced(_ intent: BatteryIntent) -> Double {
        switch intent {
        case .charge(let power): -power.value
        case .discharge(let power): power.value
        case .selfConsume, .noDischarge, .noCharge, .idle: 0
        }
    }

    @Test(arguments: [([0.2, 0.3], true), ([0.8, 0.7], false)])
    func roomInBoth_sharedByTheirPowers_asOneBatteryOfTheSum(charge: [Double], isCheapFirst: Bool) throws {
        let decision = Self.decide(charge, prices: isCheapFirst ? Self.cheapFirst : Self.dearFirst)
        let powers = decision.intents.map(Self.forced)
        #expect((powers[0] < 0) == isCheapFirst && abs(powers[0] / powers[1] - 2.5) < 1e-9)
        #expect(powers[0].magnitude <= 5000 + 1e-9 && powers[1].magnitude <= 2000 + 1e-9)
        let outcomes = Self.carryOut(decision, charge)
        let expected = try #require(decision.plan.first)
        #expect(abs(outcomes.reduce(0) { $0 + $1.power.value } - expected.battery.value) < 1e-6)
        #expect(abs(outcomes.reduce(0) { $0 + $1.stored.value } - expected.storedEnergy.value) < 1e-6)
        let sum = SlotBattery([Self.large, Self.small])
        let start = charge[0] * Self.large.capacity + charge[1] * Self.small.capacity
        let asOne = sum.run(power: expected.battery, stored: start)
        #expect(abs(asOne.stored.value - expected.storedEnergy.value) < 1e-6)
    }

    @Test func largeOneFull_theSmallOneTakesWhatItCan() {
        let decision = Self.decide([1, 0], prices: Self.cheapFirst)
        #expect(decision.intents == [.noDischarge, .charge(Watts(2000))])
    }

    @Test func smallOneFull_theLargeOneTakesItsPart() throws {
        let (decision, even) = (
            Self.decide([0, 1], prices: Self.cheapFirst), Self.decide([0.2, 0.3], prices: Self.cheapFirst)
        )
        #expect(decision.intents == [.charge(Watts(5000)), .noDischarge])
        #expect(even.intents.map(Self.forced).reduce(0, +) < -5000)
    }

    @Test func largeOneEmpty_theSmallOneGivesWhatItCan() {
        let decision = Self.decide([0, 1], prices: Self.dearFirst)
        #expect(decision.intents == [.noCharge, .discharge(Watts(2000))])
    }

    @Test func littleRoom_isUsed_andTheRestGoesToTheOther() {
        // 50 Wh of room are 50 / (0.25 x sqrt 0.9) = 210.8 W.
        let decision = Self.decide([0, 1 - 50.0 / 4000], prices: Self.cheapFirst)
        let powers = decision.intents.map(Self.forced)
        #expect(abs(powers[1] + 50 / (0.25 * 0.9.squareRoot())) < 1e-6)
        #expect(powers[0] < -4999 && powers[0] >= -5000)
    }

    @Test(arguments: [[nil, 0.5], [0.5, nil], [0.5, 1.2], [0.5]] as [[Double?]])
    func oneChargeUnknown_leavesAllToTheirOwnMode(charge: [Double?]) {
        let decision = Self.decide(charge, prices: Self.cheapFirst)
        #expect(decision.intents == [.selfConsume, .selfConsume])
        #expect(decision.reason.driver == .noMeasurement)
    }
}
