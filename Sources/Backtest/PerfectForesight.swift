// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// The cheapest possible run of a window with everything known beforehand: the bound every policy is measured against.
///
/// Dynamic programming over the whole window on a fine grid of stored energy, with every power inside the battery's limits
/// allowed and no wear counted, as none is billed. Unlike a linear programme it never charges and discharges at once, also
/// not at negative prices. Values are kept for every block of slots only and computed again inside a block, so a year
/// needs no more than a few megabytes. Where the months' peaks are billed the search is not exact, see `thresholds`.
public struct PerfectForesight: Sendable {
    /// Nodes of the grid of stored energy.
    public let gridNodes: Int
    /// True where PV may be turned down, as it is wherever exporting costs money.
    public let canLimitPV: Bool

    /// A search on a grid.
    ///
    /// - Parameters:
    ///   - gridNodes: 101...20001; 2001 is exact to a cent over two months.
    ///   - canLimitPV: true when the inverter carries out a policy's `pvLimit`.
    public init(gridNodes: Int = 2001, canLimitPV: Bool = false) {
        self.gridNodes = max(101, min(20_001, gridNodes))
        self.canLimitPV = canLimitPV
    }

    /// The bill of the cheapest run of a house's window.
    ///
    /// - Parameters:
    ///   - house: the house with its window.
    ///   - finalStored: energy that must be left at the end, nil for as much as there was at the start.
    ///   - shouldContinue: asked again and again; returns false to stop early.
    /// - Returns: the bill, nil when stopped early; a battery that can hold nothing is billed as none.
    public func run(
        _ house: BacktestHouse, finalStored: WattHours? = nil, shouldContinue: () -> Bool = { true }
    ) -> BacktestResult? {
        let battery = SlotBattery(house.battery.withoutWear)
        guard let grid = EnergyGrid(battery, nodes: gridNodes) else {
            let idle = SlotBattery.Outcome(power: .zero, stored: house.initialStored)
            return bill(house, house.netLoads.map { _ in idle })
        }
        guard let peaks = thresholds(house, battery: battery, shouldContinue: shouldContinue) else { return nil }
        return search(
            slots(house, house.window, battery: battery, peaks: peaks), battery: battery, grid: grid,
            terminal: Self.terminal(house, grid, stored: finalStored ?? house.initialStored),
            start: house.initialStored, shouldContinue: shouldContinue
        ).map { bill(house, $0) }
    }

    /// A part of the window as the search sees it.
    ///
    /// - Parameter peaks: one for each slot of the part.
    func slots(
        _ house: BacktestHouse, _ part: Range<Slot>, battery: SlotBattery, peaks: [PeakThreshold]
    ) -> [UncertainSlot] {
        let first = house.window.lowerBound.distance(to: part.lowerBound)
        return peaks.enumerated().map { k, peak in
            let (netLoad, prices, exportLimit) = slot(house, first + k)
            return UncertainSlot(
                SlotEconomics(
                    netLoad: netLoad.value, prices: prices, battery: battery, exportLimit: exportLimit, peak: peak))
        }
    }

    /// Net load and prices of a slot of the window, and the highest export a discharge may cause, W.
    func slot(_ house: BacktestHouse, _ index: Int) -> (netLoad: Watts, prices: SlotPrices, exportLimit: Double) {
        canLimitPV ? house.withLimitedPV(index) : (house.netLoads[index], house.prices[index], .infinity)
    }

    private func bill(_ house: BacktestHouse, _ outcomes: [SlotBattery.Outcome]) -> BacktestResult {
        house.bill(
            outcomes.enumerated().map { index, outcome in
                SlotRun(outcome, curtailed: canLimitPV ? house.cheapestCurtailment(index, outcome) : .zero)
            })
    }

    /// What is lost by ending with less energy than there must be, by node.
    static func terminal(_ house: BacktestHouse, _ grid: EnergyGrid, stored: WattHours) -> [Double] {
        // Above any price the energy could be had for, and not higher: interpolation would smear a steeper edge.
        let highest = house.prices.reduce(0) { max($0, $1.importPrice.value, $1.exportPrice.value) }
        let penalty = 0.1 + 2 * highest / grid.efficiency
        return (0..<grid.count).map { penalty * max(0, stored.kWh - grid.energy(node: $0)) }
    }

    private func search(
        _ slots: [UncertainSlot], battery: SlotBattery, grid: EnergyGrid, terminal: [Double], start: WattHours,
        shouldContinue: () -> Bool
    ) -> [SlotBattery.Outcome]? {
        let block = max(1, Int(Double(slots.count).squareRoot()))
        var recursion = ValueRecursion(grid: grid, freedom: .anyPower)
        let starts = Array(stride(from: 0, to: slots.count, by: block))
        var checkpoints = [terminal]
        for first in starts.dropFirst().reversed() {
            guard shouldContinue() else { return nil }
            let inside = slots[first..<min(first + block, slots.count)]
            checkpoints.append(values(inside, end: checkpoints[checkpoints.count - 1], with: &recursion)[0])
        }
        var outcomes: [SlotBattery.Outcome] = []
        outcomes.reserveCapacity(slots.count)
        var stored = start
        for (first, end) in zip(starts, checkpoints.reversed()) {
            guard shouldContinue() else { return nil }
            let inside = slots[first..<min(first + block, slots.count)]
            let rows = values(inside, end: end, with: &recursion)
            for (k, slot) in inside.enumerated() {
                let outcome = rows[k + 1].withUnsafeBufferPointer { next in
                    next.baseAddress.map {
                        cheapest(slot.cases[0], stored: stored, battery: battery, grid: grid, next: $0)
                    }
                }
                let reached = outcome ?? SlotBattery.Outcome(power: .zero, stored: stored)
                outcomes.append(reached)
                stored = reached.stored
            }
        }
        return outcomes
    }

    /// The values at the start of each slot and, last, at the end.
    private func values(
        _ slots: ArraySlice<UncertainSlot>, end: [Double], with recursion: inout ValueRecursion
    ) -> [[Double]] {
        var rows = [end]
        for slot in slots.reversed() {
            var row = [Double](repeating: 0, count: end.count)
            rows[rows.count - 1].withUnsafeBufferPointer { next in
                row.withUnsafeMutableBufferPointer { value in
                    guard let next = next.baseAddress, let value = value.baseAddress else { return }
                    recursion.step(slot, next: next, value: value)
                }
            }
            rows.append(row)
        }
        return rows.reversed()
    }

    /// The best power at an exact state: a kink of the cost, a limit, or the way to a node.
    private func cheapest(
        _ slot: SlotEconomics, stored: WattHours, battery: SlotBattery, grid: EnergyGrid, next: UnsafePointer<Double>
    ) -> SlotBattery.Outcome {
        var best = SlotBattery.Outcome(power: .zero, stored: stored)
        var bestCost = Double.infinity
        func consider(_ power: Double) {
            let bounded = max(-slot.maxCharge, min(slot.maxDischarge, power))
            let outcome = battery.run(power: Watts(bounded * 1000), stored: stored)
            let value = grid.interpolate(next, at: grid.position(outcome.stored.kWh))
            let cost = slot.cost(batteryPower: outcome.power.value / 1000) + value
            if cost < bestCost { (best, bestCost) = (outcome, cost) }
        }
        consider(slot.netLoad)
        consider(0)
        consider(-slot.maxCharge)
        consider(slot.maxDischarge)
        if slot.netLoad > slot.peak.power { consider(slot.netLoad - slot.peak.power) }
        let position = grid.position(stored.kWh)
        let first = max(0, Int((position + grid.cells(batteryPower: slot.maxDischarge)).rounded(.up)))
        let last = min(grid.count - 1, Int((position + grid.cells(batteryPower: -slot.maxCharge)).rounded(.down)))
        for node in stride(from: first, through: last, by: 1) {
            consider(grid.batteryPower(cells: Double(node) - position))
        }
        return best
    }
}

extension BatteryDescription {
    /// The same battery at no wear.
    fileprivate var withoutWear: BatteryDescription {
        BatteryDescription(
            capacity: capacity, maxCharge: maxCharge, maxDischarge: maxDischarge,
            roundTripEfficiency: roundTripEfficiency, floor: floor, ceiling: ceiling, backupReserve: backupReserve,
            wear: .zero, connection: connection)
    }
}
