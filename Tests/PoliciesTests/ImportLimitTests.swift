// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@testable import Policies

/// Charges that are cut to an import limit where the load is not known.
@Suite struct ImportLimitTests {
    /// 10 kWh, 5 kW, without losses.
    private static let battery = SlotBattery(
        BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 1,
            floor: 0, ceiling: 1))

    private func slot(
        _ netLoads: [Double], _ weights: [Double], importPrice: Double, exportPrice: Double = 0, limit: Double
    ) -> UncertainSlot {
        UncertainSlot(
            cases: netLoads.map {
                SlotEconomics(
                    netLoad: $0 * 1000,
                    prices: SlotPrices(importPrice: PricePerKWh(importPrice), exportPrice: PricePerKWh(exportPrice)),
                    battery: Self.battery, importLimit: limit * 1000)
            }, weights: weights)
    }

    /// The values at a slot's start by node, from those at its end.
    private func values(_ slot: UncertainSlot, _ grid: EnergyGrid, next: [Double]) -> [Double] {
        var recursion = ValueRecursion(grid: grid, freedom: .intents)
        var value = next
        next.withUnsafeBufferPointer { next in
            value.withUnsafeMutableBufferPointer { value in
                if let next = next.baseAddress, let value = value.baseAddress {
                    recursion.step(slot, next: next, value: value)
                }
            }
        }
        return value
    }

    /// Loads of 1 and 3 kW below 4 kW leave 3 and 1 kW, both worth five times their price.
    @Test func eachCase_chargesWhatTheLimitLeavesIt() throws {
        let grid = try #require(EnergyGrid(Self.battery, nodes: 101))
        let uncertain = slot([1, 3], [0.5, 0.5], importPrice: 0.1, limit: 4)
        #expect(uncertain.maxCharge == 1 && uncertain.highestCharge == 3 && uncertain.importLimit == Watts(4000))
        let next = (0..<grid.count).map { -0.5 * grid.energy(node: $0) }
        // Both cases import 4 kW; on the mean 0.5 kWh are stored.
        let wanted = 0.25 * 0.1 * 4 - 0.5 * 0.5
        #expect((values(uncertain, grid, next: next)[0] - wanted).magnitude < 1e-12)
        let chosen = next.withUnsafeBufferPointer { next in
            next.baseAddress.map {
                IntentChooser(battery: Self.battery, grid: grid)
                    .choose(uncertain, stored: .zero, next: EndValues(mean: $0))
            }
        }
        let choice = try #require(chosen)
        #expect(choice.intent == .charge(Watts(3000)) && (choice.cost - wanted).magnitude < 1e-12)
        #expect(choice.outcome.power == Watts(-2000))
    }

    /// A site's limit is kept by no meter of the planner: a charge leaves room for every case, as without a peak.
    @Test func siteLimit_leavesRoomForEveryCase() {
        func slot(peak: Double) -> UncertainSlot {
            UncertainSlot(
                cases: [1000.0, 3000].map {
                    SlotEconomics(
                        netLoad: $0, prices: SlotPrices(importPrice: PricePerKWh(0.1), exportPrice: .zero),
                        battery: Self.battery, siteLimit: 5000, importLimit: peak)
                }, weights: [0.5, 0.5])
        }
        let free = slot(peak: .infinity)
        #expect(free.maxCharge == 2 && free.highestCharge == 2 && free.importLimit == nil)
        let billed = slot(peak: 4000)
        #expect(billed.maxCharge == 1 && billed.highestCharge == 2 && billed.importLimit == Watts(4000))
    }

    /// The recursion looks at all nodes together, the chooser at each intent by itself; half a kW
    /// fills a cell, so that powers end on nodes without rounding.
    @Test(arguments: 0..<50) func recursion_agreesWithTheChooser(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let grid = try #require(EnergyGrid(Self.battery, nodes: 81))
        func power(_ range: Range<Double>) -> Double {
            0.5 * (2 * (range.lowerBound + random.nextUniform() * (range.upperBound - range.lowerBound))).rounded()
        }
        let uncertain = slot(
            (0..<3).map { _ in power(-3..<5) }, [0.4, 0.3, 0.3], importPrice: random.nextUniform() * 0.4,
            limit: power(0..<5))
        // Where the highest surplus is all there is room for, the recursion has no charge to look at.
        guard uncertain.highestSurplus != uncertain.maxCharge else { return }
        // Falling and convex, bent on nodes.
        let slopes = (0..<3).map { _ in -0.05 * random.nextUniform() }.sorted()
        var next = [0.0]
        for node in 1..<grid.count { next.append(next[node - 1] + slopes[min(2, node / 30)]) }
        let found = values(uncertain, grid, next: next)
        let chooser = IntentChooser(battery: Self.battery, grid: grid)
        for node in 0..<grid.count {
            let stored = WattHours(grid.energy(node: node) * 1000)
            let cost = next.withUnsafeBufferPointer { next in
                next.baseAddress.map { chooser.choose(uncertain, stored: stored, next: EndValues(mean: $0)).cost }
            }
            #expect(try (found[node] - #require(cost)).magnitude < 1e-6, "node \(node)")
        }
    }
}
