// SPDX-License-Identifier: Apache-2.0

import Energy

/// The value of stored energy at the start of every slot of a horizon, by backward recursion.
///
/// The weather is a Markov chain over the PV cases: from one slot to the next it stays with probability `persistence` and is
/// drawn anew otherwise. Without that memory the cloudy and sunny slots of a day would even out in the plan, and the plan
/// would count on a mean day that rarely comes. Everything is in memory kept from plan to plan.
struct HorizonValues {
    private let grid: EnergyGrid
    private let weights: [Double]
    private var recursion: ValueRecursion
    /// Mean over the weather, by slot and node.
    private var means: [Double] = []
    /// By weather and node: at the end of the slot, and at its start.
    private var later: [Double]
    private var earlier: [Double]
    private var mixed: [Double]
    /// By weather of the first slot and node: what is expected at its end.
    private var afterFirst: [Double]

    /// Prepares the memory for a grid and the weights of the weather cases.
    init(grid: EnergyGrid, weights: [Double]) {
        self.grid = grid
        self.weights = weights
        recursion = ValueRecursion(grid: grid, freedom: .intents)
        later = Array(repeating: 0, count: weights.count * grid.count)
        earlier = later
        mixed = Array(repeating: 0, count: grid.count)
        afterFirst = later
    }

    /// True when the memory fits another plan.
    func fits(_ other: EnergyGrid, weights: [Double]) -> Bool { grid == other && self.weights == weights }

    /// Fills the values of a horizon, last slot to first.
    ///
    /// - Parameters:
    ///   - terminalValue: of a stored kWh at the end of the horizon, currency.
    ///   - persistence: 0...1.
    mutating func fill(_ slots: [HorizonSlot], terminalValue: Double, persistence: Double) {
        let count = grid.count
        if means.count < (slots.count + 1) * count { means = Array(repeating: 0, count: (slots.count + 1) * count) }
        for node in 0..<count {
            let value = -terminalValue * (grid.energy(node: node) - grid.lowest)
            means[slots.count * count + node] = value
            for weather in weights.indices { later[weather * count + node] = value }
        }
        for t in slots.indices.reversed() {
            stepBack(slots[t], end: (t + 1) * count, persistence: persistence, isFirst: t == 0)
            storeMean(row: t * count)
            swap(&later, &earlier)
        }
    }

    /// The values at the end of slot `t` of the horizon filled last: after the first slot by case, later the mean alone.
    ///
    /// The plan beyond the first slot is only looked at, and what its weather will be is not known.
    func withValues<Result>(endOf slot: HorizonSlot, at t: Int, _ body: (EndValues) -> Result) -> Result? {
        means.withUnsafeBufferPointer { means in
            guard let base = means.baseAddress, (t + 2) * grid.count <= means.count else { return nil }
            let mean = base + (t + 1) * grid.count
            guard t == 0, weights.count > 1 else { return body(EndValues(mean: mean)) }
            return afterFirst.withUnsafeBufferPointer { rows in
                guard let row = rows.baseAddress else { return nil }
                return body(EndValues(mean: mean, byCase: slot.weatherOfCase.map { row + $0 * grid.count }))
            }
        }
    }

    /// A copy of the values at the end of the first slot of the horizon filled last, by node: the mean, then, where there are
    /// several, by weather.
    var afterFirstSlot: [Double] {
        guard means.count >= 2 * grid.count else { return [] }
        return means[grid.count..<2 * grid.count] + (weights.count > 1 ? afterFirst : [])
    }

    private mutating func stepBack(_ slot: HorizonSlot, end: Int, persistence: Double, isFirst: Bool) {
        let count = grid.count
        for weather in weights.indices {
            for node in 0..<count {
                mixed[node] =
                    persistence * later[weather * count + node] + (1 - persistence) * means[end + node]
            }
            if isFirst {
                for node in 0..<count { afterFirst[weather * count + node] = mixed[node] }
            }
            mixed.withUnsafeBufferPointer { mixed in
                earlier.withUnsafeMutableBufferPointer { earlier in
                    guard let next = mixed.baseAddress, let value = earlier.baseAddress else { return }
                    recursion.step(slot.byWeather[weather], next: next, value: value + weather * count)
                }
            }
        }
    }

    private mutating func storeMean(row: Int) {
        let count = grid.count
        for node in 0..<count { means[row + node] = 0 }
        for (weather, weight) in weights.enumerated() {
            for node in 0..<count { means[row + node] += weight * earlier[weather * count + node] }
        }
    }
}
