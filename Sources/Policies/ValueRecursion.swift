// SPDX-License-Identifier: Apache-2.0

import Energy

/// One backward step of the dynamic programme: the value of stored energy at the start of a slot from that at its end.
///
/// V(s) = min over the allowed powers b of cost(b) + V'(s + delta(b)), on an equidistant grid of stored energy with linear
/// interpolation. Cost and energy are both linear in b between the kinks of the cost, so
/// - a power that does not depend on s is a shift of the grid by a constant number of cells, and
/// - a free choice of power between two kinks is the minimum of V' plus a straight line over a sliding window, found for all
///   nodes in log2(window) passes of pairwise minima.
/// Both are straight loops over neighbouring numbers that vectorise. No convexity is assumed, so negative prices are exact
/// too. Powers inside a window land on nodes; its ends are shifts.
package struct ValueRecursion {
    /// Which powers the battery may choose.
    package enum Freedom: Hashable, Sendable {
        /// Those a `BatteryIntent` can ask for: all of the surplus or deficit, nothing of it, or more than it.
        case intents
        /// Every power inside the limits, chosen with the net load known: the bound no intent can beat.
        case anyPower
    }

    /// The grid.
    package let grid: EnergyGrid
    private let freedom: Freedom
    private var sums: [Double]
    private var minima: [Double]
    private var following: [Double]
    private var selfConsumed: [Double]
    private var onlyCharged: [Double]
    private var onlyDischarged: [Double]

    /// Prepares the working memory for a grid.
    package init(grid: EnergyGrid, freedom: Freedom) {
        self.grid = grid
        self.freedom = freedom
        sums = Array(repeating: 0, count: 2 * grid.count)
        minima = Array(repeating: 0, count: 2 * grid.count)
        following = Array(repeating: 0, count: grid.count)
        selfConsumed = Array(repeating: 0, count: grid.count)
        onlyCharged = Array(repeating: 0, count: grid.count)
        onlyDischarged = Array(repeating: 0, count: grid.count)
    }

    /// Fills `value` (by node, at the start of the slot) from `next` (by node, at its end).
    ///
    /// The intent is chosen before the case is known; its power follows the case.
    package mutating func step(
        _ slot: UncertainSlot, next: UnsafePointer<Double>, value: UnsafeMutablePointer<Double>
    ) {
        var idleCost = 0.0
        for (economics, weight) in zip(slot.cases, slot.weights) {
            idleCost += weight * economics.cost(batteryPower: 0)
        }
        for i in 0..<grid.count { value[i] = next[i] + idleCost }
        follow(slot, next: next, value: value)
        // Beyond the largest surplus every case imports, so that a higher charge costs the same in all of them.
        charge(
            slot, from: slot.highestSurplus, to: slot.maxCharge, price: slot.importPrice, next: next, value: value)
        if slot.highestCharge > slot.maxCharge { chargeFully(slot, next: next, value: value) }
        discharge(
            slot, from: slot.highestDeficit, to: slot.maxDischarge, price: slot.exportPrice, next: next, value: value)
        guard freedom == .anyPower else { return }
        charge(
            slot, from: 0, to: min(slot.highestSurplus, slot.maxCharge), price: slot.exportPrice, next: next,
            value: value)
        let deficit = min(slot.highestDeficit, slot.maxDischarge)
        // Every kWh down to the threshold of the month's peak is worth its price too.
        let excess = max(0, slot.netLoad - slot.peak.power)
        discharge(slot, from: min(excess, deficit), to: deficit, price: slot.importPrice, next: next, value: value)
        guard excess > 0 else { return }
        discharge(
            slot, from: 0, to: min(excess, deficit), price: slot.importPrice + slot.peak.price,
            offset: -Slot.hours * slot.peak.price * slot.peak.power, next: next, value: value)
    }

    /// The intents whose power follows the house: self-consumption and its two halves.
    private mutating func follow(
        _ slot: UncertainSlot, next: UnsafePointer<Double>, value: UnsafeMutablePointer<Double>
    ) {
        // Where all cases lie on one side, a half is either the whole or idle.
        let hasBothSides = slot.highestSurplus > 0 && slot.highestDeficit > 0
        for (k, (economics, weight)) in zip(slot.cases, slot.weights).enumerated() {
            let wanted = max(-economics.maxCharge, min(economics.maxDischarge, economics.netLoad))
            carryOut(wanted, economics, next: next)
            let cost = economics.cost(batteryPower: 0)
            let isSurplus = economics.netLoad < 0
            Self.add(following, weight: weight, to: &selfConsumed, isFirst: k == 0)
            guard hasBothSides else { continue }
            if isSurplus {
                Self.add(following, weight: weight, to: &onlyCharged, isFirst: k == 0)
                Self.add(next, plus: cost, weight: weight, to: &onlyDischarged, isFirst: k == 0)
            } else {
                Self.add(following, weight: weight, to: &onlyDischarged, isFirst: k == 0)
                Self.add(next, plus: cost, weight: weight, to: &onlyCharged, isFirst: k == 0)
            }
        }
        let count = grid.count
        Self.pairwiseMinima(value, selfConsumed, into: value, count: count)
        guard hasBothSides else { return }
        Self.pairwiseMinima(value, onlyCharged, into: value, count: count)
        Self.pairwiseMinima(value, onlyDischarged, into: value, count: count)
    }

    /// The highest charge where the cases leave different room below the import limit: each takes its own.
    private mutating func chargeFully(
        _ slot: UncertainSlot, next: UnsafePointer<Double>, value: UnsafeMutablePointer<Double>
    ) {
        for (k, (economics, weight)) in zip(slot.cases, slot.weights).enumerated() {
            carryOut(-min(slot.highestCharge, economics.maxCharge), economics, next: next)
            Self.add(following, weight: weight, to: &onlyCharged, isFirst: k == 0)
        }
        Self.pairwiseMinima(value, onlyCharged, into: value, count: grid.count)
    }

    /// Fills `following` with what a power comes to in one case, kW, + = discharge, as far as the battery can.
    private mutating func carryOut(_ power: Double, _ economics: SlotEconomics, next: UnsafePointer<Double>) {
        let grid = self.grid
        let cells = grid.cells(batteryPower: power)
        let edge = min(grid.count, Int(cells.magnitude.rounded(.up)))
        let last = grid.count - 1
        following.withUnsafeMutableBufferPointer { following in
            guard let value = following.baseAddress else { return }
            value.update(repeating: .infinity, count: grid.count)
            Self.shift(
                by: cells, cost: economics.cost(batteryPower: power), next: next, value: value, nodes: grid.count)
            for distance in 0..<edge {
                let (node, end) = cells > 0 ? (last - distance, last) : (distance, 0)
                let partial = grid.batteryPower(cells: Double(end - node))
                value[node] = next[end] + economics.cost(batteryPower: partial)
            }
        }
    }

    /// Powers above a surplus (or up to it): the marginal kWh costs `price` all along.
    private mutating func charge(
        _ slot: UncertainSlot, from low: Double, to high: Double, price: Double, next: UnsafePointer<Double>,
        value: UnsafeMutablePointer<Double>
    ) {
        guard low < high else { return }
        let base = Slot.hours * price * slot.netLoad
        Self.shift(
            by: grid.cells(batteryPower: -high), cost: base + Slot.hours * price * high, next: next, value: value,
            nodes: grid.count)
        window(
            from: grid.cells(batteryPower: -low), to: grid.cells(batteryPower: -high), cost: base,
            costPerCell: price * grid.spacing / grid.efficiency, next: next, value: value)
    }

    /// Powers above a deficit (or up to it): the marginal kWh earns `price` less wear all along; `offset` is what the slot costs
    /// besides.
    private mutating func discharge(
        _ slot: UncertainSlot, from low: Double, to high: Double, price: Double, offset: Double = 0,
        next: UnsafePointer<Double>, value: UnsafeMutablePointer<Double>
    ) {
        guard low < high else { return }
        let base = Slot.hours * price * slot.netLoad + offset
        Self.shift(
            by: grid.cells(batteryPower: high), cost: base - Slot.hours * (price - slot.wear) * high, next: next,
            value: value, nodes: grid.count)
        window(
            from: grid.cells(batteryPower: high), to: grid.cells(batteryPower: low), cost: base,
            costPerCell: (price - slot.wear) * grid.spacing * grid.efficiency, next: next, value: value)
    }

    /// One power for all nodes that can give or take it in full.
    private static func shift(
        by cells: Double, cost: Double, next: UnsafePointer<Double>, value: UnsafeMutablePointer<Double>, nodes: Int
    ) {
        let whole = Int(cells.rounded(.down))
        let fraction = cells - Double(whole)
        let first = max(0, -whole)
        let end = min(nodes, nodes - whole - (fraction > 0 ? 1 : 0))
        guard first < end else { return }
        let source = next + whole
        guard fraction > 0 else {
            for i in first..<end {
                let candidate = source[i] + cost
                value[i] = candidate < value[i] ? candidate : value[i]
            }
            return
        }
        // The outermost cells have one neighbour only.
        let inner = max(first, 1 - whole)..<max(first, 1 - whole, min(end, nodes - 2 - whole))
        for i in inner {
            let candidate = EnergyGrid.interpolate(source + i, fraction: fraction) + cost
            value[i] = candidate < value[i] ? candidate : value[i]
        }
        for i in [first, end - 1] where !inner.contains(i) {
            value[i] = min(value[i], (1 - fraction) * source[i] + fraction * source[i + 1] + cost)
        }
    }

    /// Every end on a node or in a kink between two powers, at a cost linear in the cells moved.
    private mutating func window(
        from low: Double, to high: Double, cost: Double, costPerCell: Double, next: UnsafePointer<Double>,
        value: UnsafeMutablePointer<Double>
    ) {
        let count = grid.count
        let first = max(1 - count, Int(low.rounded(.up)))
        let last = min(count - 1, Int(high.rounded(.down)))
        guard first <= last else { return }
        // The last node closes the last cell; its own value is looked at here, the others with the cells they begin.
        for i in max(0, -last)..<min(count, count - last) {
            let candidate = next[i + last] + (cost + costPerCell * Double(last))
            value[i] = candidate < value[i] ? candidate : value[i]
        }
        let length = last - first
        guard length > 0 else { return }
        let total = count + length - 1
        sums.withUnsafeMutableBufferPointer { sums in
            minima.withUnsafeMutableBufferPointer { minima in
                guard var source = sums.baseAddress, var spare = minima.baseAddress, total <= sums.count else { return }
                Self.fill(
                    source, total: total, first: first, costPerCell: costPerCell, next: next, nodes: count)
                var width = 1
                while 2 * width <= length {
                    Self.pairwiseMinima(source, source + width, into: spare, count: total - 2 * width + 1)
                    swap(&source, &spare)
                    width *= 2
                }
                let late = source + (length - width)
                for i in 0..<count {
                    let best = source[i] < late[i] ? source[i] : late[i]
                    let candidate = best + (cost - costPerCell * Double(i))
                    value[i] = candidate < value[i] ? candidate : value[i]
                }
            }
        }
    }

    /// Writes the least of V' plus the straight line over the cells that begin at the targets `first...`, without their far
    /// nodes; infinity outside the grid.
    private static func fill(
        _ sums: UnsafeMutablePointer<Double>, total: Int, first: Int, costPerCell: Double,
        next: UnsafePointer<Double>, nodes: Int
    ) {
        let before = min(total, max(0, -first))
        let outside = max(before, min(total, nodes - first))
        for k in 0..<before { sums[k] = .infinity }
        let target = sums + before
        let source = next + (first + before)
        let line = costPerCell * Double(first + before)
        for k in 0..<(outside - before) { target[k] = source[k] + (line + costPerCell * Double(k)) }
        for k in outside..<total { sums[k] = .infinity }
        for node in max(1, first + before)..<max(1, first + before, min(nodes - 2, first + outside)) {
            guard let kink = EnergyGrid.kink(next + node, slope: costPerCell) else { continue }
            sums[node - first] = min(sums[node - first], kink.value + costPerCell * Double(node))
        }
    }

    private static func pairwiseMinima(
        _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>, count: Int
    ) {
        for i in 0..<count { out[i] = a[i] < b[i] ? a[i] : b[i] }
    }

    private static func add(
        _ source: UnsafePointer<Double>, plus cost: Double = 0, weight: Double, to sum: inout [Double], isFirst: Bool
    ) {
        let count = sum.count
        sum.withUnsafeMutableBufferPointer { sum in
            guard let target = sum.baseAddress else { return }
            if isFirst {
                for i in 0..<count { target[i] = weight * (source[i] + cost) }
            } else {
                for i in 0..<count { target[i] += weight * (source[i] + cost) }
            }
        }
    }
}
