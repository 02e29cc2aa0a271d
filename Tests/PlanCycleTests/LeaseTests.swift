// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import PlanCycle
import Policies
import Testing

@Suite struct LeaseTests {
    @Test func freshData_leaseOfAMinuteEveryTwentySeconds() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 200)
        #expect(house.intents.count == 10)
        for (earlier, later) in zip(house.intents, house.intents.dropFirst()) {
            #expect(later.madeAt.seconds(since: earlier.madeAt) == 20)
            #expect(later.sequence == earlier.sequence + 1)
        }
        #expect(house.intents.allSatisfy { $0.expires.seconds(since: $0.madeAt) == 60 })
        #expect(house.planner.status.decisionsMade == 1)
    }

    /// Three times 200 W leave 1400 W of 2 kW, in steps of 150 W; what was leased first is what the decision is told as.
    @Test func charge_isCutToTheImportLimit_atEveryRenewal() {
        let house = PlannerHarness(policy: LimitedCharge())
        func last() -> [BatteryIntent]? { house.intents.last?.batteries }
        house.run(seconds: 25)
        #expect(last() == [.charge(Watts(1350))])
        #expect(house.planner.status.decision?.intents == [.charge(Watts(1350))])
        #expect(house.planner.status.decision?.reason.limit == .monthPeak)
        #expect(house.planner.status.decision?.importLimit == Watts(2000))
        #expect(house.planner.status.decision?.pvLimit == Watts(4000))
        house.phaseImport = 1000
        house.run(seconds: 300)
        #expect(last() == [.noDischarge])
        house.phaseImport = 0
        house.run(seconds: 300)
        #expect(last() == [.noDischarge], "not taken up again in its quarter hour")
        house.run(seconds: 300)
        #expect(last() == [.charge(Watts(1950))])
        // The meter is lost: nothing is bought that could be above the limit.
        house.phaseImport = nil
        house.run(seconds: 20)
        #expect(last() == [.noDischarge])
    }

    @Test func chargeWithoutAMeter_isNotBegunBelowAnImportLimit_andTheDecisionSaysWhy() {
        let house = PlannerHarness(policy: LimitedCharge())
        house.phaseImport = nil
        house.run(seconds: 25)
        #expect(house.intents.last?.batteries == [.noDischarge])
        #expect(house.planner.status.decision?.intents == [.noDischarge])
        #expect(house.planner.status.decision?.reason.limit == .unknownLoad)
        let told = house.planner.status.decision?.reason.sentence
        #expect(told?.contains("The load is not known; nothing is bought") == true)
    }

    @Test func plannerStopped_leaseEndsAfterAMinute() throws {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 30)
        house.run(seconds: 120, plannerRuns: false)
        let last = try #require(house.intents.last)
        #expect(last.isInForce(at: last.madeAt.advanced(bySeconds: 59)))
        #expect(!last.isInForce(at: house.now))
    }

    @Test func noSnapshot_noIntent() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.sendsSnapshots = false
        house.greetFromGuard()
        house.run(seconds: 120)
        #expect(house.planner.status.handshake == .agreed(bootID: PlannerHarness.bootID))
        #expect(house.intents.isEmpty)
        #expect(house.planner.status.decisionsMade == 0)
    }

    @Test func snapshotsStop_noRenewalAfterTenSeconds() throws {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 103)
        let before = house.intents.count
        house.sendsSnapshots = false
        house.run(seconds: 300)
        // The last snapshot is of second 102; the renewal due at 121 finds it stale.
        #expect(house.intents.count == before)
        house.sendsSnapshots = true
        house.run(seconds: 1)
        #expect(house.intents.count == before + 1)
        #expect(try #require(house.intents.last).madeAt == BootInstant(seconds: 403))
    }

    @Test func snapshotThatWaitedBehindAStoppedPlanner_isStale() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 30)
        house.run(seconds: 5, plannerRuns: false)
        let before = house.intents.count
        house.skip(seconds: 60)
        house.step()
        house.sendsSnapshots = false
        house.run(seconds: 5)
        #expect(house.intents.count == before)
        #expect(house.planner.status.snapshot?.time == BootInstant(seconds: 34))
    }

    @Test func snapshotFromTheFuture_isNotFresh() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.sendsSnapshots = false
        house.greetFromGuard()
        house.run(seconds: 5) { house in
            var builder = SnapshotBuilder()
            builder.second = house.second + 1000
            house.send(.snapshot(builder.build()))
        }
        #expect(house.intents.isEmpty)
    }

    @Test func newSlot_newDecisionAtOnce() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 901)
        #expect(house.planner.status.decisionsMade == 2)
        #expect(house.intents.last?.madeAt == BootInstant(seconds: 900))
    }

    @Test func otherConfiguration_noIntentsAndNoSlices() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.guardHash = 1
        house.run(seconds: 1000)
        #expect(house.planner.status.handshake == .mismatch(guardHash: 1))
        #expect(house.intents.isEmpty)
        #expect(house.store.stored.slices.isEmpty)
        #expect(house.unstored.count == 2)
        #expect(house.planner.status.snapshot?.time == BootInstant(seconds: 999))

        // The guard starts again with the same configuration: both agree, nothing was lost.
        house.guardHash = PlannerHarness.hash
        house.greetFromGuard()
        house.run(seconds: 40)
        #expect(house.planner.status.handshake == .agreed(bootID: PlannerHarness.bootID))
        #expect(house.intents.count == 2)
        #expect(house.greetings == 2)
        house.run(seconds: 900)
        #expect(house.unstored.isEmpty)
        #expect(house.store.stored.slices.count == 4)
    }

    @Test func unansweredGreeting_isRepeated() {
        let link = LoopbackLink()
        let planner = Planner(
            setup: PlannerSetup(
                configurationHash: 1, devices: [], batteries: [], site: Fixture.site,
                tariff: PlannerHarness.spotTariff), policy: SelfConsumption(), store: MemoryStore(devices: []),
            port: link.guardPort)
        for second in 0..<11 {
            planner.step(
                now: BootInstant(seconds: second), wall: UTCInstant(secondsSinceEpoch: second), isClockTrusted: true)
        }
        #expect(link.plannerPort.takeFrames().count == 3)
    }

    @Test func brokenFrame_isCountedAndNothingElse() {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 10)
        house.sendRaw([1, 2, 3])
        house.run(seconds: 1)
        #expect(house.planner.status.framesRefused == 1)
        #expect(house.planner.status.lastFrameRefusal != nil)
        #expect(house.intents.count == 1)
    }
}

/// 3 kW from the grid, with an import of 2 kW at most.
private struct LimitedCharge: Policy {
    var name: String { "limited" }

    mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        PolicyDecision(
            intents: [.charge(Watts(3000))], importLimit: Watts(2000), pvLimit: Watts(4000),
            reason: Reason(driver: .chargeForLater, limit: .chargePower))
    }
}
