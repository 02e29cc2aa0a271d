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

    /// The value at a position between two nodes.
    package func interpolate(_ values: UnsafePointer<Double>, at position: Double) -> Double {
        let node = max(0, min(count - 2, Int(position)))
        let fraction = position - Double(node)
        return (1 - fraction) * values[node] + fraction * values[node + 1]
    }
}
