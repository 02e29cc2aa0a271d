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

    @Test func forecasts_areKeptForADay_andDroppedOnesAreCountedApart() throws {
        var queue = StoreQueue(devices: 1)
        for k in 0..<250 { queue.add(try Self.forecast(.demand, madeAt: Slot(index: k))) }
        #expect(queue.batch.forecasts.map(\.forecast.madeAt) == (58..<250).map { Slot(index: $0).start })
        #expect(queue.forecastsGivenUp == 58 && queue.givenUp == 0)
        #expect(queue.count == StoreQueue.keptForecasts)
    }

    @Test func forecastOfTheSameTargetAndSlot_replacesTheEarlier() throws {
        var queue = StoreQueue(devices: 1)
        let slot = Slot(index: 3)
        for (target, model) in [(ForecastTarget.demand, "first"), (.solar, "other"), (.demand, "second")] {
            queue.add(try Self.forecast(target, madeAt: slot, model: model))
        }
        #expect(queue.batch.forecasts.map(\.forecast.model) == ["other", "second"])
    }

    @Test func forecastTheDatabaseWillNeverTake_doesNotKeepTheOthersOut() throws {
        var queue = StoreQueue(devices: 1)
        for k in 0..<5 { queue.add(try Self.forecast(.demand, madeAt: Slot(index: k))) }
        let slice = PlannerHarness.slice(device: 7, start: 0, end: 900, slot: Slot(index: 1))
        queue.add(slice)
        let store = MemoryStore(devices: ["meter"])
        let result = StorageResult(storing: queue.batch, into: store)
        queue.note(result)
        #expect(result.refusals.map(\.records.summary) == ["1 slice"])
        #expect(result.stored.forecasts.count == 5 && queue.batch.isEmpty)
        let found = try store.forecasts(target: .demand, madeAt: Slot(index: 0)..<Slot(index: 9))
        #expect(found == result.stored.forecasts)
        #expect(StoreBatch(forecasts: found).summary == "5 forecasts")
    }

    @Test func forecastsWait_whileTheDatabaseFails() throws {
        var queue = StoreQueue(devices: 1)
        queue.add(try Self.forecast(.solar, madeAt: Slot(index: 0)))
        let store = MemoryStore(devices: ["meter"])
        store.writesFail = true
        queue.note(StorageResult(storing: queue.batch, into: store))
        #expect(queue.batch.forecasts.count == 1)
        store.writesFail = false
        queue.note(StorageResult(storing: queue.batch, into: store))
        #expect(queue.batch.isEmpty)
        #expect(try store.forecast(target: .solar, madeAt: Slot(index: 0)) != nil)
    }

    private static func forecast(
        _ target: ForecastTarget, madeAt slot: Slot, model: String = "test"
    ) throws -> ForecastRecord {
        let forecast = Forecast(
            firstSlot: slot, p10: [1], p50: [2], p90: [3], madeAt: slot.start, model: model)
        return ForecastRecord(target: target, forecast: try #require(forecast))
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
