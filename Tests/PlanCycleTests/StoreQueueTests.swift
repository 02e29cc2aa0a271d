// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Testing

@testable import PlanCycle

@Suite struct StoreQueueTests {
    @Test func sliceSentAgain_waitsOnce() {
        var queue = StoreQueue(devices: 1)
        let slice = PlannerHarness.slice(device: 0, start: 0, end: 900, slot: Slot(index: 1))
        queue.add(slice)
        queue.add(slice)
        #expect(queue.batch.slices.count == 1)
        queue.note(StorageResult(storing: queue.batch, into: MemoryStore(devices: ["meter"])))
        queue.add(slice)
        #expect(queue.batch.slices.count == 1)
    }

    @Test func databaseGoneForMoreThanAWeek_sevenDaysAreKept() {
        var queue = StoreQueue(devices: 1)
        for k in 0..<700 {
            let slot = Slot(index: k)
            queue.add(PlannerHarness.slice(device: 0, start: 900 * k, end: 900 * (k + 1), slot: slot))
            queue.add(
                DecisionRecord(
                    slot: slot, madeAt: slot.start, policy: "test", intents: [],
                    reason: Reason(driver: .selfConsumption), stateOfCharge: []))
        }
        #expect(queue.batch.slices.map(\.slot.index) == Array(28..<700))
        #expect(queue.batch.decisions.map(\.slot.index) == Array(28..<700))
        #expect(queue.givenUp == 28)
        // A dropped slice comes again from the guard.
        queue.add(PlannerHarness.slice(device: 0, start: 0, end: 900, slot: Slot(index: 0)))
        #expect(queue.batch.slices.count == StoreQueue.keptSlots)
        #expect(queue.batch.slices.last?.slot == Slot(index: 0))
    }

    @Test func stormOfEvents_isBounded() {
        var queue = StoreQueue(devices: 1)
        for second in 0..<30_000 {
            queue.add(
                GuardEvent(
                    time: BootInstant(seconds: second), wallTime: UTCInstant(secondsSinceEpoch: second),
                    kind: .signalLost))
        }
        #expect(queue.batch.events.count <= StoreQueue.keptEvents)
        #expect(queue.batch.events.count + queue.givenUp == 30_000)
        #expect(queue.batch.events.last?.time == BootInstant(seconds: 29_999))
    }

    @Test func decisionForTheSameSlot_replacesTheEarlier() {
        var queue = StoreQueue(devices: 1)
        for policy in ["first", "second"] {
            queue.add(
                DecisionRecord(
                    slot: Slot(index: 3), madeAt: UTCInstant(secondsSinceEpoch: 0), policy: policy, intents: [],
                    reason: Reason(driver: .selfConsumption), stateOfCharge: []))
        }
        #expect(queue.batch.decisions.map(\.policy) == ["second"])
    }

    @Test func backoff_doublesUpToItsLimit() {
        var backoff = Backoff(firstSeconds: 10, limitSeconds: 300)
        let now = BootInstant(seconds: 0)
        let waits = (0..<7).map { _ in backoff.retry(after: now).seconds(since: now) }
        #expect(waits == [10, 20, 40, 80, 160, 300, 300])
        backoff.reset()
        #expect(backoff.retry(after: now).seconds(since: now) == 10)
    }
}
