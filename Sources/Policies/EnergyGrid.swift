// SPDX-License-Identifier: Apache-2.0

import Energy

/// Equidistant nodes of stored energy between a battery's limits, and functions given on them; in kWh and kW.
package struct EnergyGrid: Hashable, Sendable {
    /// Number of nodes, >= 2.
    package let count: Int
    /// Stored energy of node 0, kWh.
    package let lowest: Double
    /// Distance of two nodes, kWh > 0.
    package let spacing: Double
    /// Efficiency of one direction.
    package let efficiency: Double

    /// A grid over a battery's window; nil when the window is empty.
    package init?(_ battery: SlotBattery, nodes: Int) {
        let width = battery.highest.kWh - battery.lowest.kWh
        guard width > 0, width.isFinite, nodes >= 2 else { return nil }
        count = nodes
        lowest = battery.lowest.kWh
        spacing = width / Double(nodes - 1)
        efficiency = battery.oneWayEfficiency
    }

    /// Stored energy of a node, kWh.
    package func energy(node: Int) -> Double { lowest + spacing * Double(node) }

    /// Where an energy lies on the grid, 0...count-1, outside energies at the nearest end.
    package func position(_ energy: Double) -> Double {
        max(0, min(Double(count - 1), (energy - lowest) / spacing))
    }

    /// Cells moved in one slot by a battery power, kW, + = discharge; + = up.
    ///
    /// Cut far outside the grid, so that no power, however wrong, is too large for a whole number of cells.
    package func cells(batteryPower: Double) -> Double {
        let energy = batteryPower > 0 ? -batteryPower / efficiency : -batteryPower * efficiency
        let limit = Double(2 * count)
        return max(-limit, min(limit, energy * Slot.hours / spacing))
    }

    /// The battery power, kW, + = discharge, that moves some cells in one slot.
    package func batteryPower(cells: Double) -> Double {
        let energy = cells * spacing / Slot.hours
        return energy > 0 ? -energy / efficiency : -energy * efficiency
    }

    /// The value at a position between two nodes, exact for a convex function with one kink in the cell.
    ///
    /// The chord over a cell with a kink is too high, by up to a quarter of the jump in slope times the cell's width. Seen from
    /// there every power that happens to end on a node looks better than one that does not, and over a day the kinks wash
    /// out. The straight lines through the neighbouring cells meet in the kink, so the larger of them is the function itself
    /// (subcell resolution: Harten, J. Comput. Phys. 83, 1989); where the values are not convex the chord stays.
    package func interpolate(_ values: UnsafePointer<Double>, at position: Double) -> Double {
        let node = max(0, min(count - 2, Int(position)))
        let fraction = position - Double(node)
        guard node > 0, node < count - 2 else {
            return (1 - fraction) * values[node] + fraction * values[node + 1]
        }
        return Self.interpolate(values + node, fraction: fraction)
    }

    /// The value at a fraction of the cell that begins at `cell`, which has a neighbour on both sides.
    @inline(__always)
    package static func interpolate(_ cell: UnsafePointer<Double>, fraction: Double) -> Double {
        let chord = (1 - fraction) * cell[0] + fraction * cell[1]
        let fromBelow = cell[0] + fraction * (cell[0] - cell[-1])
        let fromAbove = cell[1] - (1 - fraction) * (cell[2] - cell[1])
        let line = fromBelow > fromAbove ? fromBelow : fromAbove
        return line < chord ? line : chord
    }

    /// Where in the cell that begins at `cell` the value plus a straight line has its minimum, and how much it is.
    ///
    /// - Parameters:
    ///   - cell: values at its two nodes, with a neighbour on both sides.
    ///   - slope: of the straight line, per cell; it is 0 at the first node.
    /// - Returns: fraction of the cell and the sum there; nil when the minimum is at a node.
    @inline(__always)
    package static func kink(
        _ cell: UnsafePointer<Double>, slope: Double
    ) -> (fraction: Double, value: Double)? {
        let (before, after) = (cell[0] - cell[-1], cell[2] - cell[1])
        guard before + slope < 0, after + slope > 0 else { return nil }
        // Where the lines from below and above meet; they do inside the cell only where it is convex.
        let fraction = (cell[1] - after - cell[0]) / (before - after)
        guard fraction > 0, fraction < 1 else { return nil }
        return (fraction, cell[0] + (before + slope) * fraction)
    }
}
