// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import PlanCycle
import Policies
import Testing

/// What the planner stores of its decisions once their quarter hours have ended.
@Suite struct OutcomeTests {
    /// Rests the battery whatever happens.
    private struct Idle: Policy {
        let name = "idle"
        func decide(_ situation: PolicySituation) -> PolicyDecision {
            PolicyDecision(intents: [.idle], reason: Reason(driver: .schedule))
        }
    }

    private static func house(isDryRun: Bool?) throws -> PlannerHarness {
        let house = PlannerHarness(policy: Idle())
        house.isDryRun = isDryRun
        // Import (0.10 + 0.15) x 1.2 = 0.30 at every hour of the local day.
        try house.store.store(
            prices: (-8..<192).map {
                StoredPrice(slot: Slot(containing: house.wallAtBoot).advanced(by: $0), spot: PricePerKWh(0.10))
            }, source: "test")
        return house
    }

    private func near(_ found: Money?, _ wanted: Double) -> Bool {
        found.map { ($0.value - wanted).magnitude < 1e-9 } ?? false
    }

    @Test func dryRun_isStoredWithWhatItWouldHaveCome_inTheCommitOfItsQuarterHour() throws {
        let house = try Self.house(isDryRun: true)
        let first = house.slot
        house.run(seconds: 890)
        let calls = house.store.storeCalls
        house.run(seconds: 110)
        #expect(house.store.storeCalls == calls + 1)
        let record = try #require(try house.store.outcomes(slots: first..<first.advanced(by: 9)).first)
        #expect(record.slot == first && record.isDryRun == true && record.commanded == [.setpoint(.zero)])
        // The harness measures 700 W from the grid and 100 W into the battery.
        #expect(near(record.measured?.cost, 0.7 * 0.25 * 0.30) && record.measured?.stored == .zero)
        #expect(near(record.noBattery, 0.6 * 0.25 * 0.30))
        #expect(near(record.withheld?.cost, 0.6 * 0.25 * 0.30))
        #expect(near(record.selfConsumption?.cost, 0))
        #expect(near(record.savedAgainstNoBattery, 0))
        #expect((record.storedPrice?.value ?? 0) - 0.30 < 1e-9)
        #expect(house.planner.status.outcomesStored == 1 && house.planner.status.waitingForStore == 0)
    }

    @Test func everyQuarterHour_hasItsOutcome_onceEach() throws {
        let house = try Self.house(isDryRun: false)
        let first = house.slot
        house.run(seconds: 4 * 900 + 60)
        let records = try house.store.outcomes(slots: first..<first.advanced(by: 9))
        #expect(records.map(\.slot) == (0..<4).map { first.advanced(by: $0) })
        #expect(records.allSatisfy { $0.withheld == nil && $0.savedAgainstSelfConsumption != nil })
        #expect(house.store.stored.outcomes.count == 4)
    }

    @Test func today_isSummedUpAfterEachQuarterHour_andAfterARestart() throws {
        let house = try Self.house(isDryRun: true)
        let first = house.slot
        let day = LocalDay(containing: first, in: Fixture.site.timeZone).slots
        house.run(seconds: 10)
        // The day began an hour before: its first four quarter hours are nobody's.
        let before = day.lowerBound.distance(to: first)
        #expect(house.planner.status.today?.endedCount == before && house.planner.status.today?.saved == nil)
        house.run(seconds: 2 * 900 + 60)
        let today = try #require(house.planner.status.today)
        let stored = try house.store.outcomes(slots: day)
        #expect(today.knownCount == 2 && today.firstKnown == first && today.isDryRun == true)
        #expect(today.endedCount == before + 2 && before > 0)
        #expect(today.saved == stored.compactMap(\.savedAgainstSelfConsumption).reduce(.zero, +))
        house.restartPlanner()
        house.run(seconds: 2)
        #expect(house.planner.status.today == today)
        house.store.readsFail = true
        house.run(seconds: 900)
        #expect(house.planner.status.today == nil, "a database that does not answer is not one that knows nothing")
    }

    @Test func slicesThatDoNotCome_leaveAnUnknown() throws {
        let house = try Self.house(isDryRun: true)
        let first = house.slot
        house.run(seconds: 899)
        house.sendsSlices = false
        house.run(seconds: 32)
        let record = try #require(try house.store.outcomes(slots: first..<first.advanced(by: 1)).first)
        #expect(record.measured == nil && record.noBattery == nil && record.withheld == nil)
        #expect(record.commanded == [.setpoint(.zero)])
    }

    @Test func databaseThatFails_isAskedAgain_andNothingIsLost() throws {
        let house = try Self.house(isDryRun: true)
        let first = house.slot
        house.store.writesFail = true
        house.run(seconds: 2000)
        #expect(try house.store.outcomes(slots: first..<first.advanced(by: 2)).isEmpty)
        house.store.writesFail = false
        house.run(seconds: 1000)
        let records = try house.store.outcomes(slots: first..<first.advanced(by: 3))
        #expect(records.count == 3 && records.allSatisfy { $0.withheld != nil })
    }

    @Test func untrustedClock_hasNoOutcome() throws {
        let house = try Self.house(isDryRun: true)
        house.isClockTrusted = false
        house.run(seconds: 1900)
        #expect(house.store.stored.outcomes.isEmpty)
    }

    @Test func restart_beginsWithTheNextWholeQuarterHour() throws {
        let house = try Self.house(isDryRun: true)
        let first = house.slot
        house.run(seconds: 600)
        house.restartPlanner()
        house.run(seconds: 1300)
        let records = try house.store.outcomes(slots: first..<first.advanced(by: 9))
        #expect(records.map { $0.withheld != nil } == [false, true])
        #expect(records.allSatisfy { $0.measured != nil })
    }
}
