// SPDX-License-Identifier: Apache-2.0

import Energy

/// What follows each slot of an episode when the optimiser drives on, by the energy in the battery.
struct CostToGo: Sendable {
    private let grid: EnergyGrid
    /// `(slots + 1) x nodes`: cost still to come from each slot's start, currency.
    private var costs: [Double]
    /// The same for the highest import still to come in the slot's month, kW; empty where no peak is billed.
    private var peaks: [Double]

    /// Of slots that are not known yet, and of what is left after them.
    ///
    /// - Parameter finalPrice: what a kWh taken out after the last slot is worth.
    init(grid: EnergyGrid, slots: Int, finalPrice: Double, hasPeaks: Bool) {
        self.grid = grid
        costs = [Double](repeating: 0, count: (slots + 1) * grid.count)
        peaks = hasPeaks ? costs : []
        for node in 0..<grid.count {
            costs[slots * grid.count + node] =
                -finalPrice * grid.efficiency * (grid.energy(node: node) - grid.lowest)
        }
    }

    /// Takes in what follows from a slot's start.
    mutating func set(_ slot: Int, _ node: Int, cost: Double, peak: Double) {
        costs[slot * grid.count + node] = cost
        if !peaks.isEmpty { peaks[slot * grid.count + node] = peak }
    }

    /// What follows a slot that ends with some energy.
    func value(after slot: Int, stored: WattHours) -> (cost: Double, peak: Double) {
        let (first, position) = ((slot + 1) * grid.count, grid.position(stored.kWh))
        let cost = costs.withUnsafeBufferPointer { rows in
            rows.baseAddress.map { grid.interpolate($0 + first, at: position) } ?? 0
        }
        guard !peaks.isEmpty else { return (cost, 0) }
        // A peak is not convex in the energy: the chord.
        let node = max(0, min(grid.count - 2, Int(position)))
        let fraction = position - Double(node)
        return (cost, (1 - fraction) * peaks[first + node] + fraction * peaks[first + node + 1])
    }
}
