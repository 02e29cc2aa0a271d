// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HearthTestKit
import Policies

/// Twelve hours of which neither load nor sun is known for sure; another house and other prices for each seed.
///
/// - Parameter isNegative: whether importing in a slot is paid for, and exporting costs.
func unsureSituation(
    seed: Int, batteries: [BatteryDescription] = [wholeBattery], canLimitPV: Bool = false,
    isNegative: (Int) -> Bool
) -> PolicySituation {
    var random = SplitMix64(seed: UInt64(seed))
    func draw(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + random.nextUniform() * (range.upperBound - range.lowerBound)
    }
    let slots = 0..<48
    let spot = slots.map { isNegative($0) ? draw(-0.4 ... -0.15) : draw(0.05...0.35) }
    let load = slots.map { _ in draw(300...3000) }
    let sun = slots.map { _ in draw(0...5000) }
    let charges = batteries.map { _ in Optional(draw(0.2...0.8)) }
    return PolicySituation(
        now: firstSlot, stateOfCharge: charges, batteries: batteries,
        prices: spot.map { SlotPrices(importPrice: PricePerKWh(1.25 * ($0 + 0.1)), exportPrice: PricePerKWh($0)) },
        load: forecast(load, p10: load.map { 0.6 * $0 }, p90: load.map { 1.7 * $0 }),
        pv: forecast(sun, p10: sun.map { 0.3 * $0 }, p90: sun.map { 1.4 * $0 }), site: Fixture.site,
        canLimitPV: canLimitPV)
}

extension BatteryIntent {
    /// Whether the battery may give power, be it to cover the house.
    var mayDischarge: Bool {
        switch self {
        case .selfConsume, .noCharge, .discharge: true
        case .noDischarge, .idle, .charge: false
        }
    }
}
