// SPDX-License-Identifier: Apache-2.0

import Energy

/// What makes money and energy of houses of any size and tariff comparable, so that one policy serves many.
struct HouseScale: Hashable, Sendable {
    /// Mean import price of the next day, currency per kWh; at least `leastPrice`.
    let price: Double
    /// Energy between the battery's limits, kWh > 0.
    let energy: Double

    /// Below this a mean price says nothing of what is at stake, currency per kWh.
    private static let leastPrice = 0.02

    /// The scale of a plan.
    init(_ horizon: PlanningHorizon, grid: EnergyGrid) {
        let day = horizon.slots.prefix(96)
        let mean = day.reduce(0) { $0 + $1.all.importPrice } / Double(max(day.count, 1))
        price = max(Self.leastPrice, mean)
        energy = grid.spacing * Double(grid.count - 1)
    }

    /// A thousandth of what a full battery is worth, currency: what is at stake in a quarter hour is some of these.
    var money: Double { price * energy / 1000 }
}
