// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies
import Testing

/// Slope -3 below 4.3 cells, 1 above: convex with one kink inside a cell.
private func kinked(_ position: Double) -> Double { max(-3 * (position - 4.3), position - 4.3) }

@Test func interpolation_isExactAroundAKinkInsideACell() throws {
    let grid = try #require(EnergyGrid(SlotBattery(wholeBattery), nodes: 11))
    let values = (0..<11).map { kinked(Double($0)) }
    try values.withUnsafeBufferPointer { values in
        let values = try #require(values.baseAddress)
        for k in 0...100 {
            let position = Double(k) / 10
            #expect(abs(grid.interpolate(values, at: position) - kinked(position)) < 1e-12, "at \(position)")
        }
        let kink = try #require(EnergyGrid.kink(values + 4, slope: 0.5))
        #expect(abs(kink.fraction - 0.3) < 1e-12)
        // The line is 0 at the cell's first node.
        #expect(abs(kink.value - 0.5 * 0.3) < 1e-12)
        #expect(EnergyGrid.kink(values + 4, slope: 3.5) == nil)
        #expect(EnergyGrid.kink(values + 5, slope: 0.5) == nil)
    }
}

@Test func interpolation_keepsTheChordWhereValuesAreNotConvex() throws {
    let grid = try #require(EnergyGrid(SlotBattery(wholeBattery), nodes: 11))
    let values = (0..<11).map { -kinked(Double($0)) }
    values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        #expect(abs(grid.interpolate(values, at: 4.5) - (values[4] + values[5]) / 2) < 1e-12)
    }
}
