// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import PlanCycle
import Policies
import Testing

@Suite struct DecisionTests {
    @Test func cheapNightBeforeADearDay_charges() throws {
        let house = PlannerHarness()
        house.insertHistory()
        try house.insertPrices()
        house.run(seconds: 2)
        let decision = try #require(house.planner.status.decision)
        guard case .charge = decision.intents[0] else {
            Issue.record("expected a charge, found \(decision)")
            return
        }
        #expect(decision.reason.driver == .chargeForLater)
        #expect(decision.reason.importPrice == PricePerKWh((0.05 + 0.15) * 1.2))
        #expect(decision.stateOfCharge == [0.5])
        #expect(house.intents.last?.batteries == decision.intents)
        #expect(house.planner.status.plan.count == 192)
    }

    /// 05:15 local, three quarter hours before the night's price ends: too few for a battery that is half full.
    @Test func cheapNightOfAFixedTariff_chargesWithoutAnySpotPrice() throws {
        let night = CalendarPeriod(quarters: Set(0..<24))
        let calendar = TariffCalendar(zone: Fixture.site.timeZone)
        let house = PlannerHarness(
            start: "2016-11-01T04:15Z",
            tariff: Tariff(
                currency: "EUR", energy: .fixed(PricePerKWh(0.25)), importFees: PricePerKWh(0.125), vat: 0,
                export: .fixed(PricePerKWh(0.0625)),
                periods: [TariffPeriod(name: "night", times: night, energy: .zero)], calendar: calendar))
        house.insertHistory()
        house.run(seconds: 2)
        let decision = try #require(house.planner.status.decision)
        guard case .charge = decision.intents[0] else {
            Issue.record("expected a charge, found \(decision)")
            return
        }
        #expect(decision.reason.driver == .chargeForLater && decision.reason.importPrice == PricePerKWh(0.125))
        let plan = house.planner.status.plan
        #expect(plan.count == 192)
        let charging = plan.filter { $0.battery < Watts(-1) }
        #expect(charging.count > 3 && charging.allSatisfy { night.contains($0.slot, in: calendar) })
        house.run(seconds: 2700)
        #expect(house.planner.status.decision?.reason.importPrice == PricePerKWh(0.375))
        #expect(house.planner.status.decision?.intents == [.selfConsume])
    }

    @Test func otherPolicy_drivesFromTheNextDecisionOn() throws {
        let house = PlannerHarness()
        house.run(seconds: 100)
        house.planner.use(SelfConsumption())
        house.run(seconds: 790)
        #expect(house.planner.status.decision?.policy == "optimiser", "the one that stands holds for its slot")
        house.run(seconds: 20)
        #expect(house.planner.status.decision?.policy == "self-consumption")
        #expect(house.planner.status.decisionsMade == 2)
    }

    @Test func missingPrices_selfConsumptionAndTheReasonSaysSo() throws {
        let house = PlannerHarness()
        house.insertHistory()
        house.run(seconds: 2)
        let decision = try #require(house.planner.status.decision)
        #expect(decision.reason.driver == .noPrice)
        #expect(house.intents.last?.batteries == [.selfConsume])
    }

    @Test func pricesArrive_decidedAnewAtOnce() throws {
        let house = PlannerHarness()
        house.insertHistory()
        house.run(seconds: 100)
        #expect(house.planner.status.decision?.reason.driver == .noPrice)
        try house.insertPrices()
        house.planner.notePricesChanged()
        house.run(seconds: 1)
        #expect(house.planner.status.decision?.reason.driver == .chargeForLater)
        #expect(house.intents.last?.madeAt == BootInstant(seconds: 100))
    }

    @Test func clockNotTrusted_noPriceCoversTheSlot() throws {
        let house = PlannerHarness()
        house.insertHistory()
        try house.insertPrices()
        house.run(seconds: 10)
        house.isClockTrusted = false
        house.run(seconds: 1)
        #expect(house.planner.status.decision?.reason.driver == .noPrice)
        #expect(house.intents.last?.batteries == [.selfConsume])
        house.isClockTrusted = true
        house.run(seconds: 1)
        #expect(house.planner.status.decision?.reason.driver == .chargeForLater)
    }

    @Test func lostStateOfCharge_decidedAnewWhenItIsBack() throws {
        let house = PlannerHarness()
        house.insertHistory()
        try house.insertPrices()
        house.soc = nil
        house.run(seconds: 60)
        #expect(house.planner.status.decision?.reason.driver == .noMeasurement)
        #expect(house.planner.status.decision?.stateOfCharge.first?.isNaN == true)
        #expect(house.planner.status.decisionsMade == 1)
        house.soc = 0.5
        house.run(seconds: 1)
        #expect(house.planner.status.decision?.reason.driver == .chargeForLater)
    }

    @Test func newHouseWithoutHistory_noForecast() throws {
        let house = PlannerHarness()
        try house.insertPrices()
        house.run(seconds: 2)
        #expect(house.planner.status.decision?.reason.driver == .noForecast)
    }

    @Test func forecastIsTheBalanceOfTheRows() throws {
        // Rows of 700 W import, 200 W PV, 100 W charging: a load of 800 W, seen by the policy after a day.
        let spy = SituationSpy()
        let house = PlannerHarness(policy: spy)
        house.run(seconds: 25 * 3600, stride: 10)
        let situation = try #require(spy.seen.last)
        let load = try #require(situation.load)
        let pv = try #require(situation.pv)
        #expect(load.p50.allSatisfy { $0 == 800 })
        #expect(pv.p50.allSatisfy { $0 == 200 })
        #expect(load.firstSlot == situation.now)
        #expect(spy.seen.first?.load == nil)
    }

    @Test func knownPricesEnd_expectationFollowsThem() throws {
        let spy = SituationSpy()
        let house = PlannerHarness(start: "2016-11-08T00:00Z", policy: spy)
        let first = house.slot.advanced(by: -7 * 96)
        let prices = (0..<(8 * 96)).map {
            StoredPrice(slot: first.advanced(by: $0), spot: PricePerKWh(Double($0 % 96) / 1000))
        }
        try house.store.store(prices: prices, source: "test")
        house.run(seconds: 2)
        let situation = try #require(spy.seen.first)
        #expect(situation.prices.count == 96)
        #expect(situation.expectedPrices.count == 96)
        for (known, expected) in zip(situation.prices, situation.expectedPrices) {
            #expect((known.importPrice - expected.importPrice).magnitude < PricePerKWh(1e-9))
        }
    }

    @Test(arguments: [
        [BatteryIntent.charge(Watts(.nan))], [.discharge(Watts(.infinity))], [.charge(Watts(-1))],
        [.discharge(Watts(5002))], [], [.idle, .idle],
    ])
    func unusableAnswer_selfConsumption(answer: [BatteryIntent]) {
        let house = PlannerHarness(policy: FixedPolicy(intents: answer))
        house.run(seconds: 2)
        #expect(house.intents.last?.batteries == [.selfConsume])
        #expect(house.planner.status.decision?.reason.driver == .policyRefused)
        #expect(house.planner.status.policyRefusals == 1)
    }

    @Test func databaseCannotBeRead_pricesGivenBeforeStillHold() throws {
        let house = PlannerHarness()
        house.insertHistory()
        try house.insertPrices()
        house.run(seconds: 10)
        house.store.readsFail = true
        house.run(seconds: 900)
        #expect(house.planner.status.storeFailures > 0)
        #expect(house.planner.status.decision?.slot == Slot(containing: house.wallAtBoot).advanced(by: 1))
        #expect(house.planner.status.decision?.reason.driver == .chargeForLater)
    }

    @Test(arguments: [("2026-03-28T23:00Z", 92), ("2026-10-24T22:00Z", 100), ("2026-06-30T22:00Z", 96)])
    func localDay_oneDecisionForEachSlotOfUTC(start: String, slots: Int) {
        let house = PlannerHarness(start: start, policy: SelfConsumption())
        let day = LocalDay(containing: house.slot, in: .centralEuropean)
        #expect(day.slots.count == slots)
        house.run(seconds: slots * 900 + 60, stride: 10)
        let decided = house.store.stored.decisions.map(\.slot).filter(day.slots.contains)
        #expect(decided == Array(day.slots))
        #expect(Set(house.store.stored.slices.map(\.slot)) == Set(day.slots))
    }
}

/// Keeps what it was told; always self-consumption.
private struct SituationSpy: Policy {
    final class Notes: @unchecked Sendable {
        // Used by the one thread of a test.
        var seen: [PolicySituation] = []
    }

    let notes = Notes()
    var name: String { "spy" }
    var seen: [PolicySituation] { notes.seen }

    mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        notes.seen.append(situation)
        return PolicyDecision(intents: [.selfConsume], reason: Reason(driver: .selfConsumption))
    }
}

/// Always the same answer.
private struct FixedPolicy: Policy {
    let intents: [BatteryIntent]
    var name: String { "fixed" }

    mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        PolicyDecision(intents: intents, reason: Reason(driver: .schedule))
    }
}
