// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import HearthTestKit
import PlanCycle
import Testing

/// The model of prices is read from its file for each forecast: how often that is.
@Suite struct PriceOutageTests {
    private final class Counter { var count = 0 }

    /// A planner that counts the readings of its price model, which fails.
    private func house(historyDays: Int) throws -> (PlannerHarness, Counter) {
        let (house, counter) = (PlannerHarness(), Counter())
        house.insertHistory()
        let first = Slot(containing: house.wallAtBoot)
        try house.store.store(
            prices: (-96 * historyDays..<8).map {
                StoredPrice(slot: first.advanced(by: $0), spot: PricePerKWh(0.2))
            }, source: "test")
        house.planner.use { models in
            models.usePrices(id: "price-x", drift: nil) {
                counter.count += 1
                return nil
            }
        }
        return (house, counter)
    }

    @Test func outage_costsOneForecast_untilPricesCome() throws {
        let (house, counter) = try house(historyDays: 9)
        house.run(seconds: 2 * 3600, stride: 60)
        #expect(counter.count == 1)
        house.run(seconds: 6 * 3600, stride: 60)
        #expect(counter.count == 2, "the published prices have come to their end")
        try house.insertPrices(slots: 96)
        house.run(seconds: 3600, stride: 60)
        #expect(counter.count == 3)
    }

    @Test func forecastThatReachesNotFarEnough_isTriedOnceAnHour() throws {
        // Without a week of prices there is no naive forecast either.
        let (house, counter) = try house(historyDays: 0)
        house.run(seconds: 8 * 3600, stride: 60)
        #expect(counter.count >= 8 && counter.count <= 9, "\(counter.count)")
    }
}
