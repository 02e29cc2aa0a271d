// SPDX-License-Identifier: Apache-2.0

import Energy

/// The lowest import that a battery can hold some slots to with the intents there are.
///
/// Below a threshold it charges all that the threshold leaves room for, above it it covers the house: no intent covers a part.
/// Where import does not count it charges all it can. No other way leaves more energy at any time, so a threshold that this
/// way fails at cannot be held, and the lowest one is found by halving.
struct LowestPeak {
    let battery: SlotBattery

    /// Half the width of a search's last interval: as good as nothing beside the errors of a forecast, kW.
    private static let tolerance = 0.001

    /// The lowest threshold, not below `least`, and the energy left at the end.
    ///
    /// - Parameters:
    ///   - slots: the net loads to be held, without a peak.
    ///   - shares: how much of the import of each counts, 0...1; as many.
    ///   - stored: at the start.
    ///   - least: what the peak is anyway, kW >= 0.
    func threshold(
        _ slots: ArraySlice<SlotEconomics>, shares: ArraySlice<Double>, stored: WattHours, least: Double
    ) -> (power: Double, left: WattHours) {
        func held(_ threshold: Double) -> WattHours? { self.held(slots, shares, below: threshold, stored: stored) }
        if let left = held(least) { return (least, left) }
        var (low, high) = (least, zip(slots, shares).reduce(least) { max($0, $1.0.netLoad * $1.1) })
        while high - low > 2 * Self.tolerance {
            let middle = (low + high) / 2
            if held(middle) == nil { low = middle } else { high = middle }
        }
        return (high, held(high) ?? stored)
    }

    /// The energy at the end where a threshold holds, nil where it does not.
    private func held(
        _ slots: ArraySlice<SlotEconomics>, _ shares: ArraySlice<Double>, below peak: Double, stored: WattHours
    ) -> WattHours? {
        var stored = stored
        for (slot, share) in zip(slots, shares) {
            let threshold = share > 0 ? peak / share : .infinity
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
