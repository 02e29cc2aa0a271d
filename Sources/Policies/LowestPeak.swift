// SPDX-License-Identifier: Apache-2.0

import Energy

/// The lowest import that a battery can hold some slots to with the intents there are.
///
/// Below a threshold it charges all that the threshold leaves room for, above it it covers the house: no intent covers a part.
/// No other way leaves more energy at any time, so a threshold that this way fails at cannot be held, and the lowest one
/// is found by halving.
struct LowestPeak {
    let battery: SlotBattery

    /// Half the width of a search's last interval: as good as nothing beside the errors of a forecast, kW.
    private static let tolerance = 0.001

    /// The lowest threshold, not below `least`, and the energy left at the end.
    ///
    /// - Parameters:
    ///   - slots: the net loads to be held, without a peak.
    ///   - stored: at the start.
    ///   - least: what the peak is anyway, kW >= 0.
    func threshold(_ slots: ArraySlice<SlotEconomics>, stored: WattHours, least: Double) -> (
        power: Double, left: WattHours
    ) {
        if let left = held(slots, below: least, stored: stored) { return (least, left) }
        var (low, high) = (least, slots.reduce(least) { max($0, $1.netLoad) })
        while high - low > 2 * Self.tolerance {
            let middle = (low + high) / 2
            if held(slots, below: middle, stored: stored) == nil { low = middle } else { high = middle }
        }
        return (high, held(slots, below: high, stored: stored) ?? stored)
    }

    /// The energy at the end where a threshold holds, nil where it does not.
    private func held(_ slots: ArraySlice<SlotEconomics>, below threshold: Double, stored: WattHours) -> WattHours? {
        var stored = stored
        for slot in slots {
            let power =
                slot.netLoad > threshold
                ? min(slot.maxDischarge, slot.netLoad) : -min(slot.maxCharge, threshold - slot.netLoad)
            let outcome = battery.run(power: Watts(1000 * power), stored: stored)
            guard slot.netLoad - outcome.power.value / 1000 <= threshold + Self.tolerance else { return nil }
            stored = outcome.stored
        }
        return stored
    }
}
