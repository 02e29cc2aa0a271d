// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Policies
import Testing

@testable import PlanCycle

@Suite struct StoringTests {
    @Test func quarterHour_oneCommitWithSlicesDecisionAndEvents() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 3600) { house in
            if house.second % 300 == 10 { house.send(.event(Self.event(house))) }
        }
        // One commit after the start, three at the ends of slots.
        #expect(house.store.storeCalls == 4)
        house.run(seconds: 1)
        #expect(house.store.storeCalls == 5)
        #expect(house.store.stored.slices.count == 8)
        #expect(house.store.stored.events.count == 12)
        #expect(house.store.stored.decisions.count == 5)
        #expect(house.unstored.isEmpty)
        #expect(house.planner.status.slicesStored == 8)
        #expect(house.planner.status.rowsStored == 8)
        #expect(house.planner.status.waitingForStore == 0)
    }

    @Test func sliceOfOneDeviceNeverComes_theOthersAreStoredAfterTheGrace() {
        let house = PlannerHarness(
            policy: SelfConsumption(),
            devices: PlannerHarness.devices + [DeviceDescription(id: "pump", role: .heatPump, offered: [])])
        house.run(seconds: 929)
        #expect(house.store.stored.slices.isEmpty)
        house.run(seconds: 2)
        #expect(house.store.stored.slices.count == 2)
    }

    @Test func storeFailsForAnHour_controlGoesOnAndNothingIsStoredTwice() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 1000)
        house.store.writesFail = true
        let intents = house.intents.count
        let calls = house.store.storeCalls
        house.run(seconds: 3600)
        #expect(house.intents.count - intents >= 180)
        #expect(house.planner.status.waitingForStore > 0)
        // Backed off: 10, 20, 40 ... 300 s, not every second.
        #expect(house.store.storeCalls - calls < 40)
        #expect(house.planner.status.lastStoreError == "database or disk is full")
        #expect(house.planner.status.storeTrouble == "database or disk is full")

        house.store.writesFail = false
        house.run(seconds: 1200)
        #expect(house.planner.status.storeTrouble == nil)
        #expect(house.unstored.isEmpty)
        #expect(house.store.repeatedSlices == 0)
        let slots = house.store.stored.slices.filter { $0.device == DeviceIndex(0) }.map(\.slot)
        let first = Slot(containing: house.wallAtBoot)
        #expect(slots == Array(first..<first.advanced(by: 6)))
        #expect(house.store.stored.decisions.map(\.slot) == Array(first...first.advanced(by: 6)))
        #expect(house.planner.status.recordsGivenUp == 0)
    }

    @Test func plannerAwayForADay_theGuardsSlicesAreStoredOnce() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 1000)
        house.run(seconds: 86_400, stride: 20, plannerRuns: false)
        house.restartPlanner()
        house.run(seconds: 60)
        #expect(house.unstored.isEmpty)
        #expect(house.store.stored.slices.count == 2 * 97)
        #expect(house.store.repeatedSlices == 0)
        #expect(house.planner.status.batchesStored == 1)
    }

    @Test func restartInTheMiddleOfASlot_decidesAgainAndLosesNothing() throws {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 1300)
        house.restartPlanner()
        house.run(seconds: 700)
        let first = Slot(containing: house.wallAtBoot)
        let decided = try house.store.decisions(slots: first..<first.advanced(by: 3))
        #expect(decided.map(\.slot) == [first, first.advanced(by: 1), first.advanced(by: 2)])
        #expect(decided[1].madeAt == house.wallAtBoot.advanced(bySeconds: 1301))
        #expect(house.store.stored.slices.count == 4)
        #expect(house.store.repeatedSlices == 0)
        // Sequence numbers begin anew with a planner's life; the guard orders intents by when they were made.
        let restarted = house.intents.filter { $0.madeAt >= BootInstant(seconds: 1300) }
        #expect(restarted.first?.sequence == 1)
    }

    @Test(arguments: [-3600, -1, 1, 3600, 86_400])
    func clockSteps_everySliceOnceAndTheLeaseGoesOn(step: Int) {
        let house = PlannerHarness(start: "2016-11-01T06:07:00Z", policy: SelfConsumption())
        house.run(seconds: 1000)
        house.wallAtBoot = house.wallAtBoot.advanced(bySeconds: step)
        house.run(seconds: 2000)
        #expect(house.unstored.isEmpty)
        #expect(house.store.repeatedSlices == 0)
        let observed = house.store.stored.slices.filter { $0.device == DeviceIndex(0) }
        for (earlier, later) in zip(observed, observed.dropFirst()) { #expect(earlier.end == later.start) }
        for (earlier, later) in zip(house.intents, house.intents.dropFirst()) {
            #expect(later.madeAt.seconds(since: earlier.madeAt) <= Intent.renewalSeconds)
        }
    }

    @Test func sliceOfAnUnknownDevice_isRefusedAndTheRestStored() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 10)
        house.send(.slice(PlannerHarness.slice(device: 9, start: 0, end: 5, slot: house.slot)))
        house.run(seconds: 900)
        #expect(house.planner.status.slicesRefused == 1)
        #expect(house.store.stored.slices.count == 2)
    }

    @Test func recordsThatWillNeverBeStored_areSetAsideAndTold_theOthersGoOn() {
        // A configuration with a device more than the database was opened with.
        let house = PlannerHarness(
            policy: SelfConsumption(),
            devices: PlannerHarness.devices + [DeviceDescription(id: "pump", role: .heatPump, offered: [])])
        let poison = PlannerHarness.slice(device: 2, start: 0, end: 900, slot: house.slot)
        house.run(seconds: 60)
        for _ in 0..<3 { house.send(.event(Self.event(house))) }
        house.run(seconds: 900)
        house.send(.slice(poison))
        let calls = house.store.storeCalls
        house.run(seconds: 1800) { house in
            // The guard repeats what is not acknowledged.
            if house.second % 900 == 100 { house.send(.slice(poison)) }
        }
        let status = house.planner.status
        #expect(house.unstored.isEmpty, "the slices around it are stored")
        #expect(house.store.stored.slices.allSatisfy { $0.device != DeviceIndex(2) })
        #expect(status.recordsSetAside == 1)
        #expect(status.lastSetAside == "1 slice set aside: unknown device")
        #expect(status.waitingForStore <= 1)
        let told = house.store.stored.events.filter { $0.kind == .recordsSetAside }
        #expect(told.map(\.detail) == ["1 slice set aside: unknown device"])
        #expect(told.first?.wallTime == house.store.stored.events.map(\.wallTime).max())
        #expect(house.store.storeCalls - calls < 12, "searched once, not at every quarter hour")
        #expect(house.store.repeatedSlices == 0)
    }

    @Test func databaseThatRefusesEverything_isNotAskedForEachRecord_andLaterOnesGoOn() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 60)
        house.store.refuses = { _ in true }
        for _ in 0..<1000 { house.send(.event(Self.event(house))) }
        let calls = house.store.storeCalls
        house.run(seconds: 1000)
        #expect(house.planner.status.recordsSetAside >= 1000)
        #expect(house.store.storeCalls - calls < 100)
        house.store.refuses = { _ in false }
        house.send(.event(Self.event(house)))
        house.run(seconds: 900)
        #expect(house.store.stored.events.contains { $0.kind == .signalLost })
        #expect(house.unstored.isEmpty)
    }

    @Test func failureThatMayPass_inTheMiddleOfTheSearch_keepsTheRestInOrder() {
        let store = MemoryStore(devices: ["meter"])
        let times = (0..<8).map { BootInstant(seconds: $0) }
        let batch = StoreBatch(
            events: times.map {
                GuardEvent(time: $0, wallTime: UTCInstant(secondsSinceEpoch: 0), kind: .signalLost)
            })
        store.refuses = { event in
            // The fourth will never do; once it is found, the disk is full.
            if event.time == times[3], store.stored.events.count == 3 { store.writesFail = true }
            return event.time == times[3]
        }
        let result = StorageResult(storing: batch, into: store)
        #expect(result.stored.events.map(\.time) == Array(times[..<3]))
        #expect(result.refusals.map(\.records.count) == [1])
        #expect(result.waiting.events.map(\.time) == Array(times[4...]))
    }

    @Test func pruningOnceADay_onlyWithATrustedClock() {
        let house = PlannerHarness(start: "2016-11-01T23:50Z", policy: SelfConsumption())
        house.isClockTrusted = false
        house.run(seconds: 60)
        #expect(house.store.prunedAt.isEmpty)
        house.isClockTrusted = true
        house.run(seconds: 3 * 3600, stride: 60)
        // At once, as the day's was missed, and at ten past three by the house's clock.
        #expect(house.store.prunedAt.map(\.iso8601) == ["2016-11-01T23:51:00Z", "2016-11-02T02:10:00Z"])
    }

    @Test func endOfARun_whatWaitsIsStored() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 100)
        house.send(.event(Self.event(house)))
        house.planner.finish(now: house.now)
        #expect(house.store.stored.events.count == 1)
        #expect(house.planner.status.waitingForStore == 0)
    }

    @Test func events_areAskedForWhereTheDatabaseEnds_andAccountedForOnceStored() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.store.readsFail = true
        house.run(seconds: 60)
        #expect(house.accounts.isEmpty, "a database that cannot be asked may hold anything")
        house.store.readsFail = false
        house.run(seconds: 10)
        #expect(house.accounts == [nil])
        let event = Self.event(house, .deviceLost)
        house.send(.event(event))
        house.run(seconds: 900)
        #expect(house.accounts == [nil, event.mark])
        house.restartPlanner()
        house.run(seconds: 10)
        #expect(house.accounts == [nil, event.mark, event.mark])
    }

    @Test func eventBeforeTheGreeting_isNotTaken_asItsDeviceMayBeAnother() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.guardHash = 1
        house.run(seconds: 10)
        house.send(.event(Self.event(house)))
        house.run(seconds: 1000)
        #expect(house.store.stored.events.isEmpty && house.accounts.isEmpty)
    }

    private static func event(_ house: PlannerHarness, _ kind: GuardEvent.Kind = .signalLost) -> GuardEvent {
        GuardEvent(time: house.now, wallTime: house.wall, kind: kind, device: DeviceIndex(0), detail: "test")
    }
}
