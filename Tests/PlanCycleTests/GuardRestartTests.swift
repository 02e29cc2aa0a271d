// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import PlanCycle
import Policies
import Testing

/// Another life of the guard on the same link: nothing agreed with the one before holds.
@Suite struct GuardRestartTests {
    private func agreed() -> PlannerHarness {
        let house = PlannerHarness(policy: SelfConsumption())
        house.run(seconds: 30)
        return house
    }

    @Test func guardThatRestarted_isGreetedAgain_andGetsNoIntentBeforeItAnswers() {
        let house = agreed()
        let (intents, greetings) = (house.intents.count, house.greetings)
        house.answersGreetings = false
        house.restartGuard()
        house.run(seconds: 100)
        #expect(house.planner.status.handshake == .waiting)
        #expect(house.intents.count == intents, "fresh snapshots alone agree on nothing")
        #expect(house.greetings == greetings + 20, "one every five seconds")
        house.answersGreetings = true
        house.run(seconds: 10)
        #expect(house.planner.status.handshake == .agreed(bootID: PlannerHarness.bootID))
        #expect(house.intents.count == intents + 1)
    }

    @Test func guardThatCameBackWithAnotherConfiguration_getsNoIntent() {
        let house = agreed()
        let intents = house.intents.count
        house.guardHash = 1
        house.restartGuard()
        house.run(seconds: 100)
        #expect(house.planner.status.handshake == .mismatch(guardHash: 1))
        #expect(house.intents.count == intents)
    }

    @Test func sliceBeforeTheGreeting_staysWithTheGuard() {
        let house = agreed()
        house.answersGreetings = false
        house.restartGuard()
        house.run(seconds: 900)
        #expect(house.store.stored.slices.isEmpty && house.unstored.count == 2)
        house.answersGreetings = true
        house.run(seconds: 900)
        #expect(house.store.stored.slices.count == 4 && house.unstored.isEmpty)
    }
}
