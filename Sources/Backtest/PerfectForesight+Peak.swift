// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

extension PerfectForesight {
    /// Nodes of the grid on which thresholds are compared.
    private static let comparisonNodes = 301
    /// Steps of a search; each leaves 0.618 of the interval, all of them some 20 W of 15 kW.
    private static let searchSteps = 14

    /// The import that the battery holds each slot to for the sake of its month's peak, `none` where no peak is billed.
    ///
    /// For each month the threshold whose cheapest run and peak together cost least, by golden section: the cost is convex in it
    /// but for negative prices. Months are searched one by one, as if each began and ended with the window's first charge, and
    /// every quarter hour is held to it where means of hours are billed. The run that comes of it is possible, so that the true
    /// optimum may be somewhat cheaper, never dearer.
    ///
    /// - Returns: one for each slot of the window, nil when stopped early.
    func thresholds(
        _ house: BacktestHouse, battery: SlotBattery, shouldContinue: () -> Bool
    ) -> [PeakThreshold]? {
        guard let price = house.tariff.peakPrice, let grid = EnergyGrid(battery, nodes: Self.comparisonNodes) else {
            return house.window.map { _ in .none }
        }
        var recursion = ValueRecursion(grid: grid, freedom: .anyPower)
        var result: [PeakThreshold] = []
        var begin = house.window.lowerBound
        while begin < house.window.upperBound {
            let month = LocalMonth(containing: begin, in: house.site.timeZone).slots
            let part = begin..<min(month.upperBound, house.window.upperBound)
            let first = house.window.lowerBound.distance(to: begin)
            let shares = part.map { house.tariff.peakCounting.share(at: $0) }
            let average = house.tariff.peakCounting.average
            func thresholds(_ power: Watts) -> [PeakThreshold] {
                shares.map { PeakThreshold(power, price: price, share: $0, average: average) }
            }
            let highest = zip(first..<first + part.count, shares).reduce(Watts.zero) {
                max($0, slot(house, $1.0).netLoad * $1.1)
            }
            let best = Self.lowest(of: 0...(highest + battery.maxCharge).value, shouldContinue: shouldContinue) {
                power in
                let slots = slots(house, part, battery: battery, peaks: thresholds(Watts(power)))
                let energy = Self.cost(slots, house, grid: grid, with: &recursion)
                return energy + (price * Watts(power)).value
            }
            guard let best else { return nil }
            result += thresholds(Watts(best))
            begin = part.upperBound
        }
        return result
    }

    /// What the cheapest run of some slots costs.
    private static func cost(
        _ slots: [UncertainSlot], _ house: BacktestHouse, grid: EnergyGrid, with recursion: inout ValueRecursion
    ) -> Double {
        var later = terminal(house, grid, stored: house.initialStored)
        var earlier = later
        for slot in slots.reversed() {
            later.withUnsafeBufferPointer { next in
                earlier.withUnsafeMutableBufferPointer { value in
                    guard let next = next.baseAddress, let value = value.baseAddress else { return }
                    recursion.step(slot, next: next, value: value)
                }
            }
            swap(&later, &earlier)
        }
        let position = grid.position(house.initialStored.kWh)
        return later.withUnsafeBufferPointer { values in
            values.baseAddress.map { grid.interpolate($0, at: position) } ?? .infinity
        }
    }

    /// Where a convex function is lowest, nil when stopped early.
    private static func lowest(
        of range: ClosedRange<Double>, shouldContinue: () -> Bool, _ function: (Double) -> Double
    ) -> Double? {
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (range.lowerBound, range.upperBound)
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (atLeft, atRight) = (function(left), function(right))
        for _ in 0..<searchSteps {
            guard shouldContinue() else { return nil }
            if atLeft <= atRight {
                (high, right, atRight) = (right, left, atLeft)
                left = high - ratio * (high - low)
                atLeft = function(left)
            } else {
                (low, left, atLeft) = (left, right, atRight)
                right = low + ratio * (high - low)
                atRight = function(right)
            }
        }
        return atLeft <= atRight ? left : right
    }
}
